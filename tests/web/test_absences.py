"""Who is away stands on the staff side's first page, and whoever may says when it ends."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from journey.models import Absence, Person
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.contact import absence_register
from journey.services.people import relation_start
from tests.cast import Cast


@pytest.fixture
def absence(cast: Cast) -> Absence:
    return absence_register(person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=None, by=cast.lone)


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def home(person: Person, name: str = "staff_home") -> str:
    return as_person(person).get(reverse(f"journey:{name}")).content.decode()


def end(client: Client, absence: Absence, days: int) -> HttpResponse:
    url = reverse("journey:staff_absence_end", args=[absence.pk])
    return client.post(url, {"last_day": (clock.today() + timedelta(days=days)).isoformat()}, follow=True)  # type: ignore[return-value]


def test_the_first_page_says_who_is_away_and_who_answers(cast: Cast, absence: Absence) -> None:
    mine = home(cast.lone)
    assert "Du er væk" in mine
    assert "Henrik Toft svarer familierne imens." in mine
    assert "slutdag ikke kendt" in mine
    covering = home(cast.henrik)
    assert "Lone Bech er væk" in covering
    assert "Du svarer familierne imens." in covering
    assert reverse("journey:staff_absence_end", args=[absence.pk]) not in covering
    for leaders in (home(cast.pia), home(cast.pia, "leader_home")):
        assert "Lone Bech er væk" in leaders
        assert reverse("journey:staff_absence_end", args=[absence.pk]) in leaders
    for stranger in (cast.torben, cast.charlie, cast.erik):
        assert "Lone Bech er væk" not in home(stranger)


def test_the_last_day_is_written_by_the_person_or_the_leader(cast: Cast, absence: Absence) -> None:
    said = end(as_person(cast.pia), absence, 3).content.decode()
    assert "Dagen er gemt. Familierne kan se den." in said
    assert Absence.objects.get().last_day == clock.today() + timedelta(days=3)
    assert "Ret sidste dag" in said
    assert end(as_person(cast.lone), absence, 0).status_code == 200
    assert Absence.objects.get().last_day == clock.today()


def test_a_cover_with_an_own_child_answers_the_others_and_it_is_said_who_answers_there(cast: Cast) -> None:
    relation_start(child=cast.child, person=cast.charlie, kind=RelationKind.CUSTODIAN, label="far")
    said = "I forløbet om Viktor svarer Henrik Toft: Charlie Krog er selv forælder der."
    today = clock.today().isoformat()

    def register(by: Person) -> str:
        body = {"cover": str(cast.charlie.pk), "first_day": today, "last_day": today}
        body |= {} if by == cast.lone else {"person": str(cast.lone.pk)}
        url = reverse("journey:staff_absence")
        shown = as_person(by).get(url).content.decode()
        token = re.search(r'name="client_token" value="([^"]+)"', shown)
        answer = as_person(by).post(url, body | ({"client_token": token[1]} if token else {}), follow=True)
        return str(answer.content.decode())

    for by in (cast.lone, cast.pia):
        Absence.objects.all().delete()
        assert register(by).count(said) == 2, "in the receipt, and in the list"
        assert said in home(by)
    assert "Viktor" not in home(cast.charlie)
    assert "Du svarer familierne imens." in home(cast.charlie)
    for parent in (cast.anja, cast.charlie):
        page = as_person(parent).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
        assert "Henrik Toft hjælper jer imens." in page
        assert "Skriv til Henrik" in page
        people = as_person(parent).get(reverse("journey:family_people", args=[cast.case.pk])).content.decode()
        assert "Hjælper imens" not in people
        assert people.count("Charlie Krog") == page.count("Charlie Krog"), "in the page's frame alone"


def test_a_contact_who_has_become_a_parent_is_said_to_be_that_and_nobodys_contact(cast: Cast) -> None:
    relation_start(child=cast.child, person=cast.lone, kind=RelationKind.CUSTODIAN, label="mor")
    page = as_person(cast.anja).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
    assert "Henrik Toft hjælper jer imens." in page
    assert "Lone er selv forælder i forløbet." in page
    assert "Skriv til Henrik" in page


def test_days_that_have_gone_cannot_be_chosen(cast: Cast, absence: Absence, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=3))
    refused = end(as_person(cast.lone), absence, -1)
    assert refused.status_code == 422
    assert Absence.objects.get().last_day is None
    end(as_person(cast.lone), absence, 0)
    at_monday.advance(timedelta(days=1))
    too_late = end(as_person(cast.lone), absence, 2)
    assert too_late.status_code == 409
    assert "De dage, der er gået, kan ikke ændres." in too_late.content.decode()
    assert "Du er væk" not in home(cast.lone)


@pytest.mark.parametrize("who", ["henrik", "torben", "gitte", "charlie", "erik", "anja", "dina"])
def test_anothers_absence_is_not_there(cast: Cast, absence: Absence, who: str) -> None:
    client = as_person(getattr(cast, who))
    for absence_id in (absence.pk, uuid4()):
        url = reverse("journey:staff_absence_end", args=[absence_id])
        assert client.get(url).status_code == 404
        assert client.post(url, {"last_day": clock.today().isoformat()}).status_code == 404
    assert Absence.objects.get().last_day is None


def test_a_leader_writes_it_down_for_those_they_lead(cast: Cast) -> None:
    client, url = as_person(cast.pia), reverse("journey:staff_absence")
    assert "Lone Bech" in client.get(url).content.decode()
    filled_in = {"person": str(cast.lone.pk), "cover": str(cast.henrik.pk), "first_day": clock.today().isoformat()}
    said = client.post(url, filled_in, follow=True).content.decode()
    assert "Henrik Toft svarer for Lone Bech. 1 familie ser det." in said
    assert Absence.objects.get().person == cast.lone


def test_days_that_are_taken_already_are_said_and_nothing_is_written(cast: Cast, absence: Absence) -> None:
    client, url = as_person(cast.lone), reverse("journey:staff_absence")
    filled_in = {"cover": str(cast.torben.pk), "first_day": (clock.today() + timedelta(days=9)).isoformat()}
    refused = client.post(url, filled_in)
    assert refused.status_code == 409
    assert "Der er allerede skrevet fravær i de dage." in refused.content.decode()
    assert Absence.objects.get() == absence


def test_nobody_writes_it_down_for_others(cast: Cast) -> None:
    today = clock.today().isoformat()
    for person in (cast.lone, cast.gitte):
        filled_in = {"person": str(cast.henrik.pk), "cover": str(cast.torben.pk), "first_day": today}
        as_person(person).post(reverse("journey:staff_absence"), filled_in)
    assert not Absence.objects.filter(person=cast.henrik).exists()
