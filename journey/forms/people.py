"""Who is around the child: roles, a new contact, being away (RQ-020 to RQ-023)."""

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.matrix import Action
from journey.errors import Conflict, DomainError
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import NOT_ON_LIST, Chosen, Words, colleagues, line, text
from journey.language import spoken
from journey.models import Person
from journey.selectors import choices
from journey.services.parts import roles_given_in
from journey.services.roles import Undo, refuse_undo


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
        return {code: title[spoken()] for code, title in roles_given_in(self.access.case).items()}


class RoleEndForm(CaseForm):
    heading = _("Slut rollen")
    intro = _("Personen står stadig i historien. Har personen noget, skal en anden have det først: et trin, et møde …")
    submit = _("Slut rollen")


class RoleTakeBackForm(CaseForm):
    heading = _("Fortryd")
    intro: Words = _("Brug det, når noget er skrevet forkert. Familien får det at vide.")
    submit = _("Fortryd")

    undo = forms.ChoiceField(
        choices=[(one, one) for one in Undo],
        widget=forms.HiddenInput,
        error_messages={"required": NOT_ON_LIST, "invalid_choice": NOT_ON_LIST},
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["undo"].initial = self.now = Undo.GIVEN if self.subject.period.upper is None else Undo.ENDED
        who = {"name": self.subject.person, "role": self.subject.label}
        if (data.get("undo") if data else self.now) == Undo.GIVEN:
            self.intro = _("%(name)s, %(role)s: Rollen var en fejl. Familien får rettelsen at vide.") % who
        else:
            self.intro = _("%(name)s, %(role)s: Rollen er ikke slut. Familien får rettelsen at vide.") % who

    def impossible(self) -> DomainError | None:
        """Looked at before anything is pressed, too: what has been undone is not offered again."""
        try:
            refuse_undo(self.subject, self.now)
        except DomainError as refused:
            return refused
        return None


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

    contact = Chosen(
        colleagues, label=_("Ny kontakt"), missing=_("Den, der var kontakt, arbejder her ikke længere. Vælg en ny.")
    )
    deputy = Chosen(colleagues, label=_("Stedfortræder"), missing=_("Kontakten skal have en stedfortræder. Vælg en."))

    field_order = ("contact", "deputy", "text", "next_word_on")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        if not self.left:
            del self.fields["deputy"]
        if self.left[:1] != [choices.contact_now(self.access)]:
            del self.fields["contact"]

    @cached_property
    def left(self) -> list[Person]:
        """Contact and deputy who have left while the case was closed: only they are replaced here."""
        return choices.left_since(self.access)

    def impossible(self) -> DomainError | None:
        """Made for a closed case. Naming a new contact is the leader's (access.matrix)."""
        if not self.left or self.access.may(Action.CHANGE_CONTACT):
            return None
        sentence = _("%(name)s arbejder her ikke længere. En leder skal åbne forløbet og vælge en ny kontakt.")
        return Conflict("contact_left", sentence % {"name": self.left[0]})
