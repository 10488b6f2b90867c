"""Dates as families read them: with the weekday, and the year only when it is another one."""

from __future__ import annotations

from datetime import date
from typing import Literal

from journey.rules import clock

Language = Literal["da", "en"]

WEEKDAYS_DA = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_DA = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAY_DATE_DA = rf"(?:{'|'.join(WEEKDAYS_DA)}) \d{{1,2}}\. (?:{'|'.join(MONTHS_DA)})(?: \d{{4}})?"
"""The pattern of a day as ``weekday_date`` says it in Danish."""
_RELATIVE = {
    "da": {-1: "i går", 0: "i dag", 1: "i morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


def day_month(day: date, *, language: Language = "da") -> str:
    """ "26. november", "26 November" """
    if _known(language) == "en":
        return f"{day.day} {MONTHS_EN[day.month - 1]}"
    return f"{day.day}. {MONTHS_DA[day.month - 1]}"


def weekday_date(day: date, *, year: int | None = None, language: Language = "da") -> str:
    """ "torsdag 26. november"; the year follows when it is not `year` (default: this year)."""
    names = WEEKDAYS_EN if _known(language) == "en" else WEEKDAYS_DA
    return f"{names[day.weekday()]} {day_month(day, language=language)}{_year(day, year)}"


def weekday_date_in_english(danish: str) -> str:
    """The same day in English, of one that ``weekday_date`` has said in Danish; its year stands as it stood."""
    weekday, number, month, *year = danish.split()
    named = (WEEKDAYS_EN[WEEKDAYS_DA.index(weekday)], number.rstrip("."), MONTHS_EN[MONTHS_DA.index(month)])
    return " ".join((*named, *year))


def by(day: date, *, year: int | None = None, language: Language = "da") -> str:
    """ "senest torsdag 26. november", "by Thursday 26 November at the latest" """
    spoken = weekday_date(day, year=year, language=language)
    return f"by {spoken} at the latest" if language == "en" else f"senest {spoken}"


def date_range(first: date, last: date, *, year: int | None = None, language: Language = "da") -> str:
    """ "7.–18. december", "28. november–4. december"; ValueError when `last` lies before `first`."""
    if last < first:
        raise ValueError("a range must not end before it begins")
    _known(language)
    if first == last:
        return day_month(first, language=language) + _year(first, year)
    if first.year != last.year:
        spoken = (f"{day_month(day, language=language)} {day.year}" for day in (first, last))
        return "–".join(spoken)
    start = day_month(first, language=language)
    if first.month == last.month:
        start = str(first.day) if language == "en" else f"{first.day}."
    return f"{start}–{day_month(last, language=language)}{_year(last, year)}"


def relative_day(day: date, *, today: date | None = None, language: Language = "da") -> str:
    """ "i dag", "i går", "i morgen"; any other day as `weekday_date`."""
    present = clock.today() if today is None else today
    word = _RELATIVE[_known(language)].get((day - present).days)
    return word or weekday_date(day, year=present.year, language=language)


def _year(day: date, year: int | None) -> str:
    present = clock.today().year if year is None else year
    return "" if day.year == present else f" {day.year}"


def _known(language: Language) -> Language:
    if language not in ("da", "en"):
        raise ValueError(f"no dates in {language!r}: use 'da' or 'en'")
    return language
