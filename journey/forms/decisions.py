"""Decisions: what is asked, who decides, and what the answer means for the child (RQ-054, RQ-056)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import Chosen, colleagues, day, line, one_of, text
from journey.forms.waits import current_steps

OUTCOME_CHOICES = (
    ("granted", _("Ja – det er bevilget")),
    ("partly_granted", _("Delvist ja")),
    ("refused", _("Afslag")),
    ("forwarded", _("Sendt videre – ikke afgjort endnu")),
    ("returned", _("Der mangler oplysninger – sendt tilbage")),
    ("postponed", _("Udsat")),
    ("withdrawn", _("Trukket tilbage")),
)


class DecisionAskForm(NextWordForm):
    heading = _("Noget skal afgøres")
    intro = _("Familien ser, hvad der skal afgøres. De ser også, hvem der afgør det, og hvornår.")
    submit = _("Vis det for familien")

    asked = text(_("Hvad skal afgøres?"), missing=_("Skriv, hvad der skal afgøres."))
    decider_role = line(
        _("Hvilken rolle afgør det?"),
        missing=_("Skriv, hvem der afgør det."),
        hint=_("For eksempel »skoleleder«."),
        limit=100,
    )
    decider = Chosen(
        colleagues,
        label=_("Hvem er det lige nu?"),
        empty=_("Ingen endnu"),
        hint=_("Uden et navn får lederen det på sit bord."),
    )
    body = line(_("Udvalg"), hint=_("Hvis et udvalg afgør det."))
    expected_on = day(_("Svaret ventes senest"), from_today=True)
    step = Chosen(current_steps, label=_("Hører til trinnet"), empty=_("Hele forløbet"))

    field_order = ("asked", "decider_role", "decider", "body", "expected_on", "step", "next_word_on")


class DecisionConcludeForm(NextWordForm):
    heading = _("Det er afgjort")
    intro = _("Sig svaret med de ord, det er. Sendt videre er ikke et afslag.")
    submit = _("Send svaret til familien")

    outcome = one_of(_("Svaret"), OUTCOME_CHOICES, missing=_("Vælg et udfald fra listen."))
    means = text(_("Hvad betyder det for barnet?"), missing=_("Skriv, hvad det betyder for barnet."))
    reasons = text(_("Begrundelsen med almindelige ord"), hint=_("Skal skrives ved alt andet end et helt ja."))

    field_order = ("outcome", "means", "reasons", "next_word_on")


class DecisionReassignForm(CaseForm):
    heading = _("Vælg, hvem der afgør det")
    intro = _("Datoen flytter sig ikke, fordi det er en ny person.")
    submit = _("Giv det til personen")

    decider = Chosen(colleagues, label=_("Hvem afgør det?"), missing=_("Vælg en person."))

    def first_values(self) -> dict[str, Any]:
        return {"decider": self.subject.decider_id}


class DecisionDateForm(NextWordForm):
    heading = _("Flyt datoen for svaret")
    intro = _("Familien ser både den gamle og den nye dato.")
    submit = _("Flyt datoen")

    expected_on = day(_("Svaret ventes senest"), from_today=True)
    reason = text(_("Hvorfor flytter datoen sig?"), missing=_("Skriv, hvorfor datoen flytter sig."))

    field_order = ("expected_on", "reason", "next_word_on")

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "expected_on": self.subject.expected_on}
