"""A caller speaks to the API as one person; every answer it gets is held against the published description."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from journey.models import Person, Step
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.services.agreements import agreement_make
from journey.services.decisions import decision_ask
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.questions import question_ask
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.talks import talk_offer
from journey.services.waits import WaitTexts, wait_open
from messaging.services.threads import thread_of
from tests.api.caller import Caller, Things
from tests.cast import Cast
from tests.road import broken_word, unread_news

As = Callable[[Person | None], Caller]


@pytest.fixture
def as_() -> As:
    return Caller


@pytest.fixture
def things(cast: Cast, at_monday: clock.SimulatedClock) -> Things:
    """One of everything that has an address of its own in Viktor's case."""
    case, lone = cast.case, cast.lone
    step = _first_step(cast)
    step_move(step=step, kind=MoveKind.START, by=lone, sentence="Nu går vi i gang.", takeover=Takeover(owner=lone))
    tomorrow = clock.now() + timedelta(days=1)
    wait = wait_open(
        case=case,
        by=lone,
        holder=cast.torben,
        texts=WaitTexts(awaited="Svar fra PPR", why="PPR læser papirerne.", ends_when="PPR har skrevet til os."),
        review_on=clock.today(),
    )
    meeting = meeting_plan(
        case=case,
        by=lone,
        texts=MeetingTexts(title="Netværksmøde", purpose="Vi taler om, hvordan det går."),
        starts_at=tomorrow,
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )
    decision = decision_ask(case=case, by=lone, asked="Timer til støtte", decider_role="Skoleleder", decider=cast.pia)
    agreement = agreement_make(
        case=case, by=lone, text="Vi prøver korte pauser.", owner=cast.torben, due_on=clock.today()
    )
    thread = thread_of(case=case, guardian=cast.anja)
    question = question_ask(case=case, by=cast.anja, kind=QuestionKind.CALL)
    [offer] = talk_offer(case=case, by=lone, person=cast.anja, starts=[tomorrow])
    unread = unread_news(cast, cast.anja, called=True)
    gap = broken_word(cast)
    at_monday.advance(timedelta(minutes=1))  # nothing ends in the instant in which it began
    return Things(
        case_id=case.pk,
        step_id=step.pk,
        wait_id=wait.pk,
        meeting_id=meeting.pk,
        decision_id=decision.pk,
        agreement_id=agreement.pk,
        thread_id=thread.pk,
        question_id=question.pk,
        offer_id=offer.pk,
        gap_id=gap.pk,
        notice_id=unread.pk,
    )


def _first_step(cast: Cast) -> Step:
    step = cast.case.steps.order_by("position").first()
    assert step is not None
    return step
