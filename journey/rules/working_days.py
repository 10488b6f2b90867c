"""Working days in Denmark. The calendar is data, so every town hall can close on its own days (L08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

import holidays

SATURDAY = 5


class ClosedDay(StrEnum):
    """Days that are no public holiday in Denmark, but on which many municipalities are closed."""

    CHRISTMAS_EVE = "christmas_eve"
    NEW_YEARS_EVE = "new_years_eve"
    CONSTITUTION_DAY = "constitution_day"
    FRIDAY_AFTER_ASCENSION = "friday_after_ascension"


_FIXED_CLOSED_DAYS = {
    ClosedDay.CHRISTMAS_EVE: (12, 24),
    ClosedDay.NEW_YEARS_EVE: (12, 31),
    ClosedDay.CONSTITUTION_DAY: (6, 5),
}


@dataclass(frozen=True)
class Calendar:
    """Which days count as working days.

    `name` is "DK" (Danish public holidays; Store Bededag ended with 2023) or "none" (weekends only).
    `closed` names the half-holidays this municipality keeps; `extra` are single further closed dates.
    """

    name: Literal["DK", "none"] = "DK"
    closed: frozenset[ClosedDay] = frozenset()
    extra: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.name not in ("DK", "none"):
            raise ValueError(f"unknown calendar {self.name!r}: use 'DK' or 'none'")
        object.__setattr__(self, "closed", frozenset(ClosedDay(day) for day in self.closed))
        object.__setattr__(self, "extra", frozenset(self.extra))

    def is_holiday(self, day: date) -> bool:
        """Closed for another reason than the weekend."""
        if day in self.extra or (self.name == "DK" and day in _danish_holidays(day.year)):
            return True
        return any(is_closed_for(closed, day) for closed in self.closed)


DK = Calendar("DK")
WEEKENDS_ONLY = Calendar("none")


def calendar_named(name: str, *, closed: Iterable[str] = (), extra: Iterable[date] = ()) -> Calendar:
    """A calendar from configuration; ValueError on an unknown name or an unknown closed day."""
    if name not in ("DK", "none"):
        raise ValueError(f"unknown calendar {name!r}: use 'DK' or 'none'")
    kind: Literal["DK", "none"] = "DK" if name == "DK" else "none"
    return Calendar(kind, frozenset(ClosedDay(day) for day in closed), frozenset(extra))


def is_working_day(day: date, calendar: Calendar = DK) -> bool:
    return day.weekday() < SATURDAY and not calendar.is_holiday(day)


def add_working_days(day: date, n: int, calendar: Calendar = DK) -> date:
    """The `n`-th working day after `day` (before it when `n` is negative); `day` itself never counts.

    With `n` = 0 the date comes back unchanged, also when it is no working day.
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, calendar)
    return day


def next_working_day(day: date, calendar: Calendar = DK) -> date:
    """The first working day strictly after `day`."""
    return add_working_days(day, 1, calendar)


def working_day_on_or_after(day: date, calendar: Calendar = DK) -> date:
    return day if is_working_day(day, calendar) else next_working_day(day, calendar)


def working_day_on_or_before(day: date, calendar: Calendar = DK) -> date:
    return day if is_working_day(day, calendar) else add_working_days(day, -1, calendar)


def working_days_between(start: date, end: date, calendar: Calendar = DK) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, calendar) for day in days)


def is_closed_for(closed: ClosedDay, day: date) -> bool:
    return day in _closed_dates(closed, day.year)


@lru_cache(maxsize=64)
def _danish_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


@lru_cache(maxsize=256)
def _closed_dates(closed: ClosedDay, year: int) -> frozenset[date]:
    if closed is ClosedDay.FRIDAY_AFTER_ASCENSION:
        return frozenset({_easter_sunday(year) + timedelta(days=40)})
    month, day = _FIXED_CLOSED_DAYS[closed]
    return frozenset({date(year, month, day)})


def _easter_sunday(year: int) -> date:
    """Anonymous Gregorian algorithm; Ascension Day is always 39 days later."""
    century, golden = year // 100, year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
