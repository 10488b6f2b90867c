"""The page of the demo provider shows who one can be, as people know each other."""

from io import StringIO

import httpx
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now
from psycopg.types.range import Range
from pytest_django import DjangoAssertNumQueries, Settings

from journey.identity.checks import DEMO_ISSUER
from journey.identity.demo.application import REQUIRED, DemoProvider
from journey.identity.demo.personas import Persona, demo_personas, family_names, first_pair, grouped
from journey.identity.demo.server import running_in_thread
from journey.models import Child, Employment, ExternalIdentity, Municipality, Person, Relation, Unit
from journey.services.people import identity_bind
from tests.cast import Cast
from tests.journey.identity.demo_login import app_settings, authorization_request, log_in


def bound(municipality: Municipality, name: str) -> Person:
    person = Person.objects.create(municipality=municipality, display_name=name, given_name=name.split()[0])
    ExternalIdentity.objects.create(
        municipality=municipality, person=person, issuer=DEMO_ISSUER, subject=name.split()[0].lower()
    )
    return person


def a_municipality_with_a_family_and_a_school() -> Municipality:
    here = Municipality.objects.create(slug="proeve", name="Prøvekommunen")
    since = Range(now(), None)
    alma, noah = (Child.objects.create(municipality=here, given_name=name) for name in ("Alma", "Noah"))
    mother, father = bound(here, "Maria Prøve"), bound(here, "Jonas Prøve")
    for child, parent in ((alma, mother), (noah, mother), (noah, father)):
        Relation.objects.create(municipality=here, child=child, person=parent, kind="custodian", period=since)
    teacher = bound(here, "Lone Prøve")
    school = Unit.objects.create(municipality=here, slug="nord", name="Nordskolen")
    Employment.objects.create(
        municipality=here, person=teacher, unit=school, title="klasselærer", is_leader=True, period=since
    )
    return here


@pytest.mark.django_db
def test_people_stand_with_their_family_or_workplace(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    a_municipality_with_a_family_and_a_school()

    with django_assert_num_queries(3):
        groups = grouped(demo_personas())

    assert [(group.name, [(one.name, one.description) for one in group.personas]) for group in groups] == [
        (
            "Familien om Alma og Noah",
            [("Jonas Prøve", "forælder til Noah"), ("Maria Prøve", "forælder til Alma og Noah")],
        ),
        ("Nordskolen", [("Lone Prøve", "klasselærer (leder)")]),
    ]


@pytest.mark.django_db
def test_only_active_people_with_a_demo_identity_are_shown() -> None:
    a_municipality_with_a_family_and_a_school()
    Person.objects.filter(given_name="Jonas").update(is_active=False)
    ExternalIdentity.objects.filter(subject="lone").update(issuer="another")

    assert [one.name for one in demo_personas()] == ["Maria Prøve"]


def bind(person: Person) -> None:
    subject = person.given_name.lower()
    identity_bind(person=person, issuer=DEMO_ISSUER, subject=subject)


def test_a_mother_and_her_contact_are_named_first(cast: Cast) -> None:
    Relation.objects.filter(person__in=[cast.anja, cast.dina]).update(label="mor")
    Relation.objects.filter(person=cast.jonas).update(label="far")
    for person in (cast.jonas, cast.anja, cast.charlie):
        bind(person)
    assert first_pair(demo_personas()) is None  # her contact is nobody whom one can be
    bind(cast.lone)
    pair = first_pair(demo_personas())
    assert pair
    assert [one.name for one in pair] == [cast.anja.display_name, cast.lone.display_name]
    said = StringIO()
    call_command("demo_personas", stdout=said)
    first, second, *_ = said.getvalue().splitlines()
    assert cast.anja.display_name in first
    assert f"her contact {cast.lone.display_name}" in second


def test_siblings_through_half_siblings_are_one_family() -> None:
    names = family_names([{1: "Alma"}, {2: "Noah", 3: "Ida"}, {1: "Alma", 2: "Noah"}, {4: "Bo"}, {}])  # type: ignore[dict-item]

    assert names == {1: "Alma, Ida og Noah", 2: "Alma, Ida og Noah", 3: "Alma, Ida og Noah", 4: "Bo"}


def test_search_finds_all_words_anywhere() -> None:
    lone = Persona("lone", "Lone Prøve", "klasselærer", "Prøvekommunen", "Nordskolen", is_staff=True)

    assert lone.matches("nordskolen LONE")
    assert lone.matches("")
    assert not lone.matches("lone syd")


def page(provider: DemoProvider, asked: dict[str, str]) -> httpx.Response:
    return httpx.get(f"{provider.issuer}/authorize", params=asked, trust_env=False)


@pytest.mark.django_db(transaction=True)
def test_personas_come_from_the_database_at_that_moment(client: Client, settings: Settings) -> None:
    settings.DEBUG_DEMO_LOGIN = True
    with running_in_thread() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = app_settings(provider)
        assert "Indlæs demokommunen først" in page(provider, authorization_request(client)).text

        here = a_municipality_with_a_family_and_a_school()
        shown = page(provider, authorization_request(client)).text
        assert "Test-MitID – kun til demo" in shown
        assert f"<h2>{here.name}</h2>" in shown
        assert "Maria Prøve" in page(provider, authorization_request(client) | {"q": "alma"}).text
        assert "Maria Prøve" not in page(provider, authorization_request(client) | {"q": "nordskolen"}).text
        staff = page(provider, authorization_request(client, entrance="staff")).text
        assert "Lone Prøve" in staff
        assert "Maria Prøve" not in staff

        assert log_in(client, provider, "lone").status_code == 302
        assert client.session["_auth_user_id"] == str(Person.objects.get(given_name="Lone").pk)


BAD_REQUESTS = {
    "nothing": dict.fromkeys(REQUIRED, ""),
    "no PKCE": {"code_challenge": ""},
    "plain PKCE": {"code_challenge_method": "plain"},
    "no nonce": {"nonce": ""},
    "another flow": {"response_type": "token"},
    "to another site": {"redirect_uri": "https://example.com/back"},
    "to no address": {"redirect_uri": "http://[x"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_the_provider_refuses_what_the_site_never_asks(
    client: Client, provider: DemoProvider, change: dict[str, str]
) -> None:
    assert page(provider, authorization_request(client) | change).status_code == 400


@pytest.mark.django_db
def test_the_provider_escapes_what_is_searched_for(client: Client, provider: DemoProvider) -> None:
    shown = page(provider, authorization_request(client) | {"q": '"><script>alert(1)</script>'}).text

    assert "<script>" not in shown
    assert "Ingen passer" in shown


def test_the_provider_knows_its_own_addresses_only(provider: DemoProvider) -> None:
    get = lambda path, **headers: httpx.get(f"{provider.issuer}{path}", headers=headers, trust_env=False)  # noqa: E731

    assert get("/").status_code == 404
    assert get("/userinfo").status_code == 401
    assert get("/jwks", host="example.com").status_code == 400
    assert "d" not in get("/jwks").json()["keys"][0]
