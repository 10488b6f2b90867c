"""A new child with its family on one page, without anybody being searched for; and custody as the leader writes it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journey.models import Case, Child, Employment, Note, Person, Relation
from journey.services.cases import case_close
from journey.services.people import identity_bind
from tests.cast import Cast

NEW = "journey:staff_family_new"


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled_in(cast: Cast, **other: Any) -> dict[str, Any]:
    return {
        "client_token": str(uuid4()),
        "child_name": "Vega",
        "born_on": "2018-06-01",
        "basis": "Skolens indskrivning, mandag 1. februar",
        "custodian1-name": "Sofie Ravn",
        "custodian1-label": "mor",
        "custodian1-email": "sofie@familie.example",
        "custodian1-phone": "12 34 56 78",
        "custodian1-language": "en",
        "unit": cast.school.pk,
        "blueprint": cast.blueprint.pk,
        "contact": cast.lone.pk,
        "deputy": cast.henrik.pk,
        "rhythm_days": "10",
        **other,
    }


def test_child_family_and_course_are_there_once(cast: Cast) -> None:
    client, answers = (
        as_person(cast.lone),
        filled_in(cast, **{"custodian2-person": str(cast.anja.pk), "custodian2-label": "bonusmor"}),
    )
    said = client.post(reverse(NEW), answers, follow=True).content.decode()
    assert "Forløbet for Vega er åbent. Ring til familien" in said
    assert client.post(reverse(NEW), answers).status_code == 302
    case = Case.objects.get(child__given_name="Vega")
    labels = dict(Relation.objects.filter(child=case.child).values_list("label", "person__display_name"))
    assert labels == {"mor": "Sofie Ravn", "bonusmor": "Anja Holm"}
    shown = client.get(reverse("journey:staff_case", args=[case.pk])).content.decode()
    assert "Sofie kan ikke logge ind og læser ikke det, I skriver her." in shown


@pytest.mark.parametrize("name", ["staff_family_new", "staff_case_open"])
def test_what_one_chooses_from_has_a_name(cast: Cast, name: str) -> None:
    page = as_person(cast.lone).get(reverse(f"journey:{name}")).content.decode()
    assert f">{cast.blueprint.title}</option>" in page
    assert ">Henrik Toft, LKT-lærer, Harebjergskolen</option>" in page
    assert " object (" not in page


def test_the_page_says_that_it_gives_no_login(cast: Cast) -> None:
    page = as_person(cast.lone).get(reverse(NEW)).content.decode()
    assert "Familien kan ikke logge ind med det samme. En administrator giver adgang" in page


def test_a_family_that_can_log_in_is_not_said_to_wait(cast: Cast) -> None:
    identity_bind(person=cast.anja, issuer="mitid", subject="a-1")
    answers = filled_in(cast, **{"custodian1-name": "", "custodian1-person": str(cast.anja.pk)})
    said = as_person(cast.lone).post(reverse(NEW), answers, follow=True).content.decode()
    assert "Familien kan se det nu." in said


@pytest.mark.parametrize(
    "bad",
    [
        {"child_name": ""},
        {"born_on": "i går"},
        {"born_on": "2028-01-01"},
        {"born_on": "1999-01-01"},
        {"basis": ""},
        {"custodian1-name": "", "custodian1-label": ""},
        {"custodian1-label": ""},
        {"custodian1-email": "sofie"},
        {"custodian1-phone": "ring"},
        {"custodian1-language": "xx"},
        {"custodian2-name": "Bo Ravn"},
        {"custodian2-person": "x"},
        {"unit": ""},
        {"deputy": ""},
        {"rhythm_days": "31"},
    ],
)
def test_what_is_refused_leaves_nothing_and_keeps_the_words(cast: Cast, bad: dict[str, str]) -> None:
    before = (Child.objects.count(), Person.objects.count(), Relation.objects.count(), Case.objects.count())
    refused = as_person(cast.lone).post(reverse(NEW), filled_in(cast, **bad))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'role="alert"' in page
    assert "Skolens indskrivning" in page or "basis" in bad
    assert before == (Child.objects.count(), Person.objects.count(), Relation.objects.count(), Case.objects.count())


def test_a_list_of_parents_ends_at_the_children_one_follows(cast: Cast) -> None:
    lones, charlies = (as_person(one).get(reverse(NEW)).content.decode() for one in (cast.lone, cast.charlie))
    assert "Anja Holm, forælder til Viktor" in lones
    assert "Dina Aslan" not in lones
    assert "Anja" not in charlies
    stranger = filled_in(cast, **{"custodian1-name": "", "custodian1-person": str(cast.dina.pk)})
    assert as_person(cast.lone).post(reverse(NEW), stranger).status_code == 422


def test_either_somebody_known_or_a_name(cast: Cast) -> None:
    both = filled_in(cast, **{"custodian1-person": str(cast.anja.pk)})
    refused = as_person(cast.lone).post(reverse(NEW), both)
    assert "Ikke begge dele." in refused.content.decode()
    assert not Case.objects.filter(child__given_name="Vega").exists()


def test_a_course_is_opened_only_where_one_works(cast: Cast) -> None:
    elsewhere = cast.dinas_case.unit.pk
    assert as_person(cast.lone).post(reverse(NEW), filled_in(cast, unit=elsewhere)).status_code == 422


def test_rows_that_are_folded_away_are_open_when_they_hold_something(cast: Cast) -> None:
    client = as_person(cast.lone)
    assert 'form-more" open' not in client.get(reverse(NEW)).content.decode()
    third = filled_in(cast, **{"custodian3-name": "Bo Ravn"})
    assert 'form-more" open' in client.post(reverse(NEW), third).content.decode()


# --- Custody on a course that goes on


def test_the_leader_adds_a_parent_one_follows_already(cast: Cast) -> None:
    url = reverse("journey:staff_custodian_add", args=[cast.case.pk])
    answers = {"name": "Per Holm", "label": "morfar", "basis": "Dom af 4. januar."}
    said = as_person(cast.pia).post(url, answers, follow=True).content.decode()
    assert "Per Holm følger nu Viktor." in said
    assert "Per hører igen" in said


@pytest.mark.parametrize("bad", [{"name": ""}, {"label": ""}, {"basis": ""}, {"phone": "ring"}])
def test_a_custodian_without_name_label_or_basis_is_refused(cast: Cast, bad: dict[str, str]) -> None:
    url = reverse("journey:staff_custodian_add", args=[cast.case.pk])
    answers = {"name": "Per Holm", "label": "morfar", "basis": "Dom af 4. januar.", **bad}
    assert as_person(cast.pia).post(url, answers).status_code == 422
    assert Relation.objects.filter(child=cast.child).count() == 2


@pytest.mark.parametrize("who", ["lone", "henrik", "torben"])
def test_custody_is_the_leaders_to_write(cast: Cast, who: str) -> None:
    client = as_person(getattr(cast, who))
    add = reverse("journey:staff_custodian_add", args=[cast.case.pk])
    end = reverse("journey:staff_custodian_end", args=[cast.case.pk, cast.jonas.pk])
    shown = client.get(reverse("journey:staff_case", args=[cast.case.pk])).content.decode()
    for url in (add, end):
        assert url not in shown
        assert [client.get(url).status_code, client.post(url, {"basis": "x"}).status_code] == [404, 404]


def test_an_open_page_is_gone_when_custody_ends(cast: Cast) -> None:
    jonas = as_person(cast.jonas)
    pages = [reverse(f"journey:family_{name}", args=[cast.case.pk]) for name in ("case", "people", "meetings")]
    assert [jonas.get(url).status_code for url in pages] == [200, 200, 200]
    url = reverse("journey:staff_custodian_end", args=[cast.case.pk, cast.jonas.pk])
    said = as_person(cast.pia).post(url, {"basis": "Dom af 2. februar."}, follow=True).content.decode()
    assert "Jonas Lund kan ikke se noget fra nu af." in said
    assert [jonas.get(url).status_code for url in pages] == [404, 404, 404]
    assert "Dom af 2. februar." in Note.objects.get().body


def test_the_last_parent_is_not_taken_from_an_open_course(cast: Cast) -> None:
    leader = as_person(cast.pia)
    first, last = (
        reverse("journey:staff_custodian_end", args=[cast.case.pk, one.pk]) for one in (cast.jonas, cast.anja)
    )
    assert leader.post(first, {"basis": "Dom."}).status_code == 302
    refused = leader.post(last, {"basis": "Dom."})
    assert refused.status_code == 409
    assert "Anja Holm er den eneste, der følger forløbet." in refused.content.decode()


def test_custody_also_ends_on_a_course_that_is_closed(cast: Cast) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt nu.")
    url = reverse("journey:staff_custodian_end", args=[cast.case.pk, cast.anja.pk])
    leader = as_person(cast.pia)
    shown = leader.get(reverse("journey:staff_case", args=[cast.case.pk])).content.decode()
    assert url in shown
    assert reverse("journey:staff_custodian_add", args=[cast.case.pk]) not in shown
    assert leader.post(url, {"basis": "Dom af 2. februar."}).status_code == 302
    assert as_person(cast.anja).get(reverse("journey:family_case", args=[cast.case.pk])).status_code == 404


# --- A new colleague


def colleague(cast: Cast, **other: Any) -> dict[str, Any]:
    hours = {"answer_days": ["0", "2"], "answer_from": "09:00", "answer_to": "12:00"}
    return {"name": "Emil Dam", "unit": cast.school.pk, "title": "lærer", **hours, **other}


def test_a_leader_takes_in_a_colleague_who_can_then_be_named(cast: Cast) -> None:
    client, url = as_person(cast.pia), reverse("journey:staff_colleague_new")
    answers = colleague(cast, client_token=str(uuid4()))
    said = client.post(url, answers, follow=True).content.decode()
    client.post(url, answers)
    assert "Emil Dam er nu kollega: Harebjergskolen." in said
    work = Employment.objects.get(person__display_name="Emil Dam")
    assert (work.answer_days, work.answer_from.hour, work.answer_to.hour) == ([0, 2], 9, 12)
    roles = as_person(cast.lone).get(reverse("journey:staff_role_assign", args=[cast.case.pk])).content.decode()
    assert "Emil Dam" in roles


def test_the_usual_hours_are_filled_in(cast: Cast) -> None:
    page = as_person(cast.pia).get(reverse("journey:staff_colleague_new")).content.decode()
    assert page.count("checked") == 5
    assert 'value="08:00"' in page


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"title": ""}, {"answer_days": []}, {"answer_to": "08:00"}, {"email": "emil"}, {"unit": ""}]
)
def test_a_wrong_colleague_is_refused(cast: Cast, bad: dict[str, Any]) -> None:
    before = Person.objects.count()
    assert as_person(cast.pia).post(reverse("journey:staff_colleague_new"), colleague(cast, **bad)).status_code == 422
    assert Person.objects.count() == before


def test_a_leader_takes_in_colleagues_only_below(cast: Cast) -> None:
    elsewhere = colleague(cast, unit=cast.dinas_case.unit.pk)
    assert as_person(cast.pia).post(reverse("journey:staff_colleague_new"), elsewhere).status_code == 422
