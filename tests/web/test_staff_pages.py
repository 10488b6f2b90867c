"""Staff's and leaders' own pages: what is owed first, nothing of another's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from journey.models import Absence, Case
from journey.rules import clock
from journey.services.updates import note_write
from journey.watch.scan import scan
from tests.cast import Cast
from tests.web.staff_story import KEPT, Story, as_person, build_story, page


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


# --- My families


def test_the_nearest_promise_stands_first_and_a_broken_one_before_it(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    at_monday.advance(timedelta(days=7))
    assert "Næste nyt i dag" in page(cast.lone, "staff_home")
    assert "Forsinket" not in page(cast.lone, "staff_home")
    at_monday.advance(timedelta(days=1))
    late = page(cast.lone, "staff_home")
    assert late.index("Forsinket") < late.index("Viktor")
    assert "1 dag for sent" in late
    assert "Anja skulle have hørt mandag 8. februar" in late
    assert "Sidste nyt for 8 dage siden" in late


def test_each_sees_only_the_own_families(cast: Cast) -> None:
    assert "Viktor" in page(cast.lone, "staff_home")
    assert "Viktor" in page(cast.henrik, "staff_home")  # the deputy answers too
    charlies = page(cast.charlie, "staff_home")
    assert "Ida" in charlies
    assert "Viktor" not in charlies
    assert "Du har ingen familier lige nu" in page(cast.erik, "staff_home")


@pytest.mark.parametrize("name", ["staff_home", "leader_home", "staff_absence", "staff_case_open"])
def test_parents_have_no_staff_side(cast: Cast, name: str) -> None:
    assert as_person(cast.anja).get(reverse(f"journey:{name}")).status_code == 404


def test_nobody_comes_in_without_login(cast: Cast, client: Client) -> None:
    assert client.get(reverse("journey:staff_home")).status_code == 302


def test_a_step_to_follow_up_is_on_the_desk_until_it_is_done(story: Story, at_monday: clock.SimulatedClock) -> None:
    at_monday.advance(timedelta(days=28))
    lone = story.cast.lone
    url = reverse("journey:staff_step_follow_up", args=[story.cast.case.pk, story.now.pk])
    assert url in page(lone, "staff_home")
    as_person(lone).post(url, {"follow_up_on": (clock.today() + timedelta(days=7)).isoformat()})
    assert url not in page(lone, "staff_home")


def test_the_list_costs_the_same_however_many_families(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_person(cast.lone)
    with django_assert_max_num_queries(45):
        client.get(reverse("journey:staff_home"))


# --- One case


def test_the_case_shows_promises_road_people_and_notes(story: Story) -> None:
    cast = story.cast
    note_write(case=cast.case, author=cast.lone, body="Jonas vil helst ringes op.")
    shown = page(cast.lone, "staff_case", cast.case.pk)
    for words in (
        "Anja Holm",
        "højst 7 dage mellem nyt",
        story.now.title,
        "Torben Friis",
        "Jonas vil helst ringes op.",
    ):
        assert words in shown
    assert "Internt – familien ser det ikke" in shown


def test_notes_reach_no_page_of_the_family(story: Story) -> None:
    cast = story.cast
    note_write(case=cast.case, author=cast.lone, body=KEPT)
    assert KEPT not in page(cast.lone, "staff_family_view", cast.case.pk, cast.anja.pk)
    assert KEPT not in page(cast.anja, "family_case", cast.case.pk)


def test_the_page_offers_only_what_is_allowed(story: Story) -> None:
    cast = story.cast
    contact_change = reverse("journey:staff_contact_change", args=[cast.case.pk])
    decision_ask = reverse("journey:staff_decision_ask", args=[cast.case.pk])
    assert contact_change in page(cast.pia, "staff_case", cast.case.pk)
    assert contact_change not in page(cast.lone, "staff_case", cast.case.pk)
    assert decision_ask not in page(cast.torben, "staff_case", cast.case.pk)


@pytest.mark.parametrize("who", ["charlie", "erik", "anja", "dina"])
def test_a_foreign_case_is_not_there(story: Story, who: str) -> None:
    client = as_person(getattr(story.cast, who))
    for args in ([story.cast.case.pk], [uuid4()]):
        assert client.get(reverse("journey:staff_case", args=args)).status_code == 404
    seen_as = reverse("journey:staff_family_view", args=[story.cast.case.pk, story.cast.anja.pk])
    assert client.get(seen_as).status_code == 404


def test_only_those_entitled_can_be_looked_through(story: Story) -> None:
    url = reverse("journey:staff_family_view", args=[story.cast.case.pk, story.cast.dina.pk])
    assert as_person(story.cast.lone).get(url).status_code == 404


def test_looking_as_the_family_marks_nothing_as_seen(story: Story) -> None:
    page(story.cast.lone, "staff_family_view", story.cast.case.pk, story.cast.anja.pk)
    assert not story.cast.case.visits.exists()


# --- Being away, and opening a case


def test_being_away_names_who_answers_and_asks_no_reason(cast: Cast) -> None:
    client, url = as_person(cast.lone), reverse("journey:staff_absence")
    today = clock.today()
    shown = client.get(url).content.decode()
    assert "De ser aldrig hvorfor" in shown
    away = {"cover": str(cast.henrik.pk), "first_day": today.isoformat(), "last_day": ""}
    said = client.post(url, away, follow=True).content.decode()
    assert "Henrik Toft svarer, mens du er væk. 1 familie ser det." in said
    assert Absence.objects.get().last_day is None


@pytest.mark.parametrize(
    "bad", [{"cover": ""}, {"first_day": "i morgen"}, {"last_day": "2027-02-01", "first_day": "2027-02-03"}]
)
def test_a_wrong_absence_is_refused(cast: Cast, bad: dict[str, str]) -> None:
    good = {"cover": str(cast.henrik.pk), "first_day": "2027-02-02", "last_day": "2027-02-09"}
    refused = as_person(cast.lone).post(reverse("journey:staff_absence"), {**good, **bad})
    assert refused.status_code == 422
    assert not Absence.objects.exists()


def opening(cast: Cast, **other: object) -> dict[str, object]:
    good = {"child": cast.child.pk, "unit": cast.school.pk, "blueprint": cast.blueprint.pk}
    return {**good, "contact": cast.lone.pk, "deputy": cast.henrik.pk, "rhythm_days": "10", **other}


def test_a_case_is_opened_once_with_a_date_for_everybody(cast: Cast) -> None:
    client, url = as_person(cast.lone), reverse("journey:staff_case_open")
    filled_in = opening(cast, title="Kørsel til skole", client_token=str(uuid4()))
    for _tap in range(2):
        assert client.post(url, filled_in).status_code == 302
    opened = Case.objects.get(title="Kørsel til skole")
    assert {word.due_on.isoformat() for word in opened.nextwords.all()} == {"2027-02-11"}


@pytest.mark.parametrize("field", ["child", "unit", "blueprint", "contact", "deputy"])
def test_a_case_needs_real_choices(cast: Cast, field: str) -> None:
    for wrong in ("", "x", str(uuid4())):
        refused = as_person(cast.lone).post(reverse("journey:staff_case_open"), opening(cast, **{field: wrong}))
        assert refused.status_code == 422
    assert Case.objects.count() == 2


def test_nobody_opens_a_case_for_a_child_they_do_not_follow(cast: Cast) -> None:
    client = as_person(cast.charlie)
    assert "Viktor" not in client.get(reverse("journey:staff_case_open")).content.decode()
    assert client.post(reverse("journey:staff_case_open"), opening(cast)).status_code == 422


# --- The leader


def test_the_leader_sees_the_number_and_the_row_behind_it(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    quiet = page(cast.pia, "leader_home")
    assert "Ingen. Alle familier i dine enheder har en dato" in quiet
    at_monday.advance(timedelta(days=10))
    scan()
    late = page(cast.pia, "leader_home")
    assert "Næste nyt er overskredet" in late
    assert "Henrik Toft" in late
    assert reverse("journey:staff_update", args=[cast.case.pk]) in late
    assert "Ida" not in late


def test_who_leads_nothing_has_no_overview(cast: Cast) -> None:
    assert as_person(cast.lone).get(reverse("journey:leader_home")).status_code == 404


def test_titles_name_nobody(story: Story) -> None:
    cast = story.cast
    for name, ids in (("staff_home", ()), ("staff_case", (cast.case.pk,)), ("staff_update", (cast.case.pk,))):
        shown = page(cast.lone, name, *ids)
        title = shown[shown.index("<title>") : shown.index("</title>")]
        assert "Viktor" not in title
        assert "Anja" not in title
