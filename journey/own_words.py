"""Words that the product itself writes into a case: stored in Danish, said in the reader's language (RQ-137).

What people wrote is never translated; these few lines nobody wrote.
"""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _

from journey.language import spoken
from journey.rules.danish_dates import WEEKDAY_DATE_DA, weekday_date_in_english

NOTHING_NEW = "Intet nyt endnu"
CASE_ENDS = "Forløbet slutter"
CASE_OPENS_AGAIN = "Forløbet åbner igen"
NEW_CONTACT = "I har en ny kontakt"
NEW_DEPUTY = "Jeres kontakt har en ny stedfortræder"
STEP_LEFT = "Trinnet er flyttet videre."
ANSWER = "Svar på jeres spørgsmål"
CALLED = "Vi har talt i telefon"
ONE_MORE_IS_HERE = "En mere er med"
ONE_HAS_LEFT = "En er ikke længere med"
ONE_MORE_ROLE = "En har fået en rolle mere"
ONE_ROLE_LESS = "En har en rolle mindre"
PEOPLE_PUT_RIGHT = "Vi har rettet, hvem der er med"

IS_CONTACT = "%(name)s er jeres kontakt fra i dag. Er %(given)s væk, hjælper %(deputy)s."
IS_STILL_CONTACT = "%(name)s er stadig jeres kontakt. Er %(given)s væk, hjælper %(deputy)s fra i dag."
IS_HERE = "%(name)s er med fra i dag: %(role)s."
HAS_ONE_MORE_ROLE = "%(name)s har fra i dag en rolle mere: %(role)s."
HAS_LEFT = "%(name)s er ikke længere med som: %(role)s."
NEVER_WAS = "Vi skrev forkert. %(name)s er ikke med som: %(role)s."
IS_STILL_HERE = "Vi skrev forkert. %(name)s er stadig med: %(role)s."

FAILED_OFTEN = "Vi har svigtet jer flere gange"
WORD_BROKEN = ("Vi holdt ikke det, vi lovede", "Vi holdt det heller ikke anden gang", FAILED_OFTEN)
ANSWER_LATE = ("Vi svarede ikke til tiden", "Vi har stadig ikke svaret jer", FAILED_OFTEN)
"""Never the same words twice: the higher the holder, the plainer the failure."""
WORD_DID_NOT_COME = "I skulle have hørt fra os senest %(day)s. Det gjorde I ikke. %(name)s har det nu."
WORD_COMES = "I hører fra %(name)s senest %(day)s."
ANSWER_DID_NOT_COME = "Vi lovede jer et svar senest %(day)s. Det fik I ikke. %(name)s har det nu."
ANSWER_COMES = "I får svar fra %(name)s senest %(day)s."
ASKED_ONE_LEFT = "%(name)s er ikke længere med i forløbet."
TAKEN_OVER = "%(name)s har overtaget det fra %(leaver)s."

_SAID = {
    NOTHING_NEW: _("Intet nyt endnu"),
    CASE_ENDS: _("Forløbet slutter"),
    CASE_OPENS_AGAIN: _("Forløbet åbner igen"),
    NEW_CONTACT: _("I har en ny kontakt"),
    NEW_DEPUTY: _("Jeres kontakt har en ny stedfortræder"),
    STEP_LEFT: _("Trinnet er flyttet videre."),
    ANSWER: _("Svar på jeres spørgsmål"),
    CALLED: _("Vi har talt i telefon"),
    WORD_BROKEN[0]: _("Vi holdt ikke det, vi lovede"),
    WORD_BROKEN[1]: _("Vi holdt det heller ikke anden gang"),
    ANSWER_LATE[0]: _("Vi svarede ikke til tiden"),
    ANSWER_LATE[1]: _("Vi har stadig ikke svaret jer"),
    FAILED_OFTEN: _("Vi har svigtet jer flere gange"),
    ONE_MORE_IS_HERE: _("En mere er med"),
    ONE_HAS_LEFT: _("En er ikke længere med"),
    ONE_MORE_ROLE: _("En har fået en rolle mere"),
    ONE_ROLE_LESS: _("En har en rolle mindre"),
    PEOPLE_PUT_RIGHT: _("Vi har rettet, hvem der er med"),
}
_LINES = {
    IS_CONTACT: _("%(name)s er jeres kontakt fra i dag. Er %(given)s væk, hjælper %(deputy)s."),
    IS_STILL_CONTACT: _("%(name)s er stadig jeres kontakt. Er %(given)s væk, hjælper %(deputy)s fra i dag."),
    IS_HERE: _("%(name)s er med fra i dag: %(role)s."),
    HAS_ONE_MORE_ROLE: _("%(name)s har fra i dag en rolle mere: %(role)s."),
    HAS_LEFT: _("%(name)s er ikke længere med som: %(role)s."),
    NEVER_WAS: _("Vi skrev forkert. %(name)s er ikke med som: %(role)s."),
    IS_STILL_HERE: _("Vi skrev forkert. %(name)s er stadig med: %(role)s."),
    WORD_DID_NOT_COME: _("I skulle have hørt fra os senest %(day)s. Det gjorde I ikke. %(name)s har det nu."),
    WORD_COMES: _("I hører fra %(name)s senest %(day)s."),
    ANSWER_DID_NOT_COME: _("Vi lovede jer et svar senest %(day)s. Det fik I ikke. %(name)s har det nu."),
    ANSWER_COMES: _("I får svar fra %(name)s senest %(day)s."),
    ASKED_ONE_LEFT: _("%(name)s er ikke længere med i forløbet."),
    TAKEN_OVER: _("%(name)s har overtaget det fra %(leaver)s."),
}
"""Sentences around names and a role, which stand as they were written, and around a day, which is said."""
TITLES_OF_CONTACT = frozenset({NEW_CONTACT, NEW_DEPUTY})

PARTS = (
    _("Jeres kontakt"),
    _("Familiens kontakt"),
    _("Bliver jeres kontakt"),
    _("Bliver familiens kontakt"),
    _("Stedfortræder"),
    _("Hjælper imens"),
    _("Leder"),
)
"""What the product itself says of contact, deputy, cover and leader (selectors.involved): nobody else is called so."""


def said(stored: str) -> str:
    """The stored words in the language of the reader; everything else as it stands."""
    return str(_SAID.get(stored, stored))


def said_line(stored: str) -> str:
    """The same for a line that nobody wrote, with names, a role or a day in it."""
    if stored in _SAID:
        return said(stored)
    for sentence, spoken_as in _LINES.items():
        if found := _pattern(sentence).fullmatch(stored):
            parts = found.groupdict()
            if "day" in parts and spoken() == "en":
                parts["day"] = weekday_date_in_english(parts["day"])
            return str(spoken_as) % parts
    return stored


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Each ``%(name)s`` of the sentence as a named group; a day is one as the product writes it."""
    parts = re.split(r"%\((\w+)\)s", sentence)
    said_as = (
        (f"(?P<day>{WEEKDAY_DATE_DA})" if part == "day" else f"(?P<{part}>.+?)") if odd % 2 else re.escape(part)
        for odd, part in enumerate(parts)
    )
    return re.compile("".join(said_as), re.DOTALL)
