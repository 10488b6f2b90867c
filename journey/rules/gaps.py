"""Broken promises: which day breaks one, how long each holder has, and circles of waiting (P1-P7).

Days are local (Copenhagen) days. Nothing here knows a database: the scan and the nightly recompute both ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from journey.rules.clock import LOCAL, local
from journey.rules.working_days import DK, Calendar, add_working_days, is_working_day


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """What a gap is about. Two with the same key are the same gap, whenever they are found."""

    case_id: UUID
    kind: str
    subject_id: UUID
    person_id: UUID | None
    broken_on: date

    @property
    def key(self) -> tuple[UUID, str, UUID, UUID | None]:
        return self.case_id, self.kind, self.subject_id, self.person_id


ANSWER_WORKING_DAYS = 3
"""How long each holder of a gap has before it climbs, in working days."""
CLIMB_HOUR = 9
"""Gaps climb and families are told in the morning of a working day: no alarm at night (RQ-004)."""
PROVE_WORKING_DAYS = 5
"""Critical news that has reached nobody by proof after so many working days is a gap (P6, RQ-092)."""
PARITY_WORKING_DAYS = 3
"""One entitled person knows, another does not, after so many working days (RQ-109)."""


def respond_by(day: date, calendar: Calendar = DK) -> date:
    """The last day on which whoever gets a gap on `day` may put it right before it climbs."""
    return add_working_days(day, ANSWER_WORKING_DAYS, calendar)


def may_climb(moment: datetime, calendar: Calendar = DK) -> bool:
    """Whether `moment` (aware) is an hour at which gaps climb and families are told."""
    here = local(moment)
    return here.hour >= CLIMB_HOUR and is_working_day(here.date(), calendar)


def start_of(day: date) -> datetime:
    """Local midnight at the beginning of `day`, in UTC; right also on the days when the clocks change."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def to_be_proven_before(today: date, working_days: int, calendar: Calendar = DK) -> datetime:
    """What was told before this moment should have been proven by now."""
    return start_of(add_working_days(today, -working_days, calendar))


def units_in_a_circle(waits: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The units of (waiting unit, unit waited for) pairs that wait, directly or round about, for themselves.

    A unit that waits for itself is at work, not in a circle.
    """
    ahead: dict[str, set[str]] = {}
    for waiting, awaited in waits:
        if waiting != awaited:
            ahead.setdefault(waiting, set()).add(awaited)
    return frozenset(unit for unit in ahead if unit in _reached_from(unit, ahead))


def _reached_from(unit: str, ahead: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    look = list(ahead.get(unit, ()))
    while look:
        here = look.pop()
        if here not in found:
            found.add(here)
            look.extend(ahead.get(here, ()))
    return found
