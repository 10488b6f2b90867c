"""A closed case is over: nothing in it runs, waits or is to come, and nothing promised ends in silence."""

from datetime import timedelta

import pytest

from journey.errors import Conflict
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.timeline import timeline
from journey.services.cases import case_close
from journey.services.decisions import decision_ask, decision_conclude
from journey.templatetags.journey_text import after_title
from tests.cast import Cast
from tests.road import open_wait, plan_meeting, seen_by, start


def test_what_goes_on_ends_with_the_case(cast: Cast, at_monday: SimulatedClock) -> None:
    open_wait(cast, start(cast))
    plan_meeting(cast)
    case_close(case=cast.case, by=cast.lone, text="Støtten virker. Kom gerne igen.")
    at_monday.advance(timedelta(days=60))

    cast.case.refresh_from_db()
    thread = timeline(seen_by(cast, cast.anja))
    assert not thread.ahead
    assert not thread.current
    waits = [item.step.ended_waits for item in thread.past if item.step]
    assert [wait.how for ended in waits for wait in ended] == ["Forløbet er afsluttet."]
    assert [item.meeting.state for item in thread.past if item.meeting] == ["cancelled"]


def test_what_was_asked_is_decided_first(cast: Cast, at_monday: SimulatedClock) -> None:
    asked = decision_ask(case=cast.case, by=cast.lone, asked="Mere støtte", decider=cast.pia, decider_role="Skoleleder")
    with pytest.raises(Conflict, match="decisions_open"):
        case_close(case=cast.case, by=cast.lone, text="Støtten virker.")
    decision_conclude(decision=asked, by=cast.pia, outcome="granted", means="Viktor får støtten.")
    assert case_close(case=cast.case, by=cast.lone, text="Støtten virker.").closed_at == clock.now()


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
