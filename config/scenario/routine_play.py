"""Posts the routines' updates: on the day a next word would run out, and never when it would not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

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


def _is_on(routine: RoutineData, day: int) -> bool:
    return routine.first.day <= day and (routine.last is None or day <= routine.last.day)


class Routines:
    """The routines of one story; each counts how often it has written, to use its texts in turn."""

    def __init__(self, world: World, routines: Sequence[RoutineData], report: Report) -> None:
        self.world, self.routines, self.report = world, routines, report
        self.written = [0] * len(routines)

    def write_due(self) -> bool:
        """Called at nine on working days; says whether anything was written."""
        before = sum(self.written)
        day = self.world.almanac.moment(clock.now()).day
        on = [(index, one) for index, one in enumerate(self.routines) if _is_on(one, day)]
        running_out = self._running_out() if on else set()
        for index, routine in on:
            case = self.world.cases.get(routine.case or "")
            person = self._person(routine.person) if routine.person else None
            if case and any(of == case.pk and (person is None or who == person.pk) for of, who in running_out):
                self._write(index, routine, case)
        return sum(self.written) > before

    def _running_out(self) -> set[tuple[UUID, UUID]]:
        """Case and person of promised days that come before the next working day does."""
        calendar = calendar_named(self.world.story.municipality.calendar)
        last = next_working_day(clock.today(), calendar) - timedelta(days=1)
        cases = [case.pk for case in self.world.cases.values()]
        words = NextWord.objects.filter(case__in=cases, case__closed_at__isnull=True, due_on__lte=last)
        return set(words.values_list("case", "person"))

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
