"""Checks on words that families will read: present, plain, free of phrases that say nothing (RQ-135, RQ-136, L03)."""

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.errors import DomainError
from journey.language import spoken
from journey.rules import clock
from journey.rules.danish_dates import weekday_date
from journey.rules.horizons import Within
from journey.rules.plain_language import forbidden_phrases
from journey.rules.something_said import has_word, says_something

MAX_TEXT = 4000
REFUSED_IN_STAFF_TEXT = frozenset({"vague_time", "bare_assessment"})
"""No date and no meaning; the other findings are hints while writing, since a person's own tone is theirs."""


def check_text(value: str, *, field: str, missing: str, required: bool = True, limit: int = MAX_TEXT) -> str:
    """The text for a family, without surrounding space. ``missing`` is the sentence for an empty one."""
    text = check_said(value, field=field, missing=missing, required=required, limit=limit)
    for finding in forbidden_phrases(text, language=spoken()):
        if finding.code in REFUSED_IN_STAFF_TEXT:
            raise DomainError("words_refused", finding.sentence, field=field)
    return text


def check_said(value: str, *, field: str, missing: str, required: bool = True, limit: int = MAX_TEXT) -> str:
    """The text without surrounding space, whoever reads it; without a letter or a digit it is an empty one (G4)."""
    text = value.strip() if says_something(value) else ""
    if required and not text:
        raise DomainError("text_missing", missing, field=field)
    if len(text) > limit:
        raise DomainError("text_too_long", _("Teksten er for lang. Der er plads til %d tegn.") % limit, field=field)
    if "\x00" in text:
        raise DomainError("text_invalid", _("Teksten indeholder et tegn, der ikke kan gemmes."), field=field)
    return text


def check_reason(value: str, *, field: str, missing: str, limit: int = MAX_TEXT) -> str:
    """Why something is so, to a family: a reason has a word in it, and a lone letter or figure is none (RQ-007, G4)."""
    text = check_text(value, field=field, missing=missing, limit=limit)
    return check_worded(text, field=field, missing=missing)


def check_worded(text: str, *, field: str, missing: str) -> str:
    """The text as it is; ``missing`` is the sentence for one without a word."""
    if not has_word(text):
        raise DomainError("text_missing", missing, field=field)
    return text


DATE_PAST = gettext_lazy("Datoen er gået. Vælg i dag eller senere.")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def check_dates(**dates: date | None) -> None:
    """Refuse dates that can only be a slip of the finger; the name of each is the field it is shown at."""
    for field, value in dates.items():
        if value is not None and not EARLIEST <= value <= LATEST:
            raise DomainError("date_impossible", _("Datoen kan ikke passe. Se årstallet efter."), field=field)


def check_near(value: date | None, *, field: str, within: Within) -> date | None:
    """Refuse a date that lies further ahead than its kind can: the year is a slip. The past is not looked at."""
    check_dates(**{field: value})
    last = clock.today() + timedelta(days=within)
    if value is not None and value > last:
        sentence = _("Dagen ligger for langt frem. Vælg senest %(day)s, og se årstallet efter.")
        raise DomainError("date_too_far", sentence % {"day": weekday_date(last, language=spoken())}, field=field)
    return value


def check_not_past(value: date | None, *, field: str, sentence: str | Promise, within: Within) -> date | None:
    """Refuse a date before today, for a promise about the past is none, and one that is too far ahead."""
    check_near(value, field=field, within=within)
    if value is not None and value < clock.today():
        raise DomainError("date_in_the_past", sentence, field=field)
    return value


def check_free(value: str, *, field: str, limit: int = MAX_TEXT) -> str:
    """What a family writes is free: only what cannot be stored or read is refused. It may be empty."""
    text = value.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise DomainError("text_too_long", _("Teksten er for lang. Der er plads til %d tegn.") % limit, field=field)
    if "\x00" in text:
        raise DomainError("text_invalid", _("Teksten indeholder et tegn, der ikke kan gemmes."), field=field)
    return text
