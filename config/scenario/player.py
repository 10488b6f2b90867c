"""Plays a story from its first day to its last, or until a moment, and checks what it expects on the way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from uuid import uuid4

from django.db import IntegrityError
from django.test.utils import override_settings
from django.utils import translation

from config.scenario.clockwork import Clockwork
from config.scenario.days import EVENT_TIME, Almanac, Moment
from config.scenario.deeds import MadeTwice, carry_out
from config.scenario.eyes import Eyes
from config.scenario.routine_play import Routines
from config.scenario.stage import Company, open_case, set_stage
from config.scenario.story import CaseData, Check, EventData, Story
from config.scenario.verdict import judge
from config.scenario.world import NotOnStage, World
from journey.errors import DomainError, NotYours
from journey.rules.clock import SimulatedClock, simulated

LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report."""

    line: int
    at: Moment
    who: str
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Failure:
    line: int
    text: str


@dataclass
class Result:
    """How a story went."""

    story: Story
    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed: int = 0

    @property
    def failed(self) -> int:
        return len(self.failures)


@dataclass(frozen=True, slots=True)
class How:
    """How to play. `until` is a moment after which nothing more happens; the clock stops there."""

    until: datetime | None = None
    check: bool = True
    on_pages: bool = False
    """Look for `sees` and `not_sees` in the finished pages and API answers too."""


class Stopped(Exception):
    """What follows would mean nothing; the failure is already written down."""


def play(story: Story, how: How, company: Company) -> Result:
    """Play into the present database. The clock is the story's; mail goes nowhere."""
    almanac = Almanac(story.start)
    clock = SimulatedClock(almanac.instant(Moment(0), default=time()))
    with _quiet_world(), simulated(clock):
        play = _Play(story, how, set_stage(story, almanac, company), clock)
        with suppress(Stopped):
            play.everything()
    return play.result


@contextmanager
def _quiet_world() -> Iterator[None]:
    """Nothing leaves by mail or gateway, pages are asked by the local name, and expected refusals fill no log."""
    locmem = "django.core.mail.backends.locmem.EmailBackend"
    settings = override_settings(
        EMAIL_BACKEND=locmem,
        SMS_GATEWAYS=[],
        DIGITAL_POST=None,
        WEB_PUSH=None,
        ALLOWED_HOSTS=["*"],
        SECURE_SSL_REDIRECT=False,
    )
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with settings, translation.override("da"):
            yield
    finally:
        logging.disable(before)


