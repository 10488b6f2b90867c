"""Owning up to a broken promise in one's own words; the suggested ones may be sent as they are (RQ-003)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm
from journey.forms.fields import day, text
from journey.services.breaches import suggested_words


class BreachForm(CaseForm):
    """``subject`` is the broken next word. What the family is owed besides, news, has a form of its own."""

    heading = _("Sig, at vi ikke holdt det, vi lovede")
    intro = _(
        "Skriv, som du ville sige det i telefonen. Det tæller ikke som nyt: familien venter stadig på at høre fra jer."
    )
    submit = _("Send til familien")
    focus = "happened"

    happened = text(
        _("Hvad lovede vi, og hvem har det nu?"), missing=_("Skriv, hvad I lovede, og at det ikke skete."), rows=4
    )
    next_word_on = day(
        _("Familien hører senest"),
        hint=_("Den dag, du skal svare, eller en før. Dag og navn står under dine ord."),
        from_today=True,
    )

    def first_values(self) -> dict[str, Any]:
        return {"happened": suggested_words(self.subject), "next_word_on": self.subject.respond_by}
