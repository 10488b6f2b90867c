"""The login port: what the product learns from any identity provider, whatever protocol carried it.

OpenID Connect stands behind it today; SAML can later. Nothing beyond this package knows the protocol.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.core.exceptions import PermissionDenied


class Assurance(IntEnum):
    """How sure the provider is of the person: the levels of the national standard NSIS, lowest first."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @classmethod
    def named(cls, name: str) -> "Assurance":
        """The level called "low", "substantial" or "high"; KeyError for any other name."""
        return cls[name.upper()]


class Refusal(StrEnum):
    """Why an answer from a provider was not believed. Shown to nobody but the log, except the level."""

    BAD_ANSWER = "bad_answer"
    BAD_TOKEN = "bad_token"  # noqa: S105 - a reason, not a secret
    SUBJECTS_DIFFER = "subjects_differ"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    UNAVAILABLE = "unavailable"


class IdentityRefused(PermissionDenied):
    """The provider's answer cannot be trusted; nobody is logged in and nothing is stored."""

    def __init__(self, code: Refusal, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class IdentityAssertion:
    """Someone proved to be ``subject`` at ``issuer``; no name, e-mail or CPR, which identify nobody here.

    ``issuer`` is our name of the provider (ExternalIdentity.issuer), ``subject`` its stable id of the person.
    """

    issuer: str
    subject: str
    assurance: Assurance

    def require(self, level: Assurance) -> None:
        """Raise IdentityRefused below ``level``: the service itself must block a too weak login (L53)."""
        if self.assurance < level:
            raise IdentityRefused(Refusal.ASSURANCE_TOO_LOW, self.assurance.name)
