"""Posts the routines' updates: on the day a next word would run out, and never when it would not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from config.scenario.story import RoutineData
from config.scenario.world import World
from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import DomainError, NotYours
from journey.models import Case, NextWord, Person
from journey.rules import clock
from journey.rules.working_days import calendar_named, next_working_day
from journey.services.updates import update_post

Report = Callable[[int, str], None]


class Routines:
    """The routines of one story; each counts how often it has written, to use its texts in turn."""

    def __init__(self, world: World, routines: Sequence[RoutineData], report: Report) -> None:
        self.world, self.routines, self.report = world, routines, report
        self.written = [0] * len(routines)

    def write_due(self) -> None:
        """Called at nine on working days."""
        for index, routine in enumerate(self.routines):
            case = self._open_case(routine)
            if case and self._is_on(routine) and self._runs_out(routine, case):
                self._write(index, routine, case)

    def _open_case(self, routine: RoutineData) -> Case | None:
        key = routine.case or ""
        case = self.world.case(key) if key in self.world.cases else None
        return case if case and case.is_open else None

    def _is_on(self, routine: RoutineData) -> bool:
        day = self.world.almanac.moment(clock.now()).day
        return routine.first.day <= day and (routine.last is None or day <= routine.last.day)

    def _runs_out(self, routine: RoutineData, case: Case) -> bool:
        """Whether a promised day comes before the next working day does."""
        words = NextWord.objects.filter(case=case, due_on__lte=self._last_day_before_work())
        if routine.person is not None:
            words = words.filter(person=self._person(routine.person))
        return words.exists()

    def _last_day_before_work(self) -> date:
        calendar = calendar_named(self.world.story.municipality.calendar)
        return next_working_day(clock.today(), calendar) - timedelta(days=1)

    def _write(self, index: int, routine: RoutineData, case: Case) -> None:
        texts = routine.texts[self.written[index] % len(routine.texts)]
        self.written[index] += 1
        said = {key: self.world.almanac.fill_in(text) for key, text in texts.items()}
        author = self._person(routine.who)
        try:
            case_for(author, case.pk, Action.POST_UPDATE)
            update_post(
                case=case,
                author=author,
                happened=said["happened"],
                means=said["means"],
                not_means=said["not_means"],
                next_text=said["next"],
                title=said.get("title", ""),
                only_for=self._person(routine.person) if routine.person else None,
            )
        except (NotYours, DomainError) as refusal:
            self.report(routine.line, f"{routine.who}, routine: refused: {refusal or 'not_yours'}")

    def _person(self, key: str) -> Person:
        return self.world.people[key]
