"""Somebody who is not known here yet, as a form gives them: a parent, a colleague."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from journey.errors import DomainError
from journey.models import Municipality, Person
from journey.services.people import person_write
from journey.services.words import check_text

NOT_PUBLIC = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "invalid")
"""Names that only mean something inside one house: nobody's mail goes there (RFC 6761, RFC 6762)."""
_is_email = EmailValidator(allowlist=[])
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,28}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """How somebody is named and reached. It gives no login: that is bound elsewhere, by whoever has seen proof."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "da"


def new_person_write(who: NewPerson, municipality: Municipality) -> Person:
    """The row, inside a service's transaction. Nobody is looked up by it: a match would tell of a stranger (T32)."""
    name = check_text(who.name, field="name", missing=_("Skriv personens navn."), limit=200)
    check_reach(email=who.email, phone=who.phone)
    if who.language not in dict(settings.LANGUAGES):
        raise DomainError("language_unknown", _("Vælg et sprog fra listen."), field="language")
    return person_write(
        municipality=municipality,
        display_name=name,
        given_name=name.split()[0][:100],
        language=who.language,
        email=who.email,
        phone=who.phone,
    )


def check_reach(*, email: str, phone: str) -> None:
    """Whether both look like what they are; either may be empty. Raises DomainError."""
    if email:
        _check_email(email)
    if phone and not PHONE.fullmatch(phone):
        raise DomainError("phone_invalid", _("Skriv et telefonnummer med tal."), field="phone")


def _check_email(value: str) -> None:
    try:
        _is_email(value)
    except ValidationError as error:
        raise DomainError("email_invalid", _("E-mailadressen kan ikke passe."), field="email") from error
    domain = value.rpartition("@")[2].lower()
    if domain.startswith("[") or domain.endswith(tuple(f".{name}" for name in NOT_PUBLIC)):
        raise DomainError("email_invalid", _("E-mailadressen kan ikke passe."), field="email")
