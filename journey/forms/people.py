"""Who is around the child: roles, a new contact, being away (RQ-020 to RQ-023)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.errors import DomainError
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, line, text
from journey.language import spoken

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

    def impossible(self) -> DomainError | None:
        """Made for a closed case."""
        return None
