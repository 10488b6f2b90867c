"""The page for one's own e-mail and number: shown to oneself, changed soon after a login and never else (T46)."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from journey.identity.freshness import FRESH_SECONDS
from journey.models import Person
from messaging.models import OldAddress
from tests.api.conftest import As, as_
from tests.cast import Cast

__all__ = ["as_"]
PAGE = reverse("messaging:reach")
NEW = {"email": "anja@ny.example", "phone": "40506070"}


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast.anja)
    return client


def age_login(client: Client, seconds: float) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": time.time() - seconds}]
    session.save()


def of(person: Person) -> tuple[str, str]:
    person.refresh_from_db()
    return person.email, person.phone


@pytest.mark.parametrize("age", [FRESH_SECONDS + 1, None, -3600])
def test_an_old_login_changes_nothing(cast: Cast, browser: Client, settings: Settings, age: float | None) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"provider_id": "mitid", "name": "MitID", "settings": {"server_url": "https://broker.example"}}]
        }
    }
    if age is not None:
        age_login(browser, age)
    page = browser.get(PAGE).content.decode()
    assert "anja@familie.example" in page
    assert 'name="phone"' not in page
    assert "/konto/mitid/login/?next=%2Freach%2F&amp;again=1" in page
    refused = browser.post(PAGE, NEW)
    assert refused.status_code == 403
    said = refused.content.decode()
    assert "Det er IKKE gemt." in said
    assert "Log ind igen, og skriv det så igen." in said
    assert "anja@ny.example" in said
    assert "40506070" in said
    assert "/konto/mitid/login/?next=%2Freach%2F&amp;again=1" in said
    assert "anja@ny.example" not in browser.get(PAGE).content.decode(), "what somebody typed is not kept for the owner"
    assert of(cast.anja) == ("anja@familie.example", "")
    assert not OldAddress.objects.exists()


def test_a_young_login_changes_it_and_says_who_is_told(cast: Cast, browser: Client) -> None:
    age_login(browser, 60)
    page = browser.get(PAGE).content.decode()
    assert "får både din gamle e-mail og dit gamle nummer besked" in page
    answer = browser.post(PAGE, NEW, follow=True)
    assert "Det er gemt." in answer.content.decode()
    assert of(cast.anja) == ("anja@ny.example", "40506070")
    assert OldAddress.objects.get().address == "anja@familie.example"


def test_it_says_only_what_came_of_it(cast: Cast, browser: Client) -> None:
    age_login(browser, 60)
    same = browser.post(PAGE, {"email": "anja@familie.example", "phone": ""}, follow=True).content.decode()
    assert "Der er ikke ændret noget." in same
    assert "Det er gemt." not in same
    Person.objects.filter(pk=cast.anja.pk).update(email="")
    first = browser.post(PAGE, NEW, follow=True).content.decode()
    assert "Det er gemt." in first
    assert "får besked om det." not in first
    third = browser.post(PAGE, {**NEW, "phone": "40506071"}, follow=True).content.decode()
    assert "Det er gemt. Det, du havde før, får besked om det." in third


def test_the_fourth_change_in_a_day_has_to_wait(cast: Cast, browser: Client, as_: As) -> None:
    age_login(browser, 60)
    for last in "123":
        assert browser.post(PAGE, {**NEW, "phone": f"4050607{last}"}).status_code == 302
    told = OldAddress.objects.count()
    refused = browser.post(PAGE, {**NEW, "phone": "40506079"})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 24 * 60 * 60
    assert "Du har ændret det tre gange på et døgn." in refused.content.decode()
    assert "40506079" in refused.content.decode()
    anja = as_(cast.anja)
    age_login(anja.client, 60)
    answer = anja.post("reach", {"phone": "40506079"})
    assert (answer.status_code, answer.json()["code"]) == (429, "reach_too_often")
    assert 0 < int(answer["Retry-After"]) <= 24 * 60 * 60
    assert of(cast.anja) == ("anja@ny.example", "40506073")
    assert OldAddress.objects.count() == told
    assert browser.post(PAGE, {**NEW, "phone": "40506073"}).status_code == 302, "the same again is no change"


def test_what_is_wrong_is_said_at_the_field_and_stays_there(cast: Cast, browser: Client) -> None:
    age_login(browser, 60)
    for said, sentence in (
        ({"email": "anja", "phone": ""}, "E-mailadressen kan ikke passe."),
        ({"email": "mona@localhost", "phone": ""}, "E-mailadressen kan ikke passe."),
        ({"email": "", "phone": "90 12 34 56"}, "koster ekstra at ringe til"),
        ({"email": "", "phone": ""}, "Lad mindst én af dem stå"),
        ({"email": "a@b.example", "phone": "12345678"}, "Skriv et nummer med otte tal"),
    ):
        answer = browser.post(PAGE, said)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert of(cast.anja) == ("anja@familie.example", "")


def test_nobodys_but_ones_own(cast: Cast, browser: Client) -> None:
    """There is no address for somebody else's: what else is sent along changes nobody (T31)."""
    age_login(browser, 60)
    browser.post(PAGE, {**NEW, "person": str(cast.jonas.pk), "id": str(cast.jonas.pk)})
    assert of(cast.jonas) == ("jonas@familie.example", "")
    browser.force_login(cast.lone)
    assert "anja" not in browser.get(PAGE).content.decode()


def test_the_same_by_the_api(cast: Cast, as_: As) -> None:
    anja = as_(cast.anja)
    assert anja.get("reach").json() == {"email": "anja@familie.example", "phone": "", "may_change": False}
    refused = anja.post("reach", NEW)
    assert (refused.status_code, refused.json()["code"]) == (403, "login_not_fresh")
    age_login(anja.client, 60)
    assert anja.get("reach").json()["may_change"] is True
    assert anja.post("reach", {"phone": "40506070"}).status_code == 200
    assert of(cast.anja) == ("anja@familie.example", "40506070")
    wrong = anja.post("reach", {"email": "", "phone": ""})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unreachable")
