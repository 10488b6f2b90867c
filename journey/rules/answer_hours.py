"""When a person answers, in words and as the next moment (RQ-083): shown before a family writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from journey.rules.clock import local
from journey.rules.danish_dates import WEEKDAYS_DA, Language
from journey.rules.working_days import Calendar, is_working_day

WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKWEEK = (0, 1, 2, 3, 4)
DAYS_AHEAD = 30


def hours_text(days: Sequence[int], start: time, end: time, *, language: Language = "da") -> str:
    """ "hverdage 8–15", or the days by name; empty when the person has no hours."""
    if not days:
        return ""
    if tuple(sorted(days)) == WORKWEEK:
        named = "weekdays" if language == "en" else "hverdage"
    else:
        names = WEEKDAYS_EN if language == "en" else WEEKDAYS_DA
        named = ", ".join(names[day] for day in sorted(days))
    return f"{named} {_hour(start, language)}–{_hour(end, language)}"


def next_reachable(days: Sequence[int], start: time, end: time, now: datetime, calendar: Calendar) -> datetime | None:
    """Start of the next answering hours after ``now`` (aware, local); None inside them, or when there are none."""
    moment = local(now)
    for ahead in range(DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        if day.weekday() not in days or not is_working_day(day, calendar):
            continue
        opens, closes = (datetime.combine(day, at, tzinfo=moment.tzinfo) for at in (start, end))
        if opens <= moment < closes:
            return None
        if moment < opens:
            return opens
    return None


def earliest_promise(days: Sequence[int], start: time, end: time, now: datetime, calendar: Calendar) -> date:
    """The first day for which a word can be promised: today while somebody still answers today, else the next such day.

    Without any hours it is today: nothing says when the person works.
    """
    opens = next_reachable(days, start, end, now, calendar)
    return local(opens or now).date()


def _hour(value: time, language: Language) -> str:
    if language == "en":
        return f"{value.hour}:{value.minute:02d}"
    return f"{value.hour}.{value.minute:02d}" if value.minute else str(value.hour)
