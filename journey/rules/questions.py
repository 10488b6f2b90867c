"""By when a question is answered, and when its promise is near to being broken (P5, RQ-081).

All hours are local (Copenhagen) hours; a moment given in must carry a time zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from journey.rules.clock import LOCAL, local
from journey.rules.working_days import DK, Calendar, add_working_days, is_working_day

ANSWER_WORKING_DAYS = 5
"""When neither the case's template nor the municipality names another number."""
DUE_HOUR = 16
REMIND_WORKING_DAYS = 1
"""So long before the promised day whoever answers is reminded."""
REMIND_HOUR = 9


def answer_by(sent: datetime, working_days: int, calendar: Calendar = DK) -> date:
    """The last day on which a question sent at `sent` is answered; the day it was sent does not count."""
    return add_working_days(local(sent).date(), working_days, calendar)


def is_pressing(promised_on: date, now: datetime) -> bool:
    """Whether the promised day is nearly over or gone: from four that afternoon the stand-in has the question too."""
    return local(now) >= datetime.combine(promised_on, time(DUE_HOUR), LOCAL)


def is_near(promised_on: date, now: datetime, calendar: Calendar = DK) -> bool:
    """Whether the promised day is the next working day, or nearer: from nine on the working day before it."""
    return now >= _near_at(promised_on, calendar)


def remind_at(promised_on: date, made_at: datetime, calendar: Calendar = DK) -> datetime | None:
    """When whoever answers is reminded of what was promised at ``made_at`` (aware): at nine on the working day before.

    A promise that is younger than that is reminded of at nine on its own day, if that is a working day. None: it was
    made so late that a reminder would only repeat it.
    """
    moments = [_near_at(promised_on, calendar)]
    if is_working_day(promised_on, calendar):
        moments.append(_nine(promised_on))
    return next((moment for moment in moments if moment > made_at), None)


def last_day_reminded_of(today: date, calendar: Calendar = DK) -> date:
    """Nothing that is promised for a later day than this is reminded of today."""
    return add_working_days(today, REMIND_WORKING_DAYS, calendar)


def _near_at(promised_on: date, calendar: Calendar) -> datetime:
    return _nine(add_working_days(promised_on, -REMIND_WORKING_DAYS, calendar))


def _nine(day: date) -> datetime:
    return datetime.combine(day, time(REMIND_HOUR), LOCAL).astimezone(UTC)
