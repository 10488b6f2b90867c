"""Who is around the child: roles and rhythm; and the end of a case, and its beginning again (RQ-022, RQ-096)."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, line, text
from journey.language import spoken
from journey.services.agreements import SILENCE_BUDGET_DAYS
from journey.services.next_word import freshness_days

OUT_OF_RANGE = format_lazy(_("Rytmen skal være mellem 1 og {days} dage."), days=SILENCE_BUDGET_DAYS)
WITHOUT_A_FORM_OF_THEIR_OWN = ("contact_person", "deputy", "blueprint_editor")


class RoleAssignForm(CaseForm):
    heading = _("Giv nogen en rolle")
    intro = _("Familien ser navn og rolle. De ser også, hvad personen kan beslutte.")
    submit = _("Giv rollen")

    person = Chosen(colleagues, label=_("Hvem?"), missing=_("Vælg en person."))
    role = forms.ChoiceField(
        label=_("Rolle"), error_messages={"required": _("Vælg en rolle."), "invalid_choice": NOT_ON_LIST}
    )
    label = line(_("Hvad er personen her?"), hint=_("Tom: rollens eget navn."), limit=100)
    can_decide = line(_("Hvad kan personen beslutte?"), hint=_("Tom: rådgiver – afgør ikke."))
    is_authority = forms.BooleanField(label=_("Handler som myndighed"), required=False)

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["role"].choices = [("", "–"), *self.role_names().items()]  # type: ignore[attr-defined]  # a ChoiceField

    def role_names(self) -> dict[str, str]:
        """The roles of the case's own template, in the reader's language."""
        roles = self.access.case.blueprint.content["roles"]
        names = {one["code"]: one["title"][spoken()] for one in roles}
        return {code: name for code, name in names.items() if code not in WITHOUT_A_FORM_OF_THEIR_OWN}


class RoleEndForm(CaseForm):
    heading = _("Slut rollen")
    intro = _("Personen står stadig i historien. Giv først et trin, en ventetid eller en afgørelse til en anden.")
    submit = _("Slut rollen")


class AgreementForm(CaseForm):
    """How often this one person hears from us (RQ-096)."""

    heading = _("Hvor ofte vi skriver")
    submit = _("Gem aftalen")

    freshness_days = forms.IntegerField(
        label=_("Højst så mange dage mellem nyt"),
        min_value=1,
        max_value=SILENCE_BUDGET_DAYS,
        error_messages={
            "required": _("Skriv et antal dage."),
            "invalid": _("Skriv et helt tal."),
            "min_value": OUT_OF_RANGE,
            "max_value": OUT_OF_RANGE,
        },
    )
    asked_by = line(_("Hvem bad om det?"))

    def first_values(self) -> dict[str, Any]:
        today = self.access.at.date()
        return {"freshness_days": freshness_days(self.access.case, self.subject, today)}


class CloseForm(CaseForm):
    heading = _("Afslut forløbet")
    intro = _("Et forløb kan slutte godt ved hvert trin. Kontakten bliver, så familien kan spørge.")
    submit = _("Afslut forløbet")

    text = text(
        _("Skriv til familien, hvordan det slutter"),
        missing=_("Skriv til familien, hvordan forløbet slutter."),
        hint=_("Hvad er slut, hvad bliver ved, og hvordan kommer de igen?"),
        rows=5,
    )


class ReopenForm(NextWordForm):
    heading = _("Åbn forløbet igen")
    intro = _("Hele historien er der stadig. Familien skal ikke fortælle den igen.")
    submit = _("Åbn igen")

    text = text(
        _("Skriv til familien, hvorfor det åbner igen"),
        missing=_("Skriv til familien, hvorfor forløbet åbner igen."),
        rows=5,
    )

    field_order = ("text", "next_word_on")
