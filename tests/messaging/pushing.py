"""A simulated push service, and people who have turned notices on."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from config.demo.push_simulator import phone_keys
from config.demo.simulators import Running, Simulators
from journey.models import Person
from messaging.models import PushSubscription
from messaging.services.push import BrowserKeys, push_turn_on

KEY = "ZXZlcnlib2R5IG1heSBrbm93IHRoaXMga2V5IDAwMDE"


@pytest.fixture
def push(settings: Settings) -> Iterator[Simulators]:
    """Web push set up, with the simulator behind it; nobody has turned it on yet."""
    with Running() as running:
        settings.WEB_PUSH = running.push(KEY)
        yield running.simulators


def turn_on(person: Person, settings: Settings, browser: str = "phone") -> PushSubscription:
    """The person's browser with this name; its mark is the name too."""
    p256dh, auth = phone_keys()
    keys = BrowserKeys(f"{settings.WEB_PUSH['simulator']}/{person.pk.hex}-{browser}", p256dh, auth)
    return push_turn_on(person=person, keys=keys, browser=f"{person.pk.hex}-{browser}")


def address(person: Person, browser: str = "phone") -> str:
    """What the simulator knows the browser by."""
    return f"{person.pk.hex}-{browser}"
