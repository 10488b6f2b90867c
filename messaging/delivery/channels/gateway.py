"""One bounded HTTP call to a gateway, and what its answer means. The contract is in docs/subsystems/delivery.md.

Only two things are certain: an answer, and that no connection came about. Everything between is UNKNOWN, and is asked
about before anything is sent again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from messaging.delivery.channels.outcome import Outcome
from messaging.models.delivery import DeliveryState

PATIENCE_SECONDS = 10.0
MOST_BYTES = 64 * 1024
NOTHING_TAKEN = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
"""By contract a gateway that answers so has taken nothing."""
TO_BE_PUT_RIGHT = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
"""Our side's settings are wrong: not the person's fault, and not for ever."""
ASK_FIRST = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
STATUSES = {
    "accepted": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED,
}
"""What a gateway says of a message, in answers and in receipts."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where a provider answers, and how it knows us."""

    name: str
    url: str
    token: str
    receipt_token: str
    """What the provider shows when it calls us."""


class NotConnected(Exception):
    """Surely nothing was sent."""


class NoAnswer(Exception):
    """Something may have been taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    def said(self) -> dict[str, str]:
        """The texts of a JSON object; nothing for anything else."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return {str(k): v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def call(
    gateway: Gateway, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Raises NotConnected or NoAnswer. Redirects are not followed: a gateway has one address."""
    parts = urlsplit(gateway.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
    sent = {"Authorization": f"Bearer {gateway.token}", **(headers or {})}
    try:
        try:
            connection.connect()
        except OSError as problem:
            raise NotConnected(type(problem).__name__) from None
        try:
            connection.request(method, f"{parts.path.rstrip('/')}{path}", body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(MOST_BYTES))
        except (OSError, HTTPException) as problem:
            raise NoAnswer(type(problem).__name__) from None
    finally:
        connection.close()


def hand_over(gateway: Gateway, reference: str, body: bytes, content_type: str) -> Outcome:
    """Send one message under our reference. Sending the same reference again is for the gateway one message."""
    headers = {"Content-Type": content_type, "Idempotency-Key": reference}
    try:
        answer = call(gateway, "PUT", f"/messages/{reference}", body=body, headers=headers)
    except NotConnected as problem:
        return Outcome(DeliveryState.RETRY, str(problem))
    except NoAnswer as problem:
        return Outcome(DeliveryState.UNKNOWN, str(problem))
    return _meaning(answer.status)


def _meaning(status: int) -> Outcome:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(DeliveryState.SENT)
    error = f"http_{status}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in ASK_FIRST:
        return Outcome(DeliveryState.RETRY if status in NOTHING_TAKEN else DeliveryState.UNKNOWN, error)
    if status in NOTHING_TAKEN | TO_BE_PUT_RIGHT or status < HTTPStatus.BAD_REQUEST:
        return Outcome(DeliveryState.RETRY, error)
    return Outcome(DeliveryState.FAILED, error)


def ask(gateway: Gateway, reference: str) -> Outcome:
    """What became of a message. RETRY: the gateway has never heard of it. UNKNOWN: it cannot say now."""
    try:
        answer = call(gateway, "GET", f"/messages/{reference}")
    except (NotConnected, NoAnswer) as problem:
        return Outcome(DeliveryState.UNKNOWN, str(problem))
    if answer.status == HTTPStatus.NOT_FOUND:
        return Outcome(DeliveryState.RETRY, "never_heard_of")
    state = STATUSES.get(answer.said().get("status", "")) if answer.status == HTTPStatus.OK else None
    if state is None:
        return Outcome(DeliveryState.UNKNOWN, f"http_{answer.status}")
    return Outcome(state, error_code(answer.said().get("error", "")) if state == DeliveryState.FAILED else "")


def error_code(said: str) -> str:
    """A provider's reason as a code of ours; words of its own may repeat an address and are not kept."""
    return said if said.isascii() and said.replace("_", "").isalnum() and len(said) <= 40 else "refused"
