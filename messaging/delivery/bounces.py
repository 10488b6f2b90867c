"""E-mail that comes back: a delivery status notification (RFC 3464) marks the delivery and lets the ladder climb."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum

from messaging.delivery.receipts import receipt_note
from messaging.delivery.roads import SMTP
from messaging.models.delivery import DeliveryState

_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_STATES = {"failed": DeliveryState.FAILED, "delivered": DeliveryState.DELIVERED}
"""Delayed, relayed and expanded say nothing final: the mail may still arrive."""


class Bounce(StrEnum):
    """What a message turned out to be."""

    NOTED = "noted"
    KNOWN_ALREADY = "known_already"
    """Noted before, or about no mail of ours."""
    NO_REPORT = "no_report"
    """No delivery status notification, or one that says nothing final."""


def bounce_take(raw: bytes) -> Bounce:
    """Read one message as the mail server hands it over. Whatever it holds, nothing of it is kept but the status."""
    message = message_from_bytes(raw, policy=policy.default)
    reference, state, error = _reference(message), *_status(message)
    if reference is None or state is None:
        return Bounce.NO_REPORT
    noted = receipt_note(provider=SMTP, reference=reference, state=state, error=error)
    return Bounce.NOTED if noted else Bounce.KNOWN_ALREADY


def _status(message: EmailMessage) -> tuple[DeliveryState | None, str]:
    """The action that the report names for its recipient, with the status as a code. Ours have one recipient each."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            state = _STATES.get(str(block.get("Action", "")).strip().lower())  # type: ignore[union-attr]
            if state is not None:
                found = _STATUS.match(str(block.get("Status", "")).strip())  # type: ignore[union-attr]
                return state, f"dsn_{'_'.join(found.groups())}" if found else "dsn"
    return None, ""


def _reference(message: EmailMessage) -> str | None:
    """Our own Message-ID in the part that repeats the mail or its headers; the report's own one is another."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            said = str(part.get_payload(0).get("Message-ID", ""))  # type: ignore[union-attr]
        elif kind == "text/rfc822-headers":
            said = str(message_from_bytes(part.get_payload(decode=True) or b"").get("Message-ID", ""))  # type: ignore[arg-type]
        else:
            continue
        if found := _OURS.fullmatch(said.strip()):
            return found.group(1)
    return None
