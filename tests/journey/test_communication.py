"""How each of the family hears from us: each their own agreement; no pause stops the next word (RQ-096 to RQ-099)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action, Role
from journey.errors import DomainError, NotYours
from journey.models import CommunicationAgreement, Event, NextWord, Person, Step
from journey.models.base import Visibility
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.communication import family_communication, own_communication
from journey.selectors.desk import desk_for
from journey.selectors.people_shapes import CommunicationCard
from journey.services.communication import Wishes, communication_agree, wishes_of
from journey.services.contact import ChangeWords, absence_register
from journey.services.responsibility import responsibility_move
from journey.services.updates import nothing_new_post
from messaging.delivery.recipients import audience_of
from tests.cast import Cast
from tests.road import start

AS_IT_IS = Wishes(7)
CHANGE = ChangeWords(
    "Gitte tager over", "Gitte tager over fra Torben.", "Gitte ser på klassen.", "Intet andet.", "Hun ringer."
)


def own(cast: Cast, person: Person) -> CommunicationCard:
    return own_communication(case_for(person, cast.case.pk, Action.SET_OWN_COMMUNICATION))


def wish(cast: Cast, wishes: Wishes, by: Person | None = None) -> CommunicationAgreement:
    return communication_agree(case=cast.case, person=cast.anja, wishes=wishes, by=by or cast.anja)


def promised(cast: Cast, person: Person) -> date:
    return NextWord.objects.get(case=cast.case, person=person).due_on


def desk(person: Person, kind: str) -> list[tuple[str, date]]:
    return [(row.about, row.due_on) for row in desk_for(person) if row.kind == kind]


def first_of(cast: Cast, phase: str) -> str:
    """The first step of a phase that has not begun."""
    return cast.case.steps.filter(phase=phase, state="planned").order_by("position")[0].code


def test_each_parent_has_an_agreement_of_their_own(cast: Cast) -> None:
    wish(cast, replace(AS_IT_IS, email_news=False, form="phone", language="ar", needs_interpreter=True))
    assert (own(cast, cast.anja).email_news, own(cast, cast.anja).form) == (False, "phone")
    assert (own(cast, cast.jonas).email_news, own(cast, cast.jonas).form) == (True, "written")
    staff = family_communication(case_for(cast.lone, cast.case.pk, Action.READ_STAFF_SIDE))
    assert [(one.first_name, one.language, one.needs_interpreter) for one in staff] == [
        ("Anja", "ar", True),
        ("Jonas", "", False),
    ]


def test_a_new_agreement_is_a_new_row_and_says_who_asked(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=3))
    wish(cast, replace(AS_IT_IS, wants_good_news=True))
    rows = CommunicationAgreement.objects.filter(case=cast.case, person=cast.anja).order_by("valid_from")
    assert [(row.wants_good_news, row.asked_by) for row in rows] == [(False, ""), (True, "Anja Holm")]


def test_only_a_shorter_rhythm_moves_the_next_word(cast: Cast) -> None:
    before = promised(cast, cast.anja)
    wish(
        cast, replace(AS_IT_IS, email_news=False, paused_until=date(2027, 3, 1), quiet_from=time(20), quiet_to=time(9))
    )
    assert promised(cast, cast.anja) == before
    wish(cast, replace(AS_IT_IS, freshness_days=14))
    assert promised(cast, cast.anja) == before
    wish(cast, replace(AS_IT_IS, freshness_days=5), by=cast.lone)
    assert promised(cast, cast.anja) == before - timedelta(days=2)
    assert promised(cast, cast.jonas) == date(2027, 2, 15)


def test_a_guardian_lowers_the_rhythm_alone_and_shortens_it_with_staff(cast: Cast) -> None:
    wish(cast, Wishes(30))
    wish(cast, Wishes(7))
    with pytest.raises(DomainError, match="rhythm_needs_staff"):
        wish(cast, Wishes(3))
    wish(cast, Wishes(3), by=cast.lone)
    wish(cast, Wishes(3))  # what is agreed can be kept


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"freshness_days": 31}, "rhythm_out_of_range"),
        ({"quiet_from": time(21)}, "quiet_hours_half"),
        ({"quiet_from": time(21), "quiet_to": time(21)}, "quiet_hours_half"),
        ({"language": "tlh"}, "language_unknown"),
        ({"form": "pigeon"}, "form_unknown"),
        ({"paused_until": date(2027, 2, 1)}, "pause_out_of_range"),
        ({"paused_until": date(2027, 5, 3)}, "pause_out_of_range"),
    ],
)
def test_wishes_that_cannot_be(cast: Cast, change: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        wish(cast, replace(AS_IT_IS, **change))  # type: ignore[arg-type]


def test_whoever_watches_a_pause_works_here(cast: Cast) -> None:
    with pytest.raises(DomainError, match="watcher_not_here"):
        wish(cast, replace(AS_IT_IS, paused_until=date(2027, 2, 8), watched_by=cast.jonas), by=cast.lone)
    with pytest.raises(DomainError, match="pause_without_end"):
        wish(cast, replace(AS_IT_IS, watched_by=cast.henrik), by=cast.lone)


def test_a_pause_has_an_end_and_somebody_who_watches(cast: Cast, at_monday: SimulatedClock) -> None:
    wish(cast, replace(AS_IT_IS, paused_until=date(2027, 2, 8)))
    card = own(cast, cast.anja)
    assert card.watched_by
    assert (card.paused_until, card.watched_by.name) == (date(2027, 2, 8), "Lone Bech")
    assert promised(cast, cast.anja) == date(2027, 2, 8)
    at_monday.advance(timedelta(days=7))
    assert own(cast, cast.anja).paused_until is None
    assert wishes_of(cast.case, cast.anja, clock.today()) == AS_IT_IS
    assert desk(cast.lone, "pause_over") == [("Anja", date(2027, 2, 8))]
    nothing_new_post(case=cast.case, author=cast.lone, because="Vi venter på Torben.", still_expected="Marts.")
    assert desk(cast.lone, "pause_over") == []


def test_who_watches_a_pause_can_be_named_and_replaced(cast: Cast, at_monday: SimulatedClock) -> None:
    wish(cast, replace(AS_IT_IS, paused_until=date(2027, 2, 8), watched_by=cast.torben), by=cast.lone)
    responsibility_move(case=cast.case, leaver=cast.torben, to=cast.gitte, by=cast.lone, told=CHANGE)
    card = own(cast, cast.anja)
    assert card.watched_by
    assert card.watched_by.name == "Gitte Dahl"
    at_monday.advance(timedelta(days=7))
    assert desk(cast.lone, "pause_over") == [("Anja", date(2027, 2, 8))]


def test_whoever_watches_may_see_the_case_for_as_long_as_the_pause(cast: Cast, at_monday: SimulatedClock) -> None:
    with_pause = replace(AS_IT_IS, paused_until=date(2027, 2, 8), watched_by=cast.gitte)
    wish(cast, with_pause, by=cast.lone)
    assert case_for(cast.gitte, cast.case.pk, Action.READ_STAFF_SIDE).roles == {Role.PROFESSIONAL}
    assert cast.gitte in audience_of(Event.objects.get(kind="communication.agreed"), clock.now()).channels
    at_monday.advance(timedelta(days=1))
    wish(cast, AS_IT_IS)
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_STAFF_SIDE)
    at_monday.advance(timedelta(days=1))
    wish(cast, with_pause, by=cast.lone)
    at_monday.advance(timedelta(days=5))
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_STAFF_SIDE)


def test_whoever_never_said_is_asked_within_two_weeks_of_the_beginning(cast: Cast, at_monday: SimulatedClock) -> None:
    CommunicationAgreement.objects.filter(person=cast.jonas).delete()
    at_monday.advance(timedelta(days=13))
    assert desk(cast.lone, "ask_first") == []
    at_monday.advance(timedelta(days=1))
    assert desk(cast.lone, "ask_first") == [("Jonas", date(2027, 2, 15))]
    assert desk(cast.henrik, "ask_first") == []
    absence_register(person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=None, by=cast.lone)
    assert desk(cast.henrik, "ask_first") == [("Jonas", date(2027, 2, 15))]
    communication_agree(case=cast.case, person=cast.jonas, wishes=Wishes(14), by=cast.jonas)
    assert desk(cast.lone, "ask_first") == []


def test_staff_ask_again_after_a_quarter(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=90))
    assert desk(cast.lone, "ask_again") == []
    at_monday.advance(timedelta(days=1))
    asked = [("Anja", date(2027, 5, 3)), ("Jonas", date(2027, 5, 3))]
    assert sorted(desk(cast.lone, "ask_again")) == asked
    assert desk(cast.henrik, "ask_again") == []
    wish(cast, Wishes(14), by=cast.lone)
    assert desk(cast.lone, "ask_again") == asked[1:]


def test_a_new_phase_is_asked_about_until_it_is_answered(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    start(cast)
    assert desk(cast.lone, "ask_phase") == [], "the first phase is the beginning"
    at_monday.advance(timedelta(days=1))
    hidden = start(cast, first_of(cast, "assess"))
    Step.objects.filter(pk=hidden.pk).update(visibility=Visibility.WITHHELD)
    assert desk(cast.lone, "ask_phase") == [], "what the family cannot see is not told by a question"
    at_monday.advance(timedelta(days=1))
    start(cast, first_of(cast, "try"))
    asked = [("Anja", date(2027, 2, 4)), ("Jonas", date(2027, 2, 4))]
    assert sorted(desk(cast.lone, "ask_phase")) == asked
    assert desk(cast.henrik, "ask_phase") == []
    card = own(cast, cast.anja)
    assert (card.asked_again_since, card.asked_for_new_phase) == (date(2027, 2, 4), True)
    wish(cast, AS_IT_IS, by=cast.lone)
    assert desk(cast.lone, "ask_phase") == asked[1:]
    assert own(cast, cast.anja).asked_again_since is None
    at_monday.advance(timedelta(days=1))
    start(cast, first_of(cast, "try"))
    assert own(cast, cast.anja).asked_again_since is None, "another step of the same phase is nothing new"


def test_a_language_the_product_speaks_is_the_language_of_the_notices(cast: Cast) -> None:
    wish(cast, replace(AS_IT_IS, language="en"))
    assert Person.objects.get(pk=cast.anja.pk).language == "en"
    wish(cast, replace(AS_IT_IS, language="so"))
    assert Person.objects.get(pk=cast.anja.pk).language == "en"


@pytest.mark.parametrize("who", ["dina", "charlie"])
def test_nobody_else_has_an_agreement_here(cast: Cast, who: str) -> None:
    with pytest.raises(DomainError, match="not_entitled"):
        communication_agree(case=cast.case, person=getattr(cast, who), wishes=AS_IT_IS, by=cast.lone)
