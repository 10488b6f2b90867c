"""A new colleague in a unit that one leads."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.staff_side import units_to_staff
from journey.forms.base import StaffForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, line, time_of_day
from journey.forms.opening import pick
from journey.forms.persons import email_field, phone_field
from journey.models import Person
from journey.selectors import choices
from journey.services.new_people import NewPerson

WEEKDAYS = (
    (0, _("Mandag")),
    (1, _("Tirsdag")),
    (2, _("Onsdag")),
    (3, _("Torsdag")),
    (4, _("Fredag")),
    (5, _("Lørdag")),
    (6, _("Søndag")),
)


class ColleagueForm(StaffForm):
    """Named and employed; a login comes from the administrator, and cases come by role."""

    heading = _("En ny kollega")
    intro = _("Kollegaen kan få roller i jeres forløb med det samme. En administrator giver adgang til at logge ind.")
    submit = _("Tilføj kollegaen")

    person = Chosen(colleagues, label=_("Arbejder allerede i kommunen"), empty=_("Ikke på listen"))
    name = line(_("Eller navn"), hint=_("Fornavn og efternavn."))
    email = email_field(_("E-mail"))
    phone = phone_field(_("Telefon"))
    unit = pick(_("Sted"), _("Vælg et sted."))
    title = line(_("Hvad er kollegaen?"), missing=_("Skriv, hvad personen er."), hint=_("For eksempel klasselærer."))
    answer_days = forms.TypedMultipleChoiceField(
        label=_("Svarer familier"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vælg de dage, personen svarer."), "invalid_choice": NOT_ON_LIST},
    )
    answer_from = time_of_day(_("Fra kl."), missing=_("Skriv klokkeslættet som timer og minutter."))
    answer_to = time_of_day(_("Til kl."), missing=_("Skriv klokkeslættet som timer og minutter."))

    def __init__(self, data: Any = None, *, person: Person) -> None:
        hours = {"answer_days": [0, 1, 2, 3, 4], "answer_from": time(8), "answer_to": time(15)}
        super().__init__(data, initial=hours)
        self.fields["person"].queryset = choices.colleagues(person.municipality)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units_to_staff(person)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("person")) == bool(data.get("name")):
            self.add_error("name", _("Vælg en fra listen, eller skriv et navn. Ikke begge dele."))
        return data

    def who(self) -> Person | NewPerson:
        data = self.cleaned_data
        known: Person | None = data["person"]
        return known or NewPerson(data["name"], data["email"], data["phone"])
