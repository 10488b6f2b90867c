"""Why a promised date is the day it is: counted from when, by which number, and which days do not count (RQ-011)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from journey.rules.danish_dates import Language
from journey.rules.working_days import SATURDAY, Calendar, ClosedDay, add_working_days, is_closed_for

_CLOSED_NAMES: dict[Language, dict[ClosedDay, str]] = {
    "da": {
        ClosedDay.CHRISTMAS_EVE: "juleaftensdag",
        ClosedDay.NEW_YEARS_EVE: "nytårsaftensdag",
        ClosedDay.CONSTITUTION_DAY: "grundlovsdag",
        ClosedDay.FRIDAY_AFTER_ASCENSION: "dagen efter Kristi himmelfartsdag",
    },
    "en": {
        ClosedDay.CHRISTMAS_EVE: "Christmas Eve",
        ClosedDay.NEW_YEARS_EVE: "New Year's Eve",
        ClosedDay.CONSTITUTION_DAY: "Constitution Day",
        ClosedDay.FRIDAY_AFTER_ASCENSION: "the day after Ascension Day",
    },
}
_PROPER = "Kristi"
_SHUT: dict[Language, str] = {"da": "lukket", "en": "closed"}


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day from Monday to Friday that is no working day, and what it is called."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of days after a day."""

    counted_from: date
    """Does not count itself."""
    days: int
    is_working_days: bool
    """Else every day counts."""
    until: date
    days_off: tuple[DayOff, ...] = ()
    """Holidays and closed days in between; empty where every day counts."""
    has_weekend: bool = False
    """Whether a Saturday or Sunday was left out."""


def calendar_days(counted_from: date, days: int) -> Counted:
    """A rhythm: every day counts."""
    return Counted(counted_from, days, is_working_days=False, until=counted_from + timedelta(days=days))


def working_days(counted_from: date, days: int, calendar: Calendar, *, language: Language = "da") -> Counted:
    """The working day it comes to, with each day on the way that does not count."""
    until = add_working_days(counted_from, days, calendar)
    between = [counted_from + timedelta(days=n) for n in range(1, (until - counted_from).days + 1)]
    off = [day for day in between if day.weekday() < SATURDAY and calendar.is_holiday(day)]
    return Counted(
        counted_from,
        days,
        is_working_days=True,
        until=until,
        days_off=tuple(DayOff(day, _name(day, calendar, language)) for day in off),
        has_weekend=any(day.weekday() >= SATURDAY for day in between),
    )


def _name(day: date, calendar: Calendar, language: Language) -> str:
    holiday = _holidays(day.year, language).get(day) if calendar.name == "DK" else None
    if holiday:
        return holiday
    closed = next((one for one in calendar.closed if is_closed_for(one, day)), None)
    return _CLOSED_NAMES[language][closed] if closed else _SHUT[language]


@lru_cache(maxsize=64)
def _holidays(year: int, language: Language) -> dict[date, str]:
    """Danish names begin with a small letter within a sentence."""
    named = holidays.country_holidays("DK", years=year, language="da" if language == "da" else "en_US")
    return {
        day: name if language == "en" or name.startswith(_PROPER) else name[0].lower() + name[1:]
        for day, name in named.items()
    }
