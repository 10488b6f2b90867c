"""A closed case is over: nothing in it runs, waits, grows late or is to come; opened again, it goes on."""

from datetime import timedelta

import pytest

from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.timeline import timeline
from journey.services.cases import case_close, case_reopen
from journey.services.decisions import decision_ask
from journey.templatetags.journey_text import after_title
from tests.cast import Cast
from tests.road import open_wait, plan_meeting, seen_by, start


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

    case_reopen(case=cast.case, by=cast.lone, text="Skolen er svær igen.")
    cast.case.refresh_from_db()
    again = timeline(seen_by(cast, cast.anja))
    assert [item.step.wait.awaited for item in again.current if item.step and item.step.wait] == [wait.awaited]
    step.refresh_from_db()
    wait.refresh_from_db()
    assert step.follow_up_on
    assert min(step.follow_up_on, wait.review_on) > clock.today()


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
