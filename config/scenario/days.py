"""Story days: "D+58 Wed 10:15" is a Wednesday, 58 days after the story's first Monday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from journey.rules.clock import LOCAL
from journey.rules.danish_dates import Language, weekday_date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST_STORY = 4000
DEFAULT_START = date(2026, 1, 5)
"""Any Monday would do; a fixed one makes two runs of a file alike."""
EVENT_TIME = time(10)

_WRITTEN = re.compile(r"D([+-])(\d{1,4})(?: (\w+))?(?: (\d{1,2}:\d{2}))?")
_IN_TEXT = re.compile(r"\{?\bD\+(\d{1,4})\b\}?")


class BadDay(ValueError):
    """The text is no story day; carries a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the story (0 is the first Monday), and a local time when one was written."""

    day: int
    at: time | None = None

    def __str__(self) -> str:
        clock = f" {self.at:%H:%M}" if self.at else ""
        return f"D{self.day:+d} {WEEKDAYS[self.day % 7]}{clock}"


def parse(text: str, *, with_time: bool) -> Moment:
    """The moment that `text` names. Raises BadDay, also for a weekday that the number contradicts."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise BadDay(f"'{text}' is no story day; write it like {'D+58 Wed 10:15' if with_time else 'D+58 Wed'}")
    sign, digits, weekday, clock = found.groups()
    day = int(f"{sign}{digits}")
    if abs(day) > LONGEST_STORY:
        raise BadDay(f"{text} is too far away: stories have at most {LONGEST_STORY} days")
    if weekday is not None:
        _check_weekday(day, weekday)
    if clock is not None and not with_time:
        raise BadDay(f"'{text}' has a time, but only a day belongs here")
    return Moment(day, _time(clock) if clock else None)


def _check_weekday(day: int, weekday: str) -> None:
    right = WEEKDAYS[day % 7]
    if weekday not in WEEKDAYS:
        raise BadDay(f"'{weekday}' is no weekday; use {', '.join(WEEKDAYS)}")
    if weekday != right:
        raise BadDay(f"D{day:+d} is a {right}, not a {weekday}")


def _time(clock: str) -> time:
    try:
        return time.fromisoformat(clock.zfill(5))
    except ValueError:
        raise BadDay(f"{clock} is no time of day") from None


@dataclass(frozen=True, slots=True)
class Almanac:
    """Turns story days into real ones. `start` is the date of D+0, a Monday."""

    start: date

    def date(self, moment: Moment) -> date:
        return self.start + timedelta(days=moment.day)

    def instant(self, moment: Moment, *, default: time = EVENT_TIME) -> datetime:
        """The moment in UTC; `default` is the local time when none was written."""
        local = datetime.combine(self.date(moment), moment.at or default, LOCAL)
        return local.astimezone(UTC)

    def is_skipped(self, moment: Moment) -> bool:
        """Whether no clock ever showed the hour: in spring the clocks go forward over it."""
        return moment.at is not None and self.moment(self.instant(moment)) != moment

    def moment(self, instant: datetime) -> Moment:
        local = instant.astimezone(LOCAL)
        return Moment((local.date() - self.start).days, local.time().replace(microsecond=0))

    def fill_in(self, text: str, *, language: Language = "da") -> str:
        """`text` with each D+n in it written as the product writes a date: "torsdag 26. november"."""

        def spoken(found: re.Match[str]) -> str:
            return weekday_date(self.date(Moment(int(found[1]))), language=language)

        return _IN_TEXT.sub(spoken, text)


def start_for_today(today: date, demo_day: int) -> date:
    """The Monday that brings `demo_day` of a story into the week of `today`."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(days=demo_day - demo_day % 7)