class _Play:
    def __init__(self, story: Story, how: How, world: World, clock: SimulatedClock) -> None:
        self.story, self.how, self.world = story, how, world
        self.result, self.tokens = Result(story), uuid4()
        routines = Routines(world, story.routines, self._fail)
        self.clockwork = Clockwork(
            clock,
            municipality=world.municipality,
            mailbox=world.mailbox,
            cases=world.cases,
            at_routine_hour=routines.write_due if story.routines else None,
        )

    @property
    def _until(self) -> datetime:
        """The end of the story's last day, unless it is to stop earlier."""
        last = max((_moment(beat) for beat in _beats(self.story)), key=_order)
        end = self.world.almanac.instant(replace(last, at=LAST_MOMENT))
        return min(end, self.how.until or end)

    def everything(self) -> None:
        for beat in _beats(self.story):
            moment = self.world.almanac.instant(_moment(beat))
            if moment > self._until:
                break
            self.clockwork.run_to(moment)
            self._open(beat) if isinstance(beat, CaseData) else self._happen(beat)
        self.clockwork.run_to(self._until)
        self._nothing_stuck(0)

    def _open(self, case: CaseData) -> None:
        try:
            open_case(case, self.world)
        except (DomainError, IntegrityError) as refusal:
            self._not_opened(case, refusal)
            return
        if case.refused:
            what = f"case '{case.key}': expected a refusal ({case.refused}), but it was opened"
            self._stop(case.line, case.opened, what)
        self._row(case.line, case.contact, f"case_open {case.key}", "done")
        self.clockwork.after_event()

    def _not_opened(self, case: CaseData, refusal: Exception) -> None:
        code, sentence = refusal_words(refusal)
        if not case.refused:
            self._stop(case.line, case.opened, f"case '{case.key}' cannot be opened ({code}): {sentence}")
        if case.refused != code:
            what = f"case '{case.key}': expected the refusal {case.refused}, but it is {code}: {sentence}"
            self._stop(case.line, case.opened, what)
        self.result.passed += 1
        self._row(case.line, case.contact, f"case_open {case.key}", f"refused ({code})")

    def _happen(self, event: EventData) -> None:
        began = self.clockwork.clock.at
        if event.action:
            self._act(event)
            self.clockwork.after_event()
            self._nothing_stuck(event.line)
        looks: dict[tuple[str, str | None], Eyes] = {}
        for check in event.checks if self.how.check else ():
            of = (check.person, check.case)
            eyes = looks.setdefault(of, Eyes(self.world, *of))
            self._check(eyes, check, began if event.action else None)

    def _act(self, event: EventData) -> None:
        """Raises Stopped when the product refuses what the story needs, or does what it should have refused."""
        what = f"{event.who or 'register'}, {event.action}"
        try:
            carry_out(self.world, event, tokens=self.tokens)
        except (NotYours, DomainError, IntegrityError) as refusal:
            self._refused(event, what, refusal)
        except (NotOnStage, MadeTwice) as problem:
            self._stop(event.line, event.at, f"{what}: {problem}")
        else:
            if event.refused:
                self._stop(event.line, event.at, f"{what}: expected a refusal ({event.refused}), but it was done")
            self._row(event.line, event.who or "-", event.action, "done")

    def _refused(self, event: EventData, what: str, refusal: Exception) -> None:
        code, sentence = refusal_words(refusal)
        if not event.refused:
            self._stop(event.line, event.at, f"{what}: refused ({code}): {sentence}")
        if event.refused != code:
            self._fail(event.line, f"{what}: expected the refusal {event.refused}, but it is {code}: {sentence}")
        else:
            self.result.passed += 1
        self._row(event.line, event.who or "-", event.action, f"refused ({code})")

    def _check(self, eyes: Eyes, check: Check, began: datetime | None) -> None:
        wrong = judge(eyes, check, began=began, on_pages=self.how.on_pages)
        for sentence in wrong:
            self._fail(check.line, f"{check.person}, {check.field}: {sentence}")
        self.result.passed += not wrong
        self._row(check.line, check.person, f"expect {check.field}", "wrong" if wrong else "as expected")

    def _nothing_stuck(self, line: int) -> None:
        if stuck := self.clockwork.stuck():
            self._stop(line, self._now, f"events that were never relayed: {', '.join(stuck)}")

    @property
    def _now(self) -> Moment:
        return self.world.almanac.moment(self.clockwork.clock.at)

    def _row(self, line: int, who: str, what: str, outcome: str) -> None:
        self.result.rows.append(Row(line, self._now, who, what, outcome))

    def _fail(self, line: int, text: str) -> None:
        self.result.failures.append(Failure(line, f"{_minute(self._now)}, {text}"))

    def _stop(self, line: int, at: Moment, text: str) -> None:
        self._fail(line, f"{text}; the rest of this story was not played")
        self._row(line, "-", "stopped", str(at))
        raise Stopped


Beat = CaseData | EventData


def _beats(story: Story) -> list[Beat]:
    """Openings and events in order of time; at the same moment cases open first."""
    beats: list[Beat] = [*story.cases.values(), *story.events]
    return sorted(beats, key=lambda beat: (_order(_moment(beat)), isinstance(beat, EventData)))


def _moment(beat: Beat) -> Moment:
    return beat.opened if isinstance(beat, CaseData) else beat.at


def _order(moment: Moment) -> tuple[int, time]:
    return moment.day, moment.at or EVENT_TIME


def _minute(moment: Moment) -> Moment:
    return replace(moment, at=moment.at.replace(second=0) if moment.at else None)


def refusal_words(refusal: Exception) -> tuple[str, str]:
    """Code and sentence of what a gate, a service or the database said."""
    if isinstance(refusal, NotYours):
        return "not_yours", "the person may not do this (or the thing is not there: the answer is the same)"
    if isinstance(refusal, DomainError):
        return refusal.code, str(refusal.sentence)
    diagnosis = getattr(refusal.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or "constraint"
    return f"database:{name}", "the database keeps this rule itself"
