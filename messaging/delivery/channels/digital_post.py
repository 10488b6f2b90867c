"""Digital Post by the municipality's own connection to it (SF1601 or another): the port, and who is meant.

We keep no CPR number. The connection knows our people by our own random id and is asked for the number when a message
is made; it is in the message and nowhere else (security §4).
"""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings

from journey.models import Person
from journey.rules import clock
from messaging.delivery.channels.gateway import Gateway, NoAnswer, NotConnected, ask, call, hand_over
from messaging.delivery.channels.memo import memo
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import digital_post_words
from messaging.models.delivery import DeliveryState

CONNECTION = ("name", "url", "token", "receipt_token")


def gateways() -> list[Gateway]:
    """The one connection; none: Digital Post has not been set up."""
    post = settings.DIGITAL_POST
    return [Gateway(**{key: post[key] for key in CONNECTION})] if post else []


def reason_against(_person: Person) -> str:
    """Who has Digital Post is known to the connection only."""
    return "" if settings.DIGITAL_POST else "not_set_up"


def send(person: Person, gateway: Gateway, reference: str, _news: int) -> Outcome:
    """Ask who the person is, then hand the message over. Its messageUUID is our reference, the same each time.

    It says that there is something and not how much: under the same messageUUID stand the same words.
    """
    try:
        found = call(gateway, "GET", f"/recipients/{person.pk}")
    except (NotConnected, NoAnswer) as problem:
        return Outcome(DeliveryState.RETRY, str(problem))
    cpr = found.said().get("cpr", "")
    if found.status == HTTPStatus.NOT_FOUND:
        return Outcome(DeliveryState.FAILED, "no_recipient")
    if found.status != HTTPStatus.OK or not cpr:
        return Outcome(DeliveryState.RETRY, f"recipient_{found.status}")
    sender = settings.DIGITAL_POST or {}
    words = digital_post_words(person.language)
    message = memo(
        message_uuid=UUID(reference),
        label=words.label,
        notification=words.notification,
        text=words.text,
        language=words.language,
        sender_cvr=sender["sender_cvr"],
        sender_label=sender["sender_label"],
        recipient_cpr=cpr,
        created_at=clock.now(),
    )
    return hand_over(gateway, reference, message, "application/xml")


__all__ = ["ask", "gateways", "reason_against", "send"]
