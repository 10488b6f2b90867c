"""A closed case is over: nothing in it runs, waits, grows late or is to come; opened again, it goes on."""

from datetime import timedelta

import pytest

from journey.errors import Conflict
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.timeline import timeline
from journey.services.cases import case_close, case_reopen
from journey.services.contact import ChangeWords, staff_change_announce
from journey.services.decisions import decision_ask
from journey.services.questions import question_answer, question_ask
from journey.services.steps import MoveKind, step_move
from journey.templatetags.journey_text import after_title
from tests.cast import Cast
from tests.road import open_wait, page_of, plan_meeting, seen_by, start


def test_what_goes_on_ends_with_the_case(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    wait = open_wait(cast, step)
    plan_meeting(cast)
    decision_ask(case=cast.case, by=cast.lone, asked="Mere støtte", decider=cast.pia, decider_role="Skoleleder")
    case_close(case=cast.case, by=cast.lone, text="Støtten virker. Kom gerne igen.")
    at_monday.advance(timedelta(days=60))

    cast.case.refresh_from_db()
    thread = timeline(seen_by(cast, cast.anja))
    assert not thread.ahead
    assert not thread.current
    waits = [item.step.ended_waits for item in thread.past if item.step]
    assert [wait.how for ended in waits for wait in ended] == ["Forløbet er afsluttet."]
    assert [(item.meeting.state, item.meeting.is_unsettled) for item in thread.past if item.meeting] == [
        ("cancelled", False)
    ]
    assert [item.decision.state for item in thread.past if item.decision] == ["unanswered"]
    assert {item.state for item in thread.past if item.step or item.decision} == {"stopped"}

    case_reopen(case=cast.case, by=cast.lone, text="Skolen er svær igen.")
    cast.case.refresh_from_db()
    again = timeline(seen_by(cast, cast.anja))
    assert [item.step.wait.awaited for item in again.current if item.step and item.step.wait] == [wait.awaited]
    step.refresh_from_db()
    wait.refresh_from_db()
    assert step.follow_up_on
    assert min(step.follow_up_on, wait.review_on) > clock.today()


def test_a_case_is_not_closed_over_a_familys_question(cast: Cast, at_monday: SimulatedClock) -> None:
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    with pytest.raises(Conflict, match="questions_open"):
        case_close(case=cast.case, by=cast.lone, text="Støtten virker. Kom gerne igen.")
    question_answer(question=question, by=cast.lone, text="Vi talte om det i dag.")
    assert case_close(case=cast.case, by=cast.lone, text="Støtten virker. Kom gerne igen.").closed_at


def test_what_was_said_of_a_step_is_not_said_on_when_people_have_changed(cast: Cast, at_monday: SimulatedClock) -> None:
    start(cast)
    assert [now.says for now in page_of(cast, cast.anja).glance.now] != [""]
    at_monday.advance(timedelta(days=1))
    words = ChangeWords(
        "Torben er her nu", "Torben tager over.", "Viktor har de samme timer.", "Intet andet.", "Fredag."
    )
    staff_change_announce(case=cast.case, by=cast.lone, words=words)
    now = [(card.says, card.said_on) for card in page_of(cast, cast.anja).glance.now]
    assert now == [("", None)]


def test_what_is_done_again_says_why_where_it_goes_on(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    for kind, sentence in ((MoveKind.SKIP, "Vi har det fra før."), (MoveKind.REPEAT, "Vi spurgte for tidligt.")):
        at_monday.advance(timedelta(days=1))
        step_move(step=step, kind=kind, by=cast.lone, sentence=sentence)
    page = page_of(cast, cast.anja)
    assert [now.says for now in page.glance.now] == ["Vi spurgte for tidligt."]
    [skipped] = [item.step for item in page.past if item.id == step.pk and item.step]
    assert skipped.moves[-1].sentence == "Vi har det fra før."


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Forløbet slutter her. I kan altid skrive.", "Forløbet slutter", "Forløbet slutter her. I kan altid skrive."),
        ("Mødet blev flyttet.", "Mødet", "Mødet blev flyttet."),
        ("Mødet blev flyttet. Det bliver fredag.", "Mødet blev flyttet", "Det bliver fredag."),
        ("Mødet blev flyttet.", "Mødet blev flyttet", ""),
        ("Mødet", "", "Mødet"),
    ],
)
def test_only_a_whole_sentence_is_not_said_twice(text: str, title: str, rest: str) -> None:
    assert after_title(text, title) == rest
