"""What comes between two looks at the clock lies before a whole act or after it, and never within it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import pytest

from journey.errors import Conflict, DomainError
from journey.models import Case, CommunicationAgreement, ContactAssignment
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.cases import case_close, case_open, case_reopen
from journey.services.contact import ChangeWords, contact_change
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.talks import talk_offer, talk_pick
from tests.cast import Cast
from tests.journey.test_after_the_end import leave
from tests.road import page_of, start, step_of
from tests.ticking import STEPS, TickingClock

WORDS = ChangeWords("Ny kontakt", "Gitte tager over.", "Viktor har de samme timer.", "Intet andet.", "Mere senere.")
EARLY_LOOKS = range(1, 9)


def before(moment: datetime, looks: int) -> TickingClock:
    """A clock whose first looks, so many, lie before the moment, and all others after it."""
    return TickingClock(moment - timedelta(seconds=2 * looks + 1), timedelta(seconds=2))


@pytest.mark.parametrize("looks", EARLY_LOOKS)
def test_a_planned_change_comes_before_the_case_opens_again_or_after_it(
    looks: int, cast: Cast, at_monday: SimulatedClock
) -> None:
    planned = clock.midnight(clock.today() + timedelta(days=21))
    contact_change(case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=WORDS, from_at=planned)
    at_monday.advance(timedelta(days=1))
    case_close(case=cast.case, by=cast.lone, text="Viktor har det godt nu.")
    leave(cast.lone)
    with clock.simulated(before(planned, looks)), suppress(Conflict):  # the new contact may be here already
        case_reopen(case=cast.case, by=cast.pia, text="Det er svært igen.", contact=cast.torben)
    rows = ContactAssignment.objects.filter(case=cast.case).order_by("period__startswith")
    assert [row.person for row in rows] in ([cast.lone, cast.gitte], [cast.lone, cast.torben, cast.gitte])


@pytest.mark.parametrize("looks", EARLY_LOOKS)
def test_a_rhythm_is_agreed_on_the_day_on_which_the_case_opens(looks: int, cast: Cast) -> None:
    with clock.simulated(before(clock.midnight(clock.today() + timedelta(days=1)), looks)):
        case = case_open(
            child=cast.child,
            unit=cast.school,
            blueprint=cast.blueprint,
            contact=cast.lone,
            deputy=cast.henrik,
            opened_by=cast.lone,
            rhythm_days={cast.anja: 3},
        )
    opened = clock.local(case.opened_at).date()
    assert CommunicationAgreement.objects.get(case=case).valid_from == opened
    assert case.nextwords.get(person=cast.anja).due_on == opened + timedelta(days=3)


@pytest.mark.parametrize("looks", EARLY_LOOKS)
def test_an_hour_that_has_just_passed_is_gone_and_no_fault_in_the_meeting(looks: int, cast: Cast) -> None:
    hour = clock.now() + timedelta(hours=2)
    [offer] = talk_offer(case=cast.case, by=cast.lone, person=cast.anja, starts=[hour])
    with clock.simulated(before(hour, looks)):
        code = refusal(partial(talk_pick, offer=offer, by=cast.anja))
    assert code in {"", "talk_gone"}


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("kind", [MoveKind.FORWARD, MoveKind.SKIP])
def test_one_sentence_about_two_steps_stands_once(kind: MoveKind, cast: Cast, at_monday: SimulatedClock) -> None:
    first = start(cast)
    on, second = Takeover(owner=cast.henrik), step_of(cast, "concern_receipt")
    with clock.simulated(TickingClock(at_monday.at, STEPS[0])):
        step_move(step=first, kind=kind, by=cast.lone, sentence="Nu taler vi sammen.", to=second, takeover=on)
        page = page_of(cast, cast.anja)
    said = [
        item.step.code
        for item in (*page.current, *page.past)
        if item.step and any(move.sentence == "Nu taler vi sammen." for move in item.step.moves)
    ]
    assert said == [second.code if kind is MoveKind.FORWARD else first.code]


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=50)])
def test_whoever_writes_the_present_moment_means_now(ago: timedelta, cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    written = clock.now() - ago
    row = contact_change(case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=WORDS, from_at=written)
    assert row.period.lower == clock.now()


def test_a_moment_that_has_passed_stays_as_it_was(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    ago = clock.now() - timedelta(minutes=2)
    with pytest.raises(DomainError) as refused:
        contact_change(case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=WORDS, from_at=ago)
    assert refused.value.code == "change_in_the_past"
    assert Case.objects.get(pk=cast.case.pk).contactassignments.count() == 1
