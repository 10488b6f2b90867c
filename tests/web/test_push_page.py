"""The page for the notice on a telephone, and what log-in and log-out do to it (T26)."""

from pathlib import Path

import pytest
from django.conf import settings as settings_of_ours
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from config.demo.push_simulator import phone_keys
from config.demo.simulators import simulated_push
from journey.models import Person
from messaging.models import PushSubscription
from messaging.models.push import PushEnd
from tests.cast import Cast
from tests.messaging.pushing import KEY

PAGE = reverse("messaging:push")
HOSTS = ["push.example", ".windows.example"]


@pytest.fixture
def real(settings: Settings) -> None:
    """Set up as in a municipality: real push services, none of which this test calls."""
    settings.WEB_PUSH = {
        "private_key": KEY,
        "subject": "mailto:drift@roedtraad.example",
        "hosts": HOSTS,
        "simulator": "",
    }


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast.anja)
    return client


def sent(endpoint: str = "https://push.example/1") -> dict[str, str]:
    p256dh, auth = phone_keys()
    return {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}


def turn_on(browser: Client, endpoint: str = "https://push.example/1") -> None:
    answer = browser.post(reverse("messaging:push_on"), sent(endpoint))
    assert answer.status_code == 302, answer.content


def of(person: Person) -> list[tuple[str, str]]:
    return sorted(PushSubscription.objects.filter(person=person).values_list("service", "ended_why"))


def log_in(browser: Client, person: Person) -> None:
    """As after a visit at the provider: the browser has its cookies, and no session."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: one.value for name, one in browser.cookies.items() if name != "sessionid"}
    request.session = SessionStore()
    login(request, person, backend=settings_of_ours.AUTHENTICATION_BACKENDS[0])


def test_on_and_off_for_this_browser(cast: Cast, browser: Client, real: None) -> None:
    page = browser.get(PAGE).content.decode()
    assert "Det kræver en nyere browser" in page
    assert 'data-island="push"' in page
    turn_on(browser)
    page = browser.get(PAGE).content.decode()
    assert "Her er beskeden slået til." in page
    assert "(denne browser)" in page
    assert "push.example" in page
    assert "https://push.example/1" not in page
    row = PushSubscription.objects.get(person=cast.anja)
    answer = browser.post(reverse("messaging:push_off", args=[row.pk]), follow=True)
    assert "Beskeden er slået fra." in answer.content.decode()
    assert of(cast.anja) == [("push.example", PushEnd.TURNED_OFF)]


def test_the_cookie_is_for_us_alone_and_tells_nothing(cast: Cast, browser: Client, real: None) -> None:
    assert "browser" not in browser.get(PAGE).cookies
    turn_on(browser)
    cookie = browser.cookies["browser"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in PushSubscription.objects.get().browser


def test_log_out_ends_it_in_this_browser_and_in_no_other(cast: Cast, browser: Client, real: None) -> None:
    turn_on(browser)
    other = Client()
    other.force_login(cast.anja)
    turn_on(other, "https://push.example/2")
    browser.post(reverse("account_logout"))
    assert of(cast.anja) == [("push.example", ""), ("push.example", PushEnd.LOGGED_OUT)]


def test_the_next_person_on_a_shared_tablet_ends_it_too(cast: Cast, browser: Client, real: None) -> None:
    turn_on(browser)
    log_in(browser, cast.anja)
    assert of(cast.anja) == [("push.example", "")]
    log_in(browser, cast.jonas)
    assert of(cast.anja) == [("push.example", PushEnd.OTHER_PERSON)]


@pytest.mark.parametrize("endpoint", [
    "", "http://push.example/1", "https://push.example", "https://push.example/", "https://push.example:8443/1",
    "https://a@push.example/1", "https://push.example@evil.example/1", "https://evil.example/1",
    "https://push.example.evil.example/1", "https://xpush.example/1", "https://127.0.0.1/1", "https://[::1]/1",
    "https://169.254.169.254/latest", "https://windows.example/1", "https://xwindows.example/1", "https://[/1",
    "https://push.example/\n1", "ftp://push.example/1", "https://push.example:x/1",
    "https://push.example/" + "1" * 1000,
])  # fmt: skip
def test_only_listed_push_services_are_ever_called(cast: Cast, browser: Client, real: None, endpoint: str) -> None:
    answer = browser.post(reverse("messaging:push_on"), sent(endpoint))
    assert answer.status_code == 422
    assert "Prøv en anden browser." in answer.content.decode()
    assert of(cast.anja) == []


def test_a_host_with_a_dot_stands_for_all_below_it(cast: Cast, browser: Client, real: None) -> None:
    turn_on(browser, "https://db5.windows.example/w/?token=1")
    assert of(cast.anja) == [("db5.windows.example", "")]


@pytest.mark.parametrize("wrong", [
    {"p256dh": ""}, {"auth": ""}, {"auth": "AAAA"}, {"p256dh": "BAAA"}, {"p256dh": "ø"}, {"auth": "A" * 50},
    {"p256dh": "BP" + "A" * 85},
])  # fmt: skip
def test_keys_that_lock_nothing_are_refused(browser: Client, real: None, wrong: dict[str, str]) -> None:
    assert browser.post(reverse("messaging:push_on"), {**sent(), **wrong}).status_code == 422


def test_somebody_elses_browser_is_not_there(cast: Cast, browser: Client, real: None) -> None:
    turn_on(browser)
    row = PushSubscription.objects.get(person=cast.anja)
    browser.force_login(cast.charlie)
    assert browser.post(reverse("messaging:push_off", args=[row.pk])).status_code == 404
    assert of(cast.anja) == [("push.example", "")]


def test_without_the_municipality_the_page_says_so(browser: Client) -> None:
    page = browser.get(PAGE).content.decode()
    assert "Kommunen har ikke slået det til." in page
    assert "<button" in page
    assert "Slå besked til her" not in page


def test_the_demo_turns_on_its_simulated_telephone_without_a_script(
    cast: Cast, browser: Client, settings: Settings
) -> None:
    settings.WEB_PUSH = simulated_push(8004, KEY)
    context = browser.get(PAGE).context
    assert "data-island" not in browser.get(PAGE).content.decode().split("<main", 1)[1].split("</main", 1)[0]
    browser.post(reverse("messaging:push_on"), context["simulated"])
    assert of(cast.anja) == [("127.0.0.1:8004", "")]
    assert browser.post(reverse("messaging:push_on"), sent()).status_code == 422


def test_the_service_worker_lies_at_the_root_and_needs_no_login(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FRONTEND_DIST = tmp_path
    assert client.get("/service-worker.js").status_code == 404
    (tmp_path / "service-worker.js").write_text("self.x = 1;")
    answer = client.get("/service-worker.js")
    assert (answer.content, answer["Content-Type"]) == (b"self.x = 1;", "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"


def test_an_iphone_can_put_the_page_on_its_home_screen(client: Client) -> None:
    answer = client.get("/app.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    about = answer.json()
    assert (about["name"], about["start_url"], about["display"]) == ("Rød Tråd", "/", "standalone")
    assert '<link rel="manifest" href="/app.webmanifest">' in client.get(reverse("account_login")).content.decode()
