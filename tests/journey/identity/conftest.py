"""A demo provider that plays three subjects, and a municipality that knows two of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from journey.identity.checks import DEMO_ISSUER
from journey.identity.demo.application import DemoProvider
from journey.identity.demo.server import running_in_thread
from journey.models import ExternalIdentity, Municipality, Person
from tests.journey.identity.demo_login import app_settings, playing

Provides = Callable[..., DemoProvider]


@pytest.fixture
def provides(settings: Settings) -> Iterator[Provides]:
    """Start a provider (of a hostile class, if given) and point the site's settings at it."""
    with ExitStack() as running:

        def start(kind: type[DemoProvider] = DemoProvider, **app: object) -> DemoProvider:
            made = running_in_thread(lambda issuer: kind(issuer, lambda: list(playing("maria", "jonas", "fremmed"))))
            provider = running.enter_context(made)
            settings.DEBUG_DEMO_LOGIN = True
            settings.SOCIALACCOUNT_PROVIDERS = app_settings(provider, **app)
            return provider

        yield start


@pytest.fixture
def provider(provides: Provides) -> DemoProvider:
    return provides()


@pytest.fixture
def maria(db: None) -> Person:
    """A person the municipality knows, bound to the subject "maria"."""
    municipality = Municipality.objects.create(slug="proeve", name="Prøvekommunen")
    person = Person.objects.create(municipality=municipality, display_name="Maria Prøve", given_name="Maria")
    ExternalIdentity.objects.create(municipality=municipality, person=person, issuer=DEMO_ISSUER, subject="maria")
    return person
