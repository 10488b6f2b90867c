"""A new child with its family, and who has custody: told by somebody, and never found by searching."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm
from journey.forms.fields import day, line
from journey.forms.opening import OpeningForm
from journey.forms.persons import KnownCustodian, email_field, language_field, phone_field
from journey.models import Person
from journey.selectors import choices
from journey.services.families import MOST_CUSTODIANS, Custodian
from journey.services.new_people import NewPerson

KNOWN_HINT = _("Kun forældre til børn, du følger. Det kan være en søskende.")
NO_BASIS = _("Skriv, hvor I ved det fra. For eksempel et register, en dom eller et møde med en dato.")
BASIS_HINT = _("For eksempel et register, en dom eller et møde med en dato.")


class CustodianFields(forms.Form):
    """Somebody with custody: chosen from those one already follows, or written down for the first time."""

    person = KnownCustodian(label=_("En forælder, du allerede følger"), empty=_("Ikke på listen"), hint=KNOWN_HINT)
    name = line(_("Eller navn"), hint=_("Fornavn og efternavn."))
    label = line(_("Hvad kalder barnet personen?"), hint=_("For eksempel mor, far eller farmor."), limit=50)
    email = email_field(_("E-mail"), hint=_("Uden en adresse kommer der ingen besked om nyt."))
    phone = phone_field(_("Telefon"))
    language = language_field(_("Sprog"), hint=_("Det sprog, vi giver besked på."))

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("person") or self.cleaned_data.get("name"))

    def check_one(self) -> None:
        """Either somebody from the list or a name; and what the child calls the person."""
        data = self.cleaned_data
        if data.get("person") and data.get("name"):
            self.add_error("name", _("Vælg en fra listen, eller skriv et navn. Ikke begge dele."))
        if not data.get("label"):
            self.add_error("label", _("Skriv, hvad barnet kalder personen."))

    def custodian(self) -> Custodian:
        data = self.cleaned_data
        known: Person | None = data["person"]
        new = NewPerson(data["name"], data["email"], data["phone"], data["language"] or settings.LANGUAGE_CODE)
        return Custodian(label=data["label"], who=known or new)


class CustodianAddForm(CustodianFields, CaseForm):
    """One more with custody, on a course that goes on."""

    heading = _("Tilføj en med forældremyndighed")
    intro = _("Personen kan følge alle barnets forløb, også det, der er sket. Vær sikker, før du gemmer.")
    submit = _("Tilføj personen")

    basis = line(_("Hvor ved I det fra?"), missing=NO_BASIS, hint=BASIS_HINT)

    def clean(self) -> dict[str, Any]:
        if self.is_blank:
            self.add_error("name", _("Skriv personens navn."))
        else:
            self.check_one()
        return self.cleaned_data


class CustodianEndForm(CaseForm):
    """Custody is over, and with it every access to the child's courses (T07)."""

    heading = _("Forældremyndighed er slut")
    intro = _("Personen kan ikke se noget fra nu af, heller ikke i barnets andre forløb. Grundlaget bliver et notat.")
    submit = _("Luk adgangen nu")
    family_reads = False

    basis = line(_("Hvor ved I det fra?"), missing=NO_BASIS, hint=BASIS_HINT)


class CustodianRow(CustodianFields):
    """One of the rows of a new family; a row that names nobody is no row."""

    def __init__(self, data: Any = None, *, person: Person, number: int) -> None:
        super().__init__(data, prefix=f"custodian{number}", label_suffix="")
        self.fields["person"].queryset = choices.known_custodians(person)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        if not self.is_blank:
            self.check_one()
        return self.cleaned_data


class FamilyForm(OpeningForm):
    """A child nobody here follows yet: the child, who has custody, and the first course, in one act."""

    heading = _("Et nyt barn")
    intro = _("Barnet, familien og det første forløb bliver oprettet på én gang.")
    submit = _("Opret, og åbn forløbet")

    child_name = line(_("Barnets fornavn"), missing=_("Skriv barnets fornavn."), limit=100)
    born_on = day(_("Barnets fødselsdag"), missing=_("Skriv barnets fødselsdag."))
    basis = line(
        _("Hvor ved I fra, hvem der har forældremyndighed?"),
        missing=NO_BASIS,
        hint=BASIS_HINT,
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, person=person)
        self.rows = [CustodianRow(data, person=person, number=number) for number in range(1, MOST_CUSTODIANS + 1)]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def rows_refused(self) -> bool:
        return any(row.errors for row in self.rows)

    @property
    def has_more_than_two(self) -> bool:
        """Whether the rows that are folded away hold something."""
        return any(row.is_bound and row.has_changed() for row in self.rows[2:])

    @property
    def opening_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in OpeningForm.base_fields if not self[name].is_hidden]

    def custodians(self) -> tuple[Custodian, ...]:
        return tuple(row.custodian() for row in self.rows if not row.is_blank)
