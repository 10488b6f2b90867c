"""The next word: by when a family hears from us again, and what happens when the day slips (RQ-003, RQ-004).

All hours are local (Copenhagen) hours; all returned moments are aware and in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from journey.rules.clock import LOCAL
from journey.rules.danish_dates import MONTHS_DA, WEEKDAYS_DA, Language, by, weekday_date
from journey.rules.working_days import DK, Calendar, add_working_days, next_working_day

SOON_WORKING_DAYS = 3
REPEAT_RATIO = 0.9

_DATE_WORDS = "|".join((*WEEKDAYS_DA, *MONTHS_DA))
_NO_WORDS = re.compile(rf"[^\w\s]|[\d_]|\b(?:{_DATE_WORDS})\b", re.IGNORECASE)


DEFAULT_FRESHNESS_DAYS = 14
"""The rhythm when the family's agreement, the municipality's settings and the template name none."""
ASK_FIRST_DAYS = 14
"""So long after the beginning at the latest, each of the family is asked how they want to hear from us (RQ-096)."""


class Stage(StrEnum):
    """How near a promised word is to being broken. The order is the order in time."""

    CALM = "calm"
    SOON = "soon"
    DUE = "due"
    BROKEN = "broken"
    FAMILY_TOLD = "family_told"


class Holder(StrEnum):
    """Who has the promise on the desk."""

    CONTACT = "contact"
    DEPUTY = "deputy"
    LEADER = "leader"
    FAMILY = "family"


@dataclass(frozen=True)
class Ladder:
    """The four moments of one promised word, in UTC."""

    soon_at: datetime
    due_at: datetime
    broken_at: datetime
    family_told_at: datetime


_WHO_HAS_IT = {
    Stage.CALM: (Holder.CONTACT,),
    Stage.SOON: (Holder.CONTACT,),
    Stage.DUE: (Holder.CONTACT, Holder.DEPUTY, Holder.LEADER),
    Stage.BROKEN: (Holder.CONTACT, Holder.DEPUTY, Holder.LEADER),
    Stage.FAMILY_TOLD: (Holder.CONTACT, Holder.DEPUTY, Holder.LEADER, Holder.FAMILY),
}


def next_word_limit(last_word_on: date, freshness_days: int) -> date:
    """The last day on which the family may hear from us again; the rhythm is in calendar days."""
    if freshness_days < 1:
        raise ValueError("freshness_days must be 1 or more")
    return last_word_on + timedelta(days=freshness_days)


def ladder(due_on: date, calendar: Calendar = DK) -> Ladder:
    """When each step of the ladder is reached for a word promised at the latest on `due_on`."""
    return Ladder(
        soon_at=_at(add_working_days(due_on, -SOON_WORKING_DAYS, calendar), 8),
        due_at=_at(due_on, 12),
        broken_at=_at(due_on + timedelta(days=1), 0),
        family_told_at=_at(next_working_day(due_on, calendar), 9),
    )


def ladder_stage(due_on: date, now: datetime, calendar: Calendar = DK) -> Stage:
    """The stage at `now` (aware): a stage holds from its moment on, that moment included."""
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone")
    steps = ladder(due_on, calendar)
    reached = (
        (steps.family_told_at, Stage.FAMILY_TOLD),
        (steps.broken_at, Stage.BROKEN),
        (steps.due_at, Stage.DUE),
        (steps.soon_at, Stage.SOON),
    )
    return next((stage for moment, stage in reached if now >= moment), Stage.CALM)


def who_has_it(stage: Stage) -> tuple[Holder, ...]:
    """Who has the promise on the desk at `stage`; the leader only ever gains it, never loses it."""
    return _WHO_HAS_IT[Stage(stage)]


def is_repeat(text: str, previous_text: str) -> bool:
    """Is this the same "nothing new" as last time, with only dates, digits or commas changed?

    New words are what makes a word without news informative; a copy does not move the date.
    """
    new, old = _bare(text), _bare(previous_text)
    if new == old:
        return True
    matcher = SequenceMatcher(None, new, old, autojunk=False)
    return matcher.quick_ratio() >= REPEAT_RATIO and matcher.ratio() >= REPEAT_RATIO


_GONE: dict[Language, str] = {
    "da": "{day} er gået. Vælg i dag eller senere.",
    "en": "{day} has passed. Choose today or later.",
}
_TOO_LATE: dict[Language, str] = {
    "da": "Familien skal høre fra jer mindst hver {days}. dag. Vælg en dato {by}.",
    "en": "The family must hear from you every {days} days or more often. Choose a date {by}.",
}


def check_next_word_date(proposed: date, today: date, freshness_days: int, *, language: Language = "da") -> str | None:
    """A sentence saying why `proposed` cannot be promised, or None when it can.

    The agreement with the family sets the limit; staff may always promise an earlier day.
    """
    limit = next_word_limit(today, freshness_days)
    if proposed < today:
        gone = weekday_date(proposed, year=today.year, language=language)
        return _GONE[language].format(day=gone[0].upper() + gone[1:])
    if proposed > limit:
        return _TOO_LATE[language].format(days=freshness_days, by=by(limit, year=today.year, language=language))
    return None


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL).astimezone(UTC)


def _bare(text: str) -> str:
    """Only the words that carry meaning: no case, punctuation, digits, weekdays or months."""
    return " ".join(_NO_WORDS.sub(" ", text.casefold()).split())
