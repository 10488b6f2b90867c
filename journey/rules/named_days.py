"""Which days does a Danish text name? Asked before old words are suggested again: they may name a day that is gone."""

from __future__ import annotations

import re
from datetime import date

from journey.rules.danish_dates import MONTHS_DA, WEEKDAYS_DA

_MONTH, _WEEKDAY = "|".join(MONTHS_DA), "|".join(WEEKDAYS_DA)
_DAY = re.compile(
    rf"(?:\b(?:{_WEEKDAY})\s+(?:den\s+)?)?(?:\b\d{{1,2}}\.\s?[–-]\s?)?\b(\d{{1,2}})\.\s*({_MONTH})\b(?:\s+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_LOOSE_TIME = re.compile(
    rf"\b(?:{_WEEKDAY}|{_MONTH}|i dag|i går|morgen|overmorgen|aften|ugen?|uger(?:ne)?|måned(?:en|er)?|weekend(?:en)?|"
    r"\w*ferien?|jul(?:en)?|påsken?|sommer(?:en)?|efterår(?:et)?|forår(?:et)?|vinter(?:en)?|\d+[/-]\d+)\b",
    re.IGNORECASE,
)
"""Time that cannot be laid on a calendar without knowing when it was said."""


def names_only_days_to_come(text: str, *, written_on: date, today: date) -> bool:
    """Whether every day in a text lies ahead: today counts, and so does a text that names none.

    A date without a year is the one nearest to the day of writing. False for any time that is not a full date.
    """
    try:
        days = [_day(match, written_on) for match in _DAY.finditer(text)]
    except ValueError:
        return False
    return all(day >= today for day in days) and not _LOOSE_TIME.search(_DAY.sub(" ", text))


def _day(match: re.Match[str], written_on: date) -> date:
    """Raises ValueError for a day that no calendar has."""
    number, month = int(match[1]), MONTHS_DA.index(match[2].lower()) + 1
    if match[3]:
        return date(int(match[3]), month, number)
    years = (written_on.year - 1, written_on.year, written_on.year + 1)
    return min((date(year, month, number) for year in years), key=lambda day: abs(day - written_on))
