"""The leader's page: families who do not know apart from reminders, and what lies with one's people elsewhere (G14)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from journey.models import Absence, NextWord, Person
from journey.models.gaps import GapKind
from journey.rules import clock
from journey.rules.gaps import Broken
from journey.selectors.overview import overview
from journey.services.gaps import gap_close, gap_open
from journey.services.updates import update_post
from journey.watch.scan import scan
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import post_now
from tests.road import open_wait, start
from tests.web.staff_story import FIVE, KEPT, as_person, build_story, page

FAMILIES, INTERNAL, ELSEWHERE = "Familier, der ikke ved besked<", "Skal følges op<", "Hos dine folk i andre enheders"


def test_an_internal_reminder_is_nothing_that_a_family_lacks(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    start(cast)
    at_monday.advance(timedelta(days=30))
    update_post(case=cast.case, author=cast.lone, **FIVE)
    scan()
    shown, seen = page(cast.pia, "leader_home"), overview(cast.pia)
    assert (seen.uninformed, seen.uninformed_rows) == (0, ())
    assert [(one.row.kind, one.holder_name, one.days_late) for one in seen.follow_up] == [
        ("step_follow_up", "Lone Bech", 25)
    ]
    assert shown.index("Ingen. Alle familier") < shown.index(INTERNAL) < shown.index("Trin skal følges op")


def test_the_number_is_the_number_of_families_in_its_rows(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    start(cast)
    at_monday.advance(timedelta(days=40))
    scan()
    seen, shown = overview(cast.pia), page(cast.pia, "leader_home")
    assert seen.uninformed == len({one.row.case_id for one in seen.uninformed_rows}) == 1
    assert [(one.row.kind, one.row.about) for one in seen.uninformed_rows] == [
        ("next_word_broken", "Anja"),
        ("next_word_broken", "Jonas"),
    ]
    assert shown.index(FAMILIES) < shown.index("Næste nyt er overskredet") < shown.index(INTERNAL)


def test_a_leader_without_cases_sees_what_lies_with_the_own_people(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    step = start(cast, owner=cast.torben)
    open_wait(cast, step, awaited=KEPT)
    at_monday.advance(timedelta(days=30))
    seen, shown = overview(cast.gitte), page(cast.gitte, "leader_home")
    assert [(one.kind, one.holder_name, one.unit_name, one.days_late) for one in seen.elsewhere] == [
        ("step_follow_up", "Torben Friis", "Harebjergskolen", 25),
        ("wait_review", "Torben Friis", "Harebjergskolen", 21),
    ]
    assert ELSEWHERE in shown
    assert step.title in shown
    for hidden in ("Viktor", KEPT, "af 0 åbne", str(cast.case.pk)):
        assert hidden not in shown
    assert as_person(cast.gitte).get(reverse("journey:staff_case", args=[cast.case.pk])).status_code == 404


def test_what_lies_with_others_people_is_nobody_elses(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    step = start(cast)  # Lone's: she works at the school, not in PPR
    at_monday.advance(timedelta(days=30))
    assert overview(cast.gitte).elsewhere == overview(cast.pia).elsewhere == ()
    assert "Intet er forsinket." in page(cast.gitte, "leader_home")
    assert step.title not in page(cast.gitte, "leader_home")


def test_a_withheld_step_leaves_no_trace_with_a_leader_elsewhere(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    step = start(cast, owner=cast.torben)
    step.visibility = "withheld"
    step.save()
    at_monday.advance(timedelta(days=30))
    assert overview(cast.gitte).elsewhere == ()


def test_no_text_of_a_thread_is_on_the_page(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    post_now(thread_of(case=cast.case, guardian=cast.anja), cast.anja, KEPT)
    at_monday.advance(timedelta(days=40))
    scan()
    assert KEPT not in page(cast.pia, "leader_home")


@pytest.mark.parametrize("steps", [1, 3])
def test_the_page_costs_the_same_however_much_is_late(
    cast: Cast, at_monday: clock.SimulatedClock, steps: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for step in cast.case.steps.order_by("position")[:steps]:
        start(cast, step.code)
    at_monday.advance(timedelta(days=40))
    scan()
    with django_assert_max_num_queries(31):
        assert len(overview(cast.pia).follow_up) == steps


def test_each_kind_of_gap_is_one_row_with_a_name_and_one_thing_to_do(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    """A family that nobody answers, and a step of somebody who has left: each with where it is put right."""
    start(cast, owner=cast.torben)
    for person, cover in ((cast.lone, cast.henrik), (cast.henrik, cast.lone)):
        Absence.objects.create(municipality=cast.municipality, person=person, cover=cover, first_day=clock.today())
    Person.objects.filter(pk=cast.torben.pk).update(is_active=False)
    scan()
    seen, shown = overview(cast.pia), page(cast.pia, "leader_home")
    assert [(one.row.kind, one.holder_name) for one in seen.uninformed_rows] == [("contact_unreachable", "Pia Munk")]
    assert [(one.row.kind, one.holder_name) for one in seen.follow_up] == [("holder_left", "Pia Munk")]
    for name in ("staff_contact_change", "staff_responsibility"):
        assert reverse(f"journey:{name}", args=[cast.case.pk]) in shown


def test_every_kind_of_gap_is_a_row_with_one_action_that_opens_for_the_leader(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    """The oldest first, each once, and each with a link to where the leader puts it right."""
    story = build_story(cast)
    gap_close(gap=story.gap, how="put_right")
    at_monday.advance(timedelta(hours=1))
    word = NextWord.objects.get(case=cast.case, person=cast.anja).pk
    subjects = {
        GapKind.WAIT_REVIEW_LATE: story.wait.pk,
        GapKind.STEP_FOLLOW_UP_LATE: story.now.pk,
        GapKind.NEXT_WORD_BROKEN: word,
        GapKind.QUESTION_LATE: story.question.pk,
        GapKind.MEETING_UNSETTLED: story.held.pk,
        GapKind.CONCLUSION_LATE: story.held.pk,
        GapKind.AGREEMENT_LATE: story.agreement.pk,
        GapKind.DECISION_LATE: story.decision.pk,
        GapKind.DECISION_WITHOUT_DECIDER: story.decision.pk,
    }
    named = {GapKind.NEXT_WORD_BROKEN, GapKind.NOT_INFORMED, GapKind.UNREACHABLE}
    named |= {GapKind.INFORMED_UNEQUALLY, GapKind.QUESTION_LATE}
    for age, kind in enumerate(GapKind):
        person = cast.anja.pk if kind in named else None
        day = clock.today() - timedelta(days=age)
        assert gap_open(broken=Broken(cast.case.pk, kind, subjects.get(kind, cast.case.pk), person, day))
    response = as_person(cast.pia).get(reverse("journey:leader_home"))
    shown = response.content.decode()
    for rows in (response.context["uninformed"], response.context["follow_up"]):
        days = [one["late"].row.due_on for one in rows]
        assert days == sorted(days)
    rows = [*response.context["uninformed"], *response.context["follow_up"]]
    assert len(rows) == len(GapKind)
    for one in rows:
        assert shown.count(f'href="{one["task"].url}"') >= 1
        assert as_person(cast.pia).get(one["task"].url).status_code == 200, one["task"].label
