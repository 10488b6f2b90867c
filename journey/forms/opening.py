"""Opening a case for a child one already follows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.staff_side import children_to_open_for, units_to_open_in
from journey.forms.base import StaffForm
from journey.forms.fields import Picked, Words, line
from journey.models import Person
from journey.selectors import choices
from journey.services.communication import SILENCE_BUDGET_DAYS


def pick(label: Words, missing: Words) -> Picked:
    """One of the rows that the form offers once it knows who fills it in."""
    return Picked(label=label, missing=missing)


class OpeningForm(StaffForm):
    """A course as it begins: where, along which road, with whom, and how often the family hears."""

    unit = pick(_("Sted"), _("Vælg et sted."))
    blueprint = pick(_("Forløb"), _("Vælg et forløb."))
    contact = pick(_("Familiens kontakt"), _("Vælg en person."))
    deputy = pick(_("Stedfortræder"), _("Vælg en person."))
    rhythm_days = forms.IntegerField(
        label=_("Højst så mange dage mellem nyt"),
        required=False,
        min_value=1,
        max_value=SILENCE_BUDGET_DAYS,
        help_text=_("Tom: kommunens egen rytme. I kan aftale en anden med hver forælder."),
    )
    title = line(_("Hvad kalder I det?"), hint=_("Tom: forløbets eget navn."))

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"contact": person.pk})
        staff = choices.colleagues(person.municipality)
        offered = {
            "unit": units_to_open_in(person),
            "blueprint": choices.latest_blueprints(person.municipality),
            "contact": staff,
            "deputy": staff,
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a model choice


class CaseOpenForm(OpeningForm):
    """The family sees the whole road, the contact and a date from the first moment (RQ-035, P4)."""

    heading = _("Åbn et forløb")
    intro = _("Familien ser det fra første dag: vejen, kontakten og datoen for næste nyt.")
    submit = _("Åbn forløbet")

    child = pick(_("Barn"), _("Vælg et barn."))

    field_order = ("child",)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, person=person)
        self.fields["child"].queryset = children_to_open_for(person)  # type: ignore[attr-defined]  # a model choice
