"""Words that the product itself writes into a case: stored in Danish, said in the reader's language (RQ-137).

What people wrote is never translated; these few lines nobody wrote.
"""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _

NOTHING_NEW = "Intet nyt endnu"
CASE_ENDS = "Forløbet slutter"
CASE_OPENS_AGAIN = "Forløbet åbner igen"
NEW_CONTACT = "I har en ny kontakt"
NEW_DEPUTY = "Jeres kontakt har en ny stedfortræder"
STEP_LEFT = "Trinnet er flyttet videre."
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

_SAID = {
    NOTHING_NEW: _("Intet nyt endnu"),
    CASE_ENDS: _("Forløbet slutter"),
    CASE_OPENS_AGAIN: _("Forløbet åbner igen"),
    NEW_CONTACT: _("I har en ny kontakt"),
    NEW_DEPUTY: _("Jeres kontakt har en ny stedfortræder"),
    STEP_LEFT: _("Trinnet er flyttet videre."),
    ONE_MORE_IS_HERE: _("En mere er med"),
    ONE_HAS_LEFT: _("En er ikke længere med"),
    ONE_MORE_ROLE: _("En har fået en rolle mere"),
    ONE_ROLE_LESS: _("En har en rolle mindre"),
    PEOPLE_PUT_RIGHT: _("Vi har rettet, hvem der er med"),
}
_OF_PEOPLE = {
    IS_CONTACT: _("%(name)s er jeres kontakt fra i dag. Er %(given)s væk, hjælper %(deputy)s."),
    IS_STILL_CONTACT: _("%(name)s er stadig jeres kontakt. Er %(given)s væk, hjælper %(deputy)s fra i dag."),
    IS_HERE: _("%(name)s er med fra i dag: %(role)s."),
    HAS_ONE_MORE_ROLE: _("%(name)s har fra i dag en rolle mere: %(role)s."),
    HAS_LEFT: _("%(name)s er ikke længere med som: %(role)s."),
    NEVER_WAS: _("Vi skrev forkert. %(name)s er ikke med som: %(role)s."),
    IS_STILL_HERE: _("Vi skrev forkert. %(name)s er stadig med: %(role)s."),
}
"""Sentences around names and a role, which stand as staff wrote them."""
TITLES_OF_CONTACT = frozenset({NEW_CONTACT, NEW_DEPUTY})
TITLES_OF_PEOPLE = TITLES_OF_CONTACT | {ONE_MORE_IS_HERE, ONE_HAS_LEFT, ONE_MORE_ROLE, ONE_ROLE_LESS, PEOPLE_PUT_RIGHT}

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


def said_of_people(stored: str) -> str:
    """A line about who has a part, in the language of the reader; everything else as it stands."""
    for sentence, spoken in _OF_PEOPLE.items():
        if found := _pattern(sentence).fullmatch(stored):
            return str(spoken) % found.groupdict()
    return stored


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Each ``%(name)s`` of the sentence as a named group."""
    parts = re.split(r"%\((\w+)\)s", sentence)
    said = (f"(?P<{part}>.+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
    return re.compile("".join(said), re.DOTALL)
