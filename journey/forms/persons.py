"""Fields about somebody who is not here yet: how they are reached, and in which language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.forms.fields import NOT_ON_LIST, TOO_LONG, Chosen, Words
from journey.selectors import choices
from journey.services.new_people import PHONE


def email_field(label: Words, *, hint: Words = "") -> forms.EmailField:
    """An address; it may be left out."""
    return forms.EmailField(
        label=label,
        required=False,
        help_text=hint,
        max_length=254,
        error_messages={"invalid": _("E-mailadressen kan ikke passe."), "max_length": TOO_LONG},
    )


def phone_field(label: Words) -> forms.RegexField:
    """A number; it may be left out."""
    return forms.RegexField(
        regex=rf"^(?:{PHONE.pattern})\Z",
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"invalid": _("Skriv et telefonnummer med tal.")},
    )


def language_field(label: Words, *, hint: Words) -> forms.ChoiceField:
    """One of the languages that the product speaks."""
    return forms.ChoiceField(
        label=label,
        required=False,
        help_text=hint,
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        error_messages={"invalid_choice": NOT_ON_LIST},
    )


def _followed(access: Access, _case: object) -> Any:
    return choices.known_custodians(access.person)


class KnownCustodian(Chosen):
    """A parent by name and child: two people may have the same name."""

    def __init__(self, *, label: Words, hint: Words, empty: Words) -> None:
        super().__init__(
            lambda access, _case: choices.known_custodians(access.person), label=label, hint=hint, empty=empty
        )

    def label_from_instance(self, obj: Any) -> str:
        return _("%(name)s, forælder til %(children)s") % {"name": obj.display_name, "children": obj.followed_children}
