"""A colleague whose own child has a course: both sides are one tap apart, and neither tells of the other."""

import pytest
from django.urls import reverse

from journey.models import Case, Person
from journey.models.people import RelationKind
from journey.services.people import relation_start
from journey.services.updates import note_write
from messaging.services.threads import thread_of
from tests.api.caller import Caller
from tests.cast import Cast
from tests.messaging.conftest import post_now
from tests.web.staff_story import as_person, page

SECRET = "Kun for kollegerne."


@pytest.fixture
def charlies_own(cast: Cast) -> Case:
    """Charlie works at another school and is now also a parent of Viktor."""
    relation_start(child=cast.child, person=cast.charlie, kind=RelationKind.CUSTODIAN, label="far")
    return cast.case


@pytest.fixture
def pias_own(cast: Cast) -> Case:
    """Pia leads the very school that her child's course belongs to."""
    relation_start(child=cast.child, person=cast.pia, kind=RelationKind.CUSTODIAN, label="mor")
    return cast.case


def switch(person: Person, path: str) -> list[tuple[str, str, bool]]:
    nav = as_person(person).get(path).context["nav"]
    return [(str(item["label"]), item["url"], item["current"]) for item in nav["switch"]]


def test_login_goes_to_the_child_with_the_way_to_work_in_sight(cast: Cast, charlies_own: Case) -> None:
    family, work = reverse("journey:family_case", args=[charlies_own.pk]), reverse("journey:staff_home")
    assert as_person(cast.charlie).get("/")["Location"] == family
    assert switch(cast.charlie, family) == [("Mit arbejde", work, False), ("Mit barn", family, True)]
    assert switch(cast.charlie, work) == [("Mit arbejde", work, True), ("Mit barn", family, False)]


def test_each_side_has_its_own_menu(cast: Cast, charlies_own: Case) -> None:
    client = as_person(cast.charlie)
    family = client.get(reverse("journey:family_case", args=[charlies_own.pk])).context["nav"]
    for name, ids in (("staff_home", []), ("staff_case", [cast.dinas_case.pk])):
        work = client.get(reverse(f"journey:{name}", args=ids)).context["nav"]
        assert [work["role"], *(item["label"] for item in work["items"])] == ["staff", "Mine familier"]
    thread = client.get(reverse("messaging:thread", args=[cast.dinas_case.pk, cast.dina.pk])).context["nav"]
    assert thread["role"] == "staff"
    assert [family["role"], family["items"][0]["label"]] == ["family", "Forløb"]


@pytest.mark.parametrize("who", ["lone", "anja", "pia"])
def test_whoever_is_only_one_of_the_two_has_no_switch(cast: Cast, who: str) -> None:
    response = as_person(getattr(cast, who)).get("/", follow=True)
    assert response.context["nav"]["switch"] == []
    assert "Mit arbejde" not in response.content.decode()


def test_nothing_of_the_own_child_is_on_the_staff_side(cast: Cast, pias_own: Case) -> None:
    post_now(thread_of(case=pias_own, guardian=cast.anja), cast.anja, "Til Lone.")
    for name in ("staff_home", "leader_home", "staff_case_open"):
        assert "Viktor" not in page(cast.pia, name)
    assert as_person(cast.pia).get(reverse("journey:staff_case", args=[pias_own.pk])).status_code == 404


def test_nothing_of_the_staff_side_comes_home_by_the_api(cast: Cast, pias_own: Case) -> None:
    note_write(case=pias_own, author=cast.lone, body=SECRET)
    pia = Caller(cast.pia)
    for name in ("notes", "promises"):
        assert pia.get(name, case_id=pias_own.pk).status_code == 404
    assert pia.get("case", case_id=pias_own.pk).status_code == 200


def test_the_other_parents_thread_stays_closed_to_a_contact_who_is_a_parent(cast: Cast) -> None:
    relation_start(child=cast.child, person=cast.lone, kind=RelationKind.CUSTODIAN, label="mor")
    url = reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])
    assert as_person(cast.lone).get(url).status_code == 404
