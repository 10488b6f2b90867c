"""Looks every name up: persons, units, cases, steps and the things that earlier events have made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from config.scenario.actions import ACTIONS, LABELLED
from config.scenario.contradictions import contradictions
from config.scenario.days import EVENT_TIME, Almanac, Moment
from config.scenario.expectations import NEEDS_NO_CASE, DeskLine
from config.scenario.params import InviteeData
from config.scenario.problems import Problem
from config.scenario.reading import guess
from config.scenario.story import CaseData, Check, EventData, PersonData, RoutineData, Story
from journey.services.parts import WITHOUT_A_CODE

Order = tuple[int, time]


def problems_in(story: Story) -> list[Problem]:
    """Every reference of a well-formed story that leads nowhere."""
    checker = _Checker(story)
    checker.people()
    for case in story.cases.values():
        checker.case(case)
    for routine in story.routines:
        checker.routine(routine)
    for event in story.events:
        checker.event(event)
    return checker.problems


def _order(moment: Moment, *, default: time = EVENT_TIME) -> Order:
    return moment.day, moment.at or default


class _Checker:
    """An empty name was wrong already in itself, and has been told."""

    def __init__(self, story: Story) -> None:
        self.story, self.problems = story, list[Problem]()
        self.almanac, self.skipped = Almanac(story.start), set[Moment]()
        self.made: dict[tuple[str, str], list[str]] = {}
        """Names given so far, per case and sort of thing."""

    def fail(self, line: int, reason: str) -> None:
        self.problems.append(Problem(str(self.story.path), line, reason))

    # --- single names

    def person(self, key: str | None, line: int, *, kinds: Iterable[str] = ("staff", "family")) -> PersonData | None:
        person = self.story.cast.get(key or "")
        if key == "":
            return None
        if person is None:
            self.fail(line, f"nobody in the cast is called '{key}'{guess(key or '', self.story.cast)}")
        elif person.kind not in kinds and not ("family" in kinds and person.relations):
            self.fail(line, f"'{key}' is {_a(person.kind)} and cannot stand here; wanted: {' or '.join(kinds)}")
        return person

    def _acting(self, key: str, line: int, *, kinds: Iterable[str], refused: bool = False) -> None:
        """Whoever cannot log in does nothing; that the gate would refuse such a person all the same may be shown."""
        person = self.person(key, line, kinds=kinds)
        if person is not None and person.kind in kinds and not person.account and not refused:
            self.fail(line, f"'{key}' has no login ('account: false') and cannot do anything")

    def unit(self, key: str, line: int) -> None:
        if key and key not in self.story.units:
            self.fail(line, f"no unit is called '{key}'{guess(key, self.story.units)}")

    def code(self, case: CaseData, sort: str, code: str, line: int) -> None:
        """A step or a role of the case's blueprint; a role can also be the one of whoever has none in it."""
        steps = [step.code for step in case.blueprint.steps]
        known = steps if sort == "step" else [*(role.code for role in case.blueprint.roles), WITHOUT_A_CODE]
        if code and code not in known:
            listed = f"; there are: {', '.join(known)}" if sort == "role" else ""
            self.fail(line, f"blueprint '{case.blueprint.code}' has no {sort} '{code}'{guess(code, known) or listed}")

    # --- the parts of a story

    def people(self) -> None:
        for person in self.story.cast.values():
            if person.unit is not None:
                self.unit(person.unit, person.line)
            for relation in person.relations:
                self.person(relation.child, person.line, kinds=("child",))

    def case(self, case: CaseData) -> None:
        self.hour(case.opened, case.line)
        self.person(case.child, case.line, kinds=("child",))
        self.unit(case.unit, case.line)
        for key in (case.contact, case.deputy):
            self.person(key, case.line, kinds=("staff", "family") if case.refused else ("staff",))
        for key in case.rhythm:
            self.person(key, case.line, kinds=("family",))
        for role in case.roles:
            self.person(role.person, role.line)
            self.code(case, "role", role.role, role.line)
        if not self._custodians(case.child) and not case.refused:
            self.fail(case.line, f"nobody in the cast is a custodian of '{case.child}' (use 'parent_of')")

    def _custodians(self, child: str) -> list[str]:
        return [
            person.key
            for person in self.story.cast.values()
            for relation in person.relations
            if relation.child == child and relation.kind == "custodian"
        ]

    def routine(self, routine: RoutineData) -> None:
        self._acting(routine.who, routine.line, kinds=("staff",))
        if routine.person is not None:
            self.person(routine.person, routine.line, kinds=("family",))
        if routine.case not in self.story.cases:
            cases = ", ".join(self.story.cases)
            self.fail(routine.line, f"the routine needs 'case', one of: {cases}")

    def event(self, event: EventData) -> None:
        self.hours(event)
        for check in event.checks:
            self.check(check, event)
        if not event.action:
            return
        spec = ACTIONS[event.action]
        case = self._case_of(event) if spec.on_case else None
        if event.who is not None:
            kinds = (spec.said_by,) if spec.said_by else ("staff", "family")
            self._acting(event.who, event.lines.get("who", event.line), kinds=kinds, refused=bool(event.refused))
        for name, value in event.values.items():
            self._value(event, case, name, value)
        if case is not None:
            self._things(event, case)
        for name, reason in contradictions(self.story, event):
            self.fail(event.lines.get(name, event.line), reason)

    def hours(self, event: EventData) -> None:
        self.hour(event.at, event.lines.get("at", event.line))
        for name, value in event.values.items():
            for moment in value if isinstance(value, (list, tuple)) else (value,):
                self.hour(moment, event.lines.get(name, event.line))

    def hour(self, moment: Any, line: int) -> None:
        """What is written in the hour over which the clocks go forward would happen at another one. Told once."""
        if isinstance(moment, Moment) and moment not in self.skipped and self.almanac.is_skipped(moment):
            self.skipped.add(moment)
            day = self.almanac.date(moment)
            self.fail(line, f"{moment} is no hour: on {day} the clocks go forward over it")

    def _case_of(self, event: EventData) -> CaseData | None:
        case = self.story.cases.get(event.case or "")
        line = event.lines.get("case", event.line)
        if event.case == "":
            return None
        if event.case is None:
            self.fail(line, f"'case' is missing: this file has several ({', '.join(self.story.cases)})")
        elif case is None:
            self.fail(line, f"no case is called '{event.case}'{guess(event.case, self.story.cases)}")
        elif _order(event.at) < _order(case.opened):
            self.fail(line, f"case '{case.key}' opens at {case.opened}, after this event")
        return case

    def _value(self, event: EventData, case: CaseData | None, name: str, value: Any) -> None:
        line = event.lines.get(name, event.line)
        match ACTIONS[event.action].params[name].kind:
            case "person":
                self.person(value, line)
            case "staff":
                self.person(value, line, kinds=("staff", "family") if event.refused else ("staff",))
            case "child":
                self.person(value, line, kinds=("child",))
            case "people":
                for key in value:
                    self.person(key, line, kinds=("family",))
            case "step" | "role" | "roles" as kind if case is not None:
                self._codes(case, kind, value, line)
            case "invitees":
                self._invitees(value)

    def _codes(self, case: CaseData, kind: str, value: Any, line: int) -> None:
        for code in value if kind == "roles" else (value,):
            self.code(case, "step" if kind == "step" else "role", code, line)

    def _invitees(self, invitees: Iterable[InviteeData]) -> None:
        for one in invitees:
            if one.person is not None:
                self.person(one.person, one.line)

    def _things(self, event: EventData, case: CaseData) -> None:
        """Names of waits, meetings and decisions: given once, used afterwards."""
        spec = ACTIONS[event.action]
        for name, param in spec.params.items():
            if param.kind in LABELLED and (name == param.kind or name in event.values):
                self._old_name(event, self.made.get((case.key, param.kind), []), name, param.kind)
        if spec.makes and not event.refused:
            self._new_name(event, self.made.setdefault((case.key, spec.makes), []), spec.makes)

    def _new_name(self, event: EventData, names: list[str], sort: str) -> None:
        name = event.values.get("name", f"{sort}_{len(names) + 1}")
        if name in names:
            self.fail(event.lines.get("name", event.line), f"there is already a {sort} called '{name}' in this case")
        names.append(name)

    def _old_name(self, event: EventData, names: list[str], param: str, sort: str) -> None:
        """Left out, it is the latest one: then there must be one."""
        wanted = event.values.get(param)
        line = event.lines.get(param, event.line)
        if not names:
            self.fail(line, f"no {sort} has been made before this event (use '{LABELLED[sort]}')")
        elif wanted is not None and wanted not in names:
            self.fail(line, f"no earlier {sort} is called '{wanted}'{guess(wanted, names)}")

    def check(self, check: Check, event: EventData) -> None:
        person = self.person(check.person, check.line)
        if check.field == "uninformed" and person is not None and not person.is_leader:
            self.fail(check.line, f"'uninformed' is a leader's number, and '{person.key}' leads nothing")
        if check.field not in NEEDS_NO_CASE or check.case is not None:
            self._case_of_check(check)
        if check.field in {"desk", "not_desk"}:
            self._desk(check.value or ())
        self.hour(check.since, check.line)
        if check.since is not None and _order(check.since, default=time()) > _order(event.at):
            self.fail(check.line, f"'since' ({check.since}) lies after the expectation itself ({event.at})")

    def _case_of_check(self, check: Check) -> None:
        if check.case == "":
            return
        if check.case is None:
            cases = ", ".join(self.story.cases)
            self.fail(check.line, f"'{check.field}' needs 'case': this file has several ({cases})")
        elif check.case not in self.story.cases:
            self.fail(check.line, f"no case is called '{check.case}'{guess(check.case, self.story.cases)}")

    def _desk(self, lines: Iterable[DeskLine]) -> None:
        for line in lines:
            if line.about is not None:
                self.person(line.about, line.line, kinds=("family",))


def _a(kind: str) -> str:
    return {"child": "a child", "staff": "staff", "family": "family"}[kind]


def conflicts(stories: Iterable[Story]) -> list[Problem]:
    """Where files that share a database contradict each other: scenario ids, municipalities, shared persons."""
    found: list[Problem] = []
    ids: dict[str, Story] = {}
    towns: dict[str, Story] = {}
    for story in stories:
        if story.id in ids:
            found.append(Problem(str(story.path), 1, f"the id '{story.id}' is also used by {ids[story.id].path}"))
        ids.setdefault(story.id, story)
        first = towns.setdefault(story.municipality.slug, story)
        found += _town_conflicts(story, first)
    return found


def _town_conflicts(story: Story, first: Story) -> Iterable[Problem]:
    mine, theirs = story.municipality, first.municipality
    for key in sorted(mine.given & theirs.given):
        if getattr(mine, key) != getattr(theirs, key):
            reason = f"'{key}' of municipality '{mine.slug}' differs from the one in {first.path}"
            yield Problem(str(story.path), 1, reason)
