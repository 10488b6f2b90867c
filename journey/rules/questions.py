"""By when a question is answered, and when its promise is near to being broken (P5, RQ-081).

All hours are local (Copenhagen) hours; a moment given in must carry a time zone.
"""

from __future__ import annotations

from datetime import date, datetime, time

from journey.rules.clock import LOCAL, local
from journey.rules.working_days import DK, Calendar, add_working_days

ANSWER_WORKING_DAYS = 5
"""When neither the case's template nor the municipality names another number."""
DUE_HOUR = 16


def answer_by(sent: datetime, working_days: int, calendar: Calendar = DK) -> date:
    """The last day on which a question sent at `sent` is answered; the day it was sent does not count."""
    return add_working_days(local(sent).date(), working_days, calendar)


def is_pressing(promised_on: date, now: datetime) -> bool:
    """Whether the promised day is nearly over or gone: from four that afternoon the stand-in has the question too."""
    return local(now) >= datetime.combine(promised_on, time(DUE_HOUR), LOCAL)
