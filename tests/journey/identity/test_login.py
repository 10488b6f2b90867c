"""A login binds to a person who exists, and changes nothing else."""

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.demo.simulators import simulated_push
from journey.identity.checks import DEMO_ISSUER
from journey.identity.demo.application import DemoProvider
from journey.identity.freshness import FRESH_SECONDS, is_fresh
from journey.models import ExternalIdentity, Person
from messaging.models import PushSubscription
from tests.journey.identity.conftest import Provides
from tests.journey.identity.demo_login import START, app_settings, authorization_request, choose, log_in
from tests.messaging.pushing import KEY

pytestmark = pytest.mark.django_db
UNKNOWN = "/konto/login/ukendt/"
HIGH = "https://data.gov.dk/concept/core/nsis/High"
SUBSTANTIAL = "https://data.gov.dk/concept/core/nsis/Substantial"


def logged_in(client: Client) -> bool:
    return get_user(client).is_authenticated


def test_a_known_person_logs_in_and_lands_where_they_were_going(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    answer = log_in(client, provider, "maria", next="/forloeb/")

    assert (answer.status_code, answer["Location"]) == (302, "/forloeb/")
    assert get_user(client) == maria


def test_a_login_stores_no_account_no_claim_and_no_new_person(
    client: Client, provides: Provides, maria: Person
) -> None:
    class Talkative(DemoProvider):
        def userinfo(self, subject: str) -> dict[str, object]:
            return {"sub": subject, "name": "Maria Rigtig", "email": "maria@example.dk", "cpr": "0101011234"}

    log_in(client, provides(Talkative), "maria")

    assert logged_in(client)
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert "0101011234" not in kept
    assert "maria@example.dk" not in kept
    maria.refresh_from_db()
    assert (maria.display_name, maria.email) == ("Maria Prøve", "")


def test_someone_unknown_is_told_so_and_nothing_is_created(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    page = client.get(log_in(client, provider, "fremmed")["Location"])

    assert page.status_code == 403
    assert "Vi kender dig ikke her endnu" in page.content.decode()
    assert not logged_in(client)
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_leaver_is_as_unknown_as_a_stranger(client: Client, provider: DemoProvider, maria: Person) -> None:
    stranger = log_in(client, provider, "fremmed")
    Person.objects.filter(pk=maria.pk).update(is_active=False)

    leaver = log_in(client, provider, "maria")

    assert leaver["Location"] == stranger["Location"] == UNKNOWN
    assert not logged_in(client)


def test_the_same_subject_of_another_issuer_is_someone_else(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    maria.identities.update(issuer="another-provider")

    assert log_in(client, provider, "maria")["Location"] == UNKNOWN


def test_an_allauth_account_bound_to_someone_opens_no_door(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    SocialAccount.objects.create(user=maria, provider="demo-mitid", uid="fremmed")

    assert log_in(client, provider, "fremmed")["Location"] == UNKNOWN
    assert not logged_in(client)


def test_the_session_gets_a_new_key_at_login(client: Client, provider: DemoProvider, maria: Person) -> None:
    asked = authorization_request(client)
    before = client.session.session_key

    client.get(choose(provider, asked, subject="maria"))

    assert before
    assert client.session.session_key != before


def test_what_is_asked_of_the_provider(client: Client, provider: DemoProvider) -> None:
    asked = authorization_request(client)

    assert asked["scope"] == "openid"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 64
    assert asked["acr_values"].split() == [SUBSTANTIAL, HIGH]


def test_the_address_cannot_change_what_is_asked(client: Client, provider: DemoProvider) -> None:
    query = {"auth_params": "acr_values=low&prompt=none", "scope": "ssn", "process": "connect"}
    asked, plain = authorization_request(client, **query), authorization_request(client)

    fixed = ("scope", "acr_values", "prompt")
    assert [asked.get(name) for name in fixed] == [plain.get(name) for name in fixed]
    states = client.session["socialaccount_states"]
    assert {state["process"] for state, *_ in states.values()} == {"login"}


def test_staff_come_in_through_their_own_entrance(client: Client, provider: DemoProvider) -> None:
    assert authorization_request(client, entrance="staff")["login_hint"] == "medarbejder"
    assert "login_hint" not in authorization_request(client)


def test_who_must_show_anew_who_they_are_is_not_taken_from_memory(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    """T46: the provider is told to ask, and the session says that it is young, until ten minutes have gone."""
    assert authorization_request(client, again="1", entrance="staff")["prompt"] == "login"
    assert "prompt" not in authorization_request(client)
    assert not is_fresh(client.session)
    log_in(client, provider, "maria")
    session = client.session
    assert is_fresh(session)
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= FRESH_SECONDS
    assert not is_fresh(session)


def test_notices_in_the_browser_outlive_a_new_login_of_the_same_person_only(
    client: Client, provider: DemoProvider, maria: Person, settings: Settings
) -> None:
    settings.WEB_PUSH = simulated_push(8004, KEY)
    log_in(client, provider, "maria")
    client.post(reverse("messaging:push_on"), client.get(reverse("messaging:push")).context["simulated"])
    log_in(client, provider, "maria", again="1")
    assert PushSubscription.objects.get().ended_why == ""
    jonas = Person.objects.create(municipality=maria.municipality, display_name="Jonas Prøve", given_name="Jonas")
    ExternalIdentity.objects.create(municipality=maria.municipality, person=jonas, issuer=DEMO_ISSUER, subject="jonas")
    log_in(client, provider, "jonas")
    assert PushSubscription.objects.get().ended_why == "other_person"


def test_the_stable_id_can_be_another_claim(client: Client, provides: Provides, maria: Person) -> None:
    class Broker(DemoProvider):
        def userinfo(self, subject: str) -> dict[str, object]:
            return {"sub": subject, "mitid_uuid": "maria"}

    log_in(client, provides(Broker, uid_field="mitid_uuid"), "jonas")

    assert get_user(client) == maria


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "http://localhost/", "javascript:1"])
def test_next_only_leads_within_the_site(client: Client, provider: DemoProvider, maria: Person, elsewhere: str) -> None:
    assert log_in(client, provider, "maria", next=elsewhere)["Location"] == "/"
    assert client.get("/konto/login/", {"next": elsewhere})["Location"] == "/"
    assert client.post("/konto/logout/", {"next": elsewhere})["Location"] == "/konto/logget-ud/"


def test_cancelling_is_no_error(client: Client, provider: DemoProvider) -> None:
    back = choose(provider, authorization_request(client), cancel="1")

    page = client.get(back, follow=True)

    assert page.status_code == 200
    assert "Du er ikke logget ind" in page.content.decode()


def test_an_answer_can_be_used_once_and_only_in_its_own_browser(
    client: Client, provider: DemoProvider, maria: Person
) -> None:
    back = choose(provider, authorization_request(client), subject="maria")

    assert Client().get(back).status_code == 401
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 401
    assert not logged_in(client)


def test_a_provider_that_does_not_answer_is_said_plainly(
    client: Client, provider: DemoProvider, settings: Settings
) -> None:
    provider.issuer = "http://127.0.0.1:9"
    settings.SOCIALACCOUNT_PROVIDERS = app_settings(provider)

    answer = client.get(START)

    assert answer.status_code == 401
    assert "Login svarer ikke lige nu" in answer.content.decode()


def test_only_a_post_logs_out(client: Client, provider: DemoProvider, maria: Person) -> None:
    log_in(client, provider, "maria")

    assert client.get("/konto/logout/").status_code == 200
    assert logged_in(client)
    assert client.post("/konto/logout/")["Location"] == "/konto/logget-ud/"
    assert not logged_in(client)
    assert "Du er logget ud" in client.get("/konto/logget-ud/").content.decode()


def test_logout_needs_the_sites_own_form(provider: DemoProvider, maria: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    log_in(client, provider, "maria")

    assert client.post("/konto/logout/").status_code == 403
    assert logged_in(client)


def test_the_login_page_offers_what_is_set_up(client: Client, provider: DemoProvider, settings: Settings) -> None:
    page = client.get("/konto/login/", {"next": "/forloeb/"}).content.decode()
    assert "Log ind med Test-MitID" in page
    assert f"{START}?next=%2Fforloeb%2F" in page
    assert "Log ind som medarbejder" in page

    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Login er ikke sat op endnu" in client.get("/konto/login/").content.decode()


def test_an_unknown_provider_is_not_there(client: Client, provider: DemoProvider) -> None:
    assert client.get("/konto/openid_connect/login/").status_code == 404
    assert client.get("/konto/andet/login/callback/").status_code == 404
