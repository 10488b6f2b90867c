"""SMS by a gateway: the next configured one when the first takes nothing. Content-free and one SMS long (RQ-091)."""

import json

from django.conf import settings

from journey.models import Person
from journey.rules.phone_numbers import international
from messaging.delivery.channels.gateway import Gateway, ask, hand_over
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import sms_text


def gateways() -> list[Gateway]:
    """In the order in which they are tried; none: SMS has not been set up."""
    return [Gateway(**one) for one in settings.SMS_GATEWAYS]


def reason_against(person: Person) -> str:
    """Why no SMS can reach the person; empty when one can be tried."""
    if not settings.SMS_GATEWAYS:
        return "not_set_up"
    return "" if international(person.phone) else "no_address"


def send(person: Person, gateway: Gateway, reference: str, news: int) -> Outcome:
    said = {"to": international(person.phone), "text": sms_text(person.language, news=news)}
    return hand_over(gateway, reference, json.dumps(said).encode(), "application/json")


__all__ = ["ask", "gateways", "reason_against", "send"]
