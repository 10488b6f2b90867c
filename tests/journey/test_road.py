"""Moving along the road, waiting on it, and what the thread then shows (RQ-007, RQ-035, RQ-038)."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import translation

from journey.errors import Conflict, DomainError
from journey.models import Step, StepMove, Wait
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.shapes import CasePage
from journey.selectors.timeline import timeline
from journey.services.cases import step_add
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move
from journey.services.meetings import meeting_cancel, meeting_conclude
from journey.services.responsibility import responsibility_move
from journey.services.roles import role_end
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.updates import note_write, update_post
from journey.services.visits import visit_open
from journey.services.waits import wait_date_move, wait_end
from tests.cast import Cast
from tests.road import SENTENCE, open_wait, page_of, plan_meeting, seen_by, start, step_of


def texts_of(page: CasePage) -> str:
    return repr((page.glance, page.ahead, page.current, page.past))


def test_the_road_is_there_from_day_one_with_nothing_drawn_as_a_promise(cast: Cast) -> None:
    page = page_of(cast, cast.anja)
    assert {item.state for item in page.ahead} == {"expected", "maybe"}
    assert not page.current
    assert not page.past
    assert page.glance.contact is not None
    assert page.glance.contact.person.name == "Lone Bech"
    assert page.glance.next_word is not None
    assert page.glance.next_word.due_on == date(2027, 2, 8)


def test_forward_ends_one_step_and_begins_the_next(cast: Cast) -> None:
    first = start(cast)
    second = step_move(
        step=first,
        kind=MoveKind.FORWARD,
        by=cast.lone,
        sentence=SENTENCE,
        to=step_of(cast, "concern_receipt"),
        takeover=Takeover(owner=cast.henrik, expected_to=date(2027, 2, 12)),
    )
    page = page_of(cast, cast.jonas)
    assert [now.step_id for now in page.glance.now] == [second.pk]
    assert page.glance.now[0].desk.name == "Henrik Toft"
    assert [item.id for item in page.past] == [first.pk]
    assert StepMove.objects.filter(sentence=SENTENCE).count() == 3


def test_back_keeps_both_entries_and_begins_a_new_round(cast: Cast) -> None:
    first = start(cast)
    second = step_move(
        step=first,
        kind=MoveKind.FORWARD,
        by=cast.lone,
        sentence=SENTENCE,
        to=step_of(cast, "concern_receipt"),
        takeover=Takeover(owner=cast.lone),
    )
    again = step_move(step=second, kind=MoveKind.BACK, by=cast.lone, sentence="Vi må spørge igen.", to=first)
    page = page_of(cast, cast.anja)
    assert again.round == 2
    assert again.code == "concern_raised"
    assert [item.id for item in page.past] == [first.pk]
    assert second.pk in {item.id for item in page.ahead}


def test_skip_and_repeat(cast: Cast) -> None:
    step = step_of(cast, "child_interview")
    step_move(step=step, kind=MoveKind.SKIP, by=cast.lone, sentence="Viktor har allerede fortalt os det.")
    page = page_of(cast, cast.anja)
    assert [(item.id, item.state) for item in page.past if item.kind == "step"] == [(step.pk, "not_needed")]
    step.refresh_from_db()
    again = step_move(
        step=step,
        kind=MoveKind.REPEAT,
        by=cast.lone,
        sentence="Viktor vil gerne tale med os.",
        takeover=Takeover(owner=cast.lone),
    )
    assert (again.round, again.state) == (2, "now")


@pytest.mark.parametrize(
    ("kind", "code", "to", "error"),
    [
        (MoveKind.FORWARD, "kickoff", None, "step_wrong_state"),
        (MoveKind.REPEAT, "kickoff", None, "step_wrong_state"),
        (MoveKind.START, "concern_raised", None, "step_wrong_state"),
        (MoveKind.BACK, "concern_raised", None, "step_target_missing"),
        (MoveKind.FORWARD, "concern_raised", "concern_raised", "step_target_invalid"),
        (MoveKind.START, "kickoff", "concern_receipt", "step_target_invalid"),
    ],
)
def test_moves_that_make_no_sense_are_refused_and_write_nothing(
    cast: Cast, kind: MoveKind, code: str, to: str | None, error: str
) -> None:
    start(cast)
    before = StepMove.objects.count()
    with pytest.raises(DomainError) as refused:
        step_move(
            step=step_of(cast, code),
            kind=kind,
            by=cast.lone,
            sentence=SENTENCE,
            to=step_of(cast, to) if to else None,
            takeover=Takeover(owner=cast.lone),
        )
    assert refused.value.code == error
    assert StepMove.objects.count() == before


def test_a_step_cannot_begin_without_a_person(cast: Cast) -> None:
    with pytest.raises(DomainError, match="step_without_owner"):
        step_move(step=step_of(cast, "trial_action"), kind=MoveKind.START, by=cast.lone, sentence=SENTENCE)


def test_a_step_of_another_case_is_no_target(cast: Cast) -> None:
    step = start(cast)
    foreign = cast.dinas_case.steps.order_by("position")[0]
    with pytest.raises(DomainError, match="step_target_invalid"):
        step_move(step=step, kind=MoveKind.FORWARD, by=cast.lone, sentence=SENTENCE, to=foreign)


def test_a_moved_date_shows_old_and_new_with_the_reason(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    step_date_move(step=step, by=cast.lone, reason="Torben er først ledig i april.", expected_to=date(2027, 3, 1))
    at_monday.advance(timedelta(days=1))
    step_date_move(step=step, by=cast.lone, reason="Klassen er på lejrskole.", expected_to=date(2027, 4, 1))
    (item,) = page_of(cast, cast.anja).current
    assert item.step is not None
    assert [(move.old, move.new) for move in item.step.date_moves] == [
        (None, date(2027, 3, 1)),
        (date(2027, 3, 1), date(2027, 4, 1)),
    ]
    assert item.step.date_moves[1].reason == "Klassen er på lejrskole."
    with pytest.raises(DomainError, match="text_missing"):
        step_date_move(step=step, by=cast.lone, reason=" ", expected_to=date(2027, 5, 1))


def test_a_wait_says_what_for_and_on_whose_desk_until_it_ends(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    wait = open_wait(cast, step, expected_to=date(2027, 2, 12), expected_kind="estimate")
    card = page_of(cast, cast.anja).glance.now[0].wait
    assert card is not None
    assert (card.awaited, card.holder.name, card.is_late) == ("svar fra PPR", "Torben Friis", False)
    at_monday.advance(timedelta(days=12))
    late = page_of(cast, cast.anja).glance.now[0].wait
    assert late is not None
    assert late.is_late
    wait_date_move(
        wait=wait,
        by=cast.lone,
        reason="Torben har flyttet besøget.",
        expected_from=None,
        expected_to=date(2027, 2, 26),
        meanwhile="Lone har Viktor i den lille gruppe.",
    )
    wait_end(wait=wait, by=cast.lone, how="Torben var i klassen i dag.")
    assert page_of(cast, cast.anja).glance.now[0].wait is None
    with pytest.raises(Conflict, match="wait_ended"):
        wait_end(wait=wait, by=cast.lone, how="Igen.")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"why": ""}, "text_missing"),
        ({"ends_when": ""}, "text_missing"),
        ({"why": "Svar kommer snarest muligt."}, "words_refused"),
        ({"expected_to": date(2027, 3, 1)}, "date_kind_missing"),
        ({"expected_from": date(2027, 3, 1)}, "date_missing"),
        ({"expected_kind": "typical"}, "date_missing"),
        (
            {"expected_from": date(2027, 3, 2), "expected_to": date(2027, 3, 1), "expected_kind": "typical"},
            "dates_reversed",
        ),
    ],
)
def test_a_wait_that_explains_too_little_is_refused(cast: Cast, more: dict[str, object], code: str) -> None:
    step = start(cast)
    with pytest.raises(DomainError) as refused:
        open_wait(cast, step, **more)
    assert refused.value.code == code
    assert not Wait.objects.exists()


def test_a_planned_meeting_is_next_and_a_cancelled_one_stays(cast: Cast) -> None:
    meeting = plan_meeting(cast)
    page = page_of(cast, cast.anja)
    assert page.glance.next is not None
    assert (page.glance.next.title, page.glance.next.expected_to) == ("Samtale om pauser", date(2027, 2, 4))
    meeting_cancel(meeting=meeting, by=cast.lone, cancelled_by="municipality", reason="Lokalet er optaget.")
    shown = [item.meeting for item in page_of(cast, cast.anja).past if item.meeting]
    assert [(one.state, one.cancelled_by, one.cancel_reason) for one in shown] == [
        ("cancelled", "municipality", "Lokalet er optaget.")
    ]


def test_a_conclusion_cannot_come_before_the_meeting_or_twice(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    with pytest.raises(Conflict, match="meeting_not_begun"):
        meeting_conclude(meeting=meeting, by=cast.lone, conclusion="Vi prøver en fast makker.")
    at_monday.advance(timedelta(days=3, hours=2))
    meeting_conclude(meeting=meeting, by=cast.lone, conclusion="Vi prøver en fast makker.")
    with pytest.raises(Conflict, match="meeting_concluded"):
        meeting_conclude(meeting=meeting, by=cast.lone, conclusion="Noget andet.")


def test_a_pending_decision_names_who_decides_and_its_outcome_explains(cast: Cast) -> None:
    decision = decision_ask(
        case=cast.case,
        by=cast.lone,
        asked="Ti timers støtte om ugen",
        decider_role="skoleleder",
        decider=cast.pia,
        expected_on=date(2027, 2, 20),
    )
    decision_date_move(decision=decision, by=cast.lone, reason="Pia er væk i uge 7.", expected_on=date(2027, 2, 26))
    (pending,) = (item.decision for item in page_of(cast, cast.anja).current if item.decision)
    assert pending.decider is not None
    assert (pending.decider.name, pending.state, len(pending.date_moves)) == ("Pia Munk", "pending", 1)
    with pytest.raises(DomainError, match="text_missing"):
        decision_conclude(decision=decision, by=cast.pia, outcome="forwarded", means="Et andet udvalg afgør det.")
    decision_conclude(
        decision=decision,
        by=cast.pia,
        outcome="forwarded",
        means="Det er ikke et nej. Et andet udvalg afgør det.",
        reasons="Støtten er større, end skolen selv må afgøre.",
    )
    (decided,) = (item.decision for item in page_of(cast, cast.anja).past if item.decision)
    assert (decided.outcome, decided.decided_on) == ("forwarded", date(2027, 2, 1))


def test_a_vacant_decider_is_shown_and_cannot_refuse(cast: Cast) -> None:
    decision = decision_ask(case=cast.case, by=cast.lone, asked="Ti timers støtte", decider_role="skoleleder")
    with pytest.raises(Conflict, match="decision_without_decider"):
        decision_conclude(decision=decision, by=cast.lone, outcome="refused", means="Nej.", reasons="Nej.")


def test_internal_notes_and_withheld_rows_leave_no_trace_for_the_family(cast: Cast) -> None:
    start(cast)
    before = texts_of(page_of(cast, cast.anja))
    note_write(case=cast.case, author=cast.lone, body="Kun for os.")
    hidden = step_add(case=cast.case, by=cast.lone, code="viso_course")
    Step.objects.filter(pk=hidden.pk).update(visibility="withheld")
    assert texts_of(page_of(cast, cast.anja)) == before


def test_a_word_for_one_parent_is_not_in_the_others_page(cast: Cast) -> None:
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Kun til Anja.",
        means="Noget.",
        not_means="Intet andet.",
        next_text="Vi ses.",
        only_for=cast.anja,
    )
    assert "Kun til Anja" in texts_of(page_of(cast, cast.anja))
    assert "Kun til Anja" not in texts_of(page_of(cast, cast.jonas))


def test_news_is_marked_until_the_visit_after(cast: Cast, at_monday: SimulatedClock) -> None:
    visit_open(case=cast.case, person=cast.anja)
    at_monday.advance(timedelta(days=1))
    start(cast)
    at_monday.advance(timedelta(hours=1))
    visit_open(case=cast.case, person=cast.anja)
    assert [item.is_new for item in page_of(cast, cast.anja).current] == [True]
    at_monday.advance(timedelta(minutes=5))
    visit_open(case=cast.case, person=cast.anja)
    assert [item.is_new for item in page_of(cast, cast.anja).current] == [True]
    at_monday.advance(timedelta(days=1))
    visit_open(case=cast.case, person=cast.anja)
    assert [item.is_new for item in page_of(cast, cast.anja).current] == [False]


def test_a_planned_change_shows_the_successor_and_then_the_new_contact(cast: Cast, at_monday: SimulatedClock) -> None:
    words = ChangeWords("Nyt ansigt", "Henrik tager over.", "Planen står.", "I starter ikke forfra.", "Henrik ringer.")
    contact_change(
        case=cast.case,
        to=cast.henrik,
        deputy=cast.pia,
        by=cast.pia,
        words=words,
        from_at=clock.now() + timedelta(days=7),
    )
    card = page_of(cast, cast.anja).glance.contact
    assert card is not None
    assert card.successor is not None
    assert (card.person.name, card.successor.name, card.successor_from) == (
        "Lone Bech",
        "Henrik Toft",
        date(2027, 2, 8),
    )
    at_monday.advance(timedelta(days=7))
    new = page_of(cast, cast.anja).glance.contact
    assert new is not None
    assert (new.person.name, new.successor) == ("Henrik Toft", None)


def test_an_absence_names_who_answers_and_ends_by_itself(cast: Cast, at_monday: SimulatedClock) -> None:
    absence_register(
        person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=date(2027, 2, 3), by=cast.lone
    )
    card = page_of(cast, cast.anja).glance.contact
    assert card is not None
    assert card.cover is not None
    assert (card.cover.name, card.away_until) == ("Henrik Toft", date(2027, 2, 3))
    at_monday.advance(timedelta(days=3))
    back = page_of(cast, cast.anja).glance.contact
    assert back is not None
    assert back.cover is None


def test_a_role_cannot_end_with_something_still_on_the_desk(cast: Cast) -> None:
    start(cast, owner=cast.torben)
    held = cast.case.caseroles.get(person=cast.torben)
    with pytest.raises(Conflict, match="still_responsible"):
        role_end(held=held, by=cast.lone)
    words = ChangeWords("Gitte tager over", "Gitte har det nu.", "PPV går videre.", "Intet andet.", "Hun skriver.")
    responsibility_move(
        case=cast.case, leaver=cast.torben, to=cast.gitte, label="Leder af PPR", by=cast.lone, told=words
    )
    assert page_of(cast, cast.anja).glance.now[0].desk.name == "Gitte Dahl"


def test_english_viewers_read_the_steps_in_english(cast: Cast) -> None:
    danish = {item.title for item in page_of(cast, cast.anja).ahead}
    with translation.override("en"):
        english = {item.title for item in page_of(cast, cast.anja).ahead}
    assert len(english) == len(danish)
    assert not english & danish


@override_settings(DEBUG=False)
def test_the_timeline_takes_six_statements_however_long_it_is(cast: Cast, django_assert_num_queries: object) -> None:
    start(cast)
    access = seen_by(cast, cast.anja)
    timeline(access)
    for code in ("kickoff", "concern_receipt", "trial_action"):
        with django_assert_num_queries(6):  # type: ignore[operator]
            timeline(access)
        start(cast, code)
        plan_meeting(cast)
