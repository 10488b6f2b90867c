"""The ladder of critical news: which road is tried next, and when, until the person has it (N7, RQ-092).

All hours are local (Copenhagen) hours; all returned moments are aware and in UTC. Nothing here knows a database: what
has been tried comes in, the next step comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from journey.rules.clock import LOCAL, local
from journey.rules.working_days import DK, Calendar, add_working_days, next_working_day, working_day_on_or_after


class Rung(StrEnum):
    """The roads in the order in which they are taken. In the product the news stands from the beginning."""

    EMAIL = "email"
    SMS = "sms"
    DIGITAL_POST = "digitalpost"
    CALL = "call"
    LETTER = "letter"


MACHINES = (Rung.EMAIL, Rung.SMS, Rung.DIGITAL_POST)
"""Roads that no person has to walk."""
AFTER = {Rung.SMS: timedelta(hours=24), Rung.DIGITAL_POST: timedelta(days=3)}
CALL_AFTER_DAYS = 5
CALL_WHEN_UNREACHABLE = timedelta(hours=24)
"""No machine reaches the person: the product itself gets so long before somebody calls."""
LETTER_WORKING_DAYS = 2
"""From the day of the call, when nobody has said how it went."""
FIRST_CALL, LAST_CALL = time(9), time(15)


@dataclass(frozen=True, slots=True)
class Tried:
    """A road that has been taken. ``reaches_nobody``: surely in vain (no address, refused, sent back, no answer)."""

    at: datetime
    reaches_nobody: bool


@dataclass(frozen=True, slots=True)
class Step:
    rung: Rung
    at: datetime


def next_step(told_at: datetime, tried: Mapping[Rung, Tried], calendar: Calendar = DK) -> Step | None:
    """The next road and the moment for it, which may have passed; None when the last one has been taken.

    The news was told at ``told_at`` (aware), by e-mail at once. Each further road has its day. When all roads before it
    are surely in vain, waiting for that day would only cost the family time: the next one is taken at once. Hours are
    hours that pass, also over the night in which clocks change, however the moment is written.
    """
    told_at = told_at.astimezone(UTC)
    rung = next((one for one in (*AFTER, Rung.CALL, Rung.LETTER) if one not in tried), None)
    if rung is None:
        return None
    if rung is Rung.CALL:
        return Step(rung, _call_at(told_at, calendar, unreachable=no_machine_reaches(tried)))
    if rung is Rung.LETTER:
        return Step(rung, _letter_at(tried[Rung.CALL], calendar))
    in_vain = _in_vain(tried, MACHINES[: MACHINES.index(rung)])
    return Step(rung, told_at if in_vain else told_at + AFTER[rung])


def no_machine_reaches(tried: Mapping[Rung, Tried]) -> bool:
    """Whether e-mail, SMS and Digital Post have all been tried in vain: somebody has to call."""
    return _in_vain(tried, MACHINES)


def _in_vain(tried: Mapping[Rung, Tried], rungs: tuple[Rung, ...]) -> bool:
    return all(rung in tried and tried[rung].reaches_nobody for rung in rungs)


def _call_at(told_at: datetime, calendar: Calendar, *, unreachable: bool) -> datetime:
    if unreachable:
        return _office_hour(told_at + CALL_WHEN_UNREACHABLE, calendar)
    day = local(told_at).date() + timedelta(days=CALL_AFTER_DAYS)
    return _at(working_day_on_or_after(day, calendar), FIRST_CALL)


def _letter_at(call: Tried, calendar: Calendar) -> datetime:
    """At once when the call reached nobody; else two working days after it was to be made."""
    if call.reaches_nobody:
        return call.at
    return _at(add_working_days(local(call.at).date(), LETTER_WORKING_DAYS, calendar), FIRST_CALL)


def _office_hour(moment: datetime, calendar: Calendar) -> datetime:
    """`moment`, or the next moment at which somebody can be asked to call."""
    here = local(moment)
    day = working_day_on_or_after(here.date(), calendar)
    if day > here.date() or here.time() < FIRST_CALL:
        return _at(day, FIRST_CALL)
    return moment if here.time() < LAST_CALL else _at(next_working_day(day, calendar), FIRST_CALL)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LOCAL).astimezone(UTC)
