"""A reason has a word in it, wherever it is given: a lone letter says nothing to a family (G4, RQ-007)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.errors import DomainError
from journey.models import DateMove, Meeting, Question, StepMove
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.services.agreements import agreement_date_move, agreement_make
from journey.services.cases import case_close
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move
from journey.services.families import Custodian, custody_start
from journey.services.meetings import meeting_cancel
from journey.services.new_people import NewPerson
from journey.services.questions import question_ask, question_promise
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.unreached import notice_sign_off
from journey.services.waits import wait_date_move
from tests.cast import Cast
from tests.road import open_wait, plan_meeting, start, step_of, unread_news

SOON = timedelta(days=3)


def a_step_moves(cast: Cast, why: str) -> None:
    step_move(
        step=step_of(cast, "concern_raised"),
        kind=MoveKind.START,
        by=cast.lone,
        sentence=why,
        takeover=Takeover(owner=cast.lone),
    )


def a_date_moves(cast: Cast, why: str) -> None:
    step_date_move(step=start(cast), by=cast.lone, reason=why, expected_to=clock.today() + SOON)


def a_wait_opens(cast: Cast, why: str) -> None:
    open_wait(cast, start(cast), why=why)


def a_wait_is_longer(cast: Cast, why: str) -> None:
    wait = open_wait(cast, start(cast))
    wait_date_move(wait=wait, by=cast.lone, reason=why, expected_from=None, expected_to=clock.today() + SOON)


def a_meeting_is_off(cast: Cast, why: str) -> None:
    meeting_cancel(meeting=plan_meeting(cast), by=cast.lone, cancelled_by="municipality", reason=why)


def a_decision_is_later(cast: Cast, why: str) -> None:
    asked = decision_ask(case=cast.case, by=cast.lone, asked="Støtte", decider_role="skoleleder", decider=cast.pia)
    decision_date_move(decision=asked, by=cast.lone, reason=why, expected_on=clock.today() + SOON)


def a_decision_is_no(cast: Cast, why: str) -> None:
    asked = decision_ask(case=cast.case, by=cast.lone, asked="Støtte", decider_role="skoleleder", decider=cast.pia)
    decision_conclude(decision=asked, by=cast.pia, outcome="refused", means="Viktor går i sin klasse.", reasons=why)


def an_agreement_is_later(cast: Cast, why: str) -> None:
    made = agreement_make(
        case=cast.case, by=cast.lone, text="Lone ringer.", owner=cast.lone, due_on=clock.today() + SOON
    )
    agreement_date_move(agreement=made, by=cast.lone, reason=why, due_on=clock.today() + SOON * 2)


def an_answer_is_promised(cast: Cast, why: str) -> None:
    asked = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    question_promise(question=asked, by=cast.lone, owner=cast.lone, promised_on=clock.today() + SOON, reason=why)


def nobody_tries_longer(cast: Cast, why: str) -> None:
    notice_sign_off(recipient=unread_news(cast, cast.anja, called=True), by=cast.lone, reason=why)


def somebody_has_custody(cast: Cast, why: str) -> None:
    known = Custodian("mor", NewPerson("Mia Holm"))
    custody_start(case=cast.case, custodian=known, basis=why, by=cast.pia)


def it_is_over(cast: Cast, why: str) -> None:
    case_close(case=cast.case, by=cast.lone, text=why)


ALL: list[Callable[[Cast, str], None]] = [
    a_step_moves,
    a_date_moves,
    a_wait_opens,
    a_wait_is_longer,
    a_meeting_is_off,
    a_decision_is_later,
    a_decision_is_no,
    an_agreement_is_later,
    an_answer_is_promised,
    nobody_tries_longer,
    somebody_has_custody,
    it_is_over,
]


@pytest.mark.parametrize("why", ["x", "7.", "a b", "😀"])
@pytest.mark.parametrize("act", ALL)
def test_a_lone_sign_is_no_reason(cast: Cast, act: Callable[[Cast, str], None], why: str) -> None:
    with pytest.raises(DomainError, match="text_missing"):
        act(cast, why)
    assert not DateMove.objects.exists()
    assert not Meeting.objects.exclude(cancel_reason="").exists()
    assert not Question.objects.filter(state="promised").exists()
    assert not StepMove.objects.filter(sentence=why).exists()


@pytest.mark.parametrize("act", ALL)
def test_a_short_word_is_one(cast: Cast, act: Callable[[Cast, str], None]) -> None:
    act(cast, "Ferie.")


def test_pages_and_the_api_refuse_it_at_its_field(cast: Cast) -> None:
    client, step = Client(), start(cast)
    client.force_login(cast.lone)
    day = (clock.today() + SOON).isoformat()
    page = client.post(
        reverse("journey:staff_step_date", args=[cast.case.pk, step.pk]), {"reason": "x", "expected_to": day}
    )
    assert page.status_code == 422
    assert "reason" in page.context["form"].errors
    url = reverse("v1:step_date", args=[cast.case.pk, step.pk])
    key = {"Idempotency-Key": "6f9c1a52-3b0f-4d58-9a0e-0f9f6f6f1a11"}
    answer = client.post(url, {"reason": "x", "expected_to": day}, content_type="application/json", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "text_missing")
