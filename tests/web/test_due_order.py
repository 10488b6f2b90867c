"""Mine familier: promises, messages and tasks in one order, each with its age; nothing due lies below what is not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from journey.models import Case, Person
from journey.rules import clock
from journey.services.cases import case_close, case_open
from journey.services.contact import absence_register
from journey.services.updates import update_post
from messaging.services.messages import seen_mark
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import post_now
from tests.web.staff_story import FIVE, Story, as_person, build_story, page


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


def order(person: Person, *words: str) -> list[str]:
    """The words in the order in which they stand on the person's list."""
    shown = page(person, "staff_home")
    shown = shown[shown.index("<h1>") :]
    return sorted((word for word in words if word in shown), key=shown.index)


def anja_writes(cast: Cast, body: str = "Hvornår begynder det?") -> None:
    post_now(thread_of(case=cast.case, guardian=cast.anja), cast.anja, body)


def second_case(cast: Cast) -> Case:
    return case_open(
        child=cast.child,
        unit=cast.school,
        blueprint=cast.blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
        title="Kørsel til skole",
    )


def test_a_task_a_month_late_stands_above_a_family_that_is_due_later(
    story: Story, at_monday: clock.SimulatedClock
) -> None:
    cast = story.cast
    due = clock.today() + timedelta(days=28)
    cast.case.steps.filter(state="now").update(follow_up_on=due)
    at_monday.advance(timedelta(days=58))
    update_post(case=cast.case, author=cast.lone, **FIVE)
    shown = page(cast.lone, "staff_home")
    assert order(cast.lone, "Senere", "Forsinket", "Trin skal følges op", "Anja og Jonas") == [
        "Forsinket", "Trin skal følges op", "Senere", "Anja og Jonas",
    ]  # fmt: skip
    assert "30 dage for sent" in shown


def test_a_family_that_waits_for_an_answer_stands_where_the_answer_is_due(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    assert order(cast.lone, "Senere", "Anja og Jonas") == ["Senere", "Anja og Jonas"]
    anja_writes(cast)
    waits = "Anja · Har skrevet og venter på svar"
    assert order(cast.lone, "Senere", waits) == ["Senere", waits]
    at_monday.advance(timedelta(days=9))
    shown = page(cast.lone, "staff_home")
    assert order(cast.lone, "Forsinket", waits) == ["Forsinket", waits]
    assert "2 dage for sent" in shown
    assert reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk]) in shown


def test_reading_is_no_answer_and_an_answer_clears_the_row(cast: Cast) -> None:
    thread = thread_of(case=cast.case, guardian=cast.anja)
    anja_writes(cast)
    seen_mark(thread=thread, person=cast.lone, up_to=1)
    assert "venter på svar" in page(cast.lone, "staff_home")
    post_now(thread, cast.lone, "Det begynder mandag.")
    assert "venter på svar" not in page(cast.lone, "staff_home")


def test_a_word_to_all_that_covers_the_question_clears_the_row_too(cast: Cast) -> None:
    anja_writes(cast)
    question = cast.case.questions.get()
    form = as_person(cast.lone).get(reverse("journey:staff_update", args=[cast.case.pk])).content.decode()
    assert "Anja: En besked (svar lovet senest mandag 8. februar)" in form
    sent = as_person(cast.lone).post(
        reverse("journey:staff_update", args=[cast.case.pk]), {**FIVE, "covers": [str(question.pk)]}
    )
    assert sent.status_code == 302
    question.refresh_from_db()
    assert question.state == "covered"
    assert "venter på svar" not in page(cast.lone, "staff_home")


def test_a_deputy_is_not_told_that_it_is_theirs_while_the_contact_is_there(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    anja_writes(cast)
    shown = page(cast.henrik, "staff_home")
    assert "du er stedfortræder for Lone Bech" in shown
    for claim in ("du svarer for", "venter på svar", ">Svar<"):
        assert claim not in shown
    absence_register(person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=None, by=cast.lone)
    shown = page(cast.henrik, "staff_home")
    assert "du svarer for Lone Bech" in shown
    assert "Anja · Har skrevet og venter på svar" in shown
    assert as_person(cast.henrik).get("/staff/").context["nav"]["items"][0]["count"] == 1


def test_messages_in_a_closed_case_are_on_the_list_with_the_way_to_both(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt nu.")
    anja_writes(cast, "Må vi komme igen?")
    at_monday.advance(timedelta(days=8))
    thread = reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])
    case = reverse("journey:staff_case", args=[cast.case.pk])
    for who in (cast.lone, cast.henrik):  # nobody has answered in time: the deputy has it too
        shown = page(who, "staff_home")
        assert "Anja · Har skrevet og venter på svar" in shown
        assert "Afsluttet forløb" in shown
        assert thread in shown
        assert case in shown
    assert "Afsluttet forløb" not in page(cast.torben, "staff_home")
    there = page(cast.lone, "staff_case", cast.case.pk)
    assert thread in there
    assert reverse("journey:staff_reopen", args=[cast.case.pk]) in there
    post_now(thread_of(case=cast.case, guardian=cast.anja), cast.lone, "Altid.")
    assert "Afsluttet forløb" not in page(cast.lone, "staff_home")


def test_two_courses_of_one_child_are_told_apart_by_their_titles(cast: Cast) -> None:
    title = cast.case.title
    assert title not in page(cast.lone, "staff_home")
    other = second_case(cast)
    shown = page(cast.lone, "staff_home")
    assert f"{title}</span> · Anja og Jonas" in shown
    assert f"{other.title}</span> · Anja og Jonas" in shown


def test_a_course_that_is_not_mine_leaves_no_trace_in_mine(cast: Cast) -> None:
    """Torben has a role in the first case only: its row is as it was before the second began."""
    before = page(cast.torben, "staff_home").count(cast.case.title)
    second_case(cast)
    assert page(cast.torben, "staff_home").count(cast.case.title) == before == 0


def test_parents_read_which_course_they_are_in_when_the_child_has_several(cast: Cast) -> None:
    def heading(case: Case) -> str:
        shown = page(cast.anja, "family_case", case.pk)
        return strip_tags(shown[shown.index("<h1>") + 4 : shown.index("</h1>")])

    assert heading(cast.case) == "Viktors forløb"
    other = second_case(cast)
    assert heading(other) == "Viktors forløb: Kørsel til skole"
    assert heading(cast.case) == f"Viktors forløb: {cast.case.title}"
