"""The simulated gateways, and a family that can be reached on every road."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.demo.simulators import DIGITAL_POST, RECEIPT_TOKEN, SMS_1, SMS_2, Running, Simulators
from journey.models import Person
from tests.cast import Cast


@pytest.fixture
def simulators(settings: Settings) -> Iterator[Simulators]:
    """Two SMS gateways and Digital Post, set up; nobody has a number yet."""
    with Running() as running:
        settings.SMS_GATEWAYS = [running.gateway(SMS_1), running.gateway(SMS_2)]
        sender = {"sender_cvr": "12345678", "sender_label": "Lindehøj Kommune"}
        settings.DIGITAL_POST = {**running.gateway(DIGITAL_POST), **sender}
        yield running.simulators


def give_number(cast: Cast) -> None:
    Person.objects.filter(pk=cast.anja.pk).update(phone="20 30 40 50")
    cast.anja.refresh_from_db()


def report(provider: str, said: dict[str, str], token: str = RECEIPT_TOKEN) -> int:
    """What a provider sends to the product; the status it gets back."""
    headers = {"authorization": f"Bearer {token}"}
    url = reverse("messaging:receipt", args=[provider])
    return Client().post(url, said, content_type="application/json", headers=headers).status_code
