"""Words that the product itself writes into a case: stored in Danish, said in the reader's language (RQ-137).

What people wrote is never translated; these few lines nobody wrote.
"""

from django.utils.translation import gettext_lazy as _

NOTHING_NEW = "Intet nyt endnu"
CASE_ENDS = "Forløbet slutter"
CASE_OPENS_AGAIN = "Forløbet åbner igen"
STEP_LEFT = "Trinnet er flyttet videre."
ONE_MORE_IS_HERE = "En mere er med"
ONE_HAS_LEFT = "En er ikke længere med"
PEOPLE_PUT_RIGHT = "Vi har rettet, hvem der er med"

_SAID = {
    NOTHING_NEW: _("Intet nyt endnu"),
    CASE_ENDS: _("Forløbet slutter"),
    CASE_OPENS_AGAIN: _("Forløbet åbner igen"),
    STEP_LEFT: _("Trinnet er flyttet videre."),
    ONE_MORE_IS_HERE: _("En mere er med"),
    ONE_HAS_LEFT: _("En er ikke længere med"),
    PEOPLE_PUT_RIGHT: _("Vi har rettet, hvem der er med"),
}

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
