"""A custodian of the child is no staff of its cases: the next in line answers, has it and is named (P1, G5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from journey.access.chain import chain_of
from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.access.questions import answers_now, around
from journey.errors import DomainError
from journey.models import Absence, Case, ContactAssignment, Gap, Person, Relation, Unit
from journey.models.gaps import GapKind
from journey.models.people import RelationKind
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.case_page import contact_card
from journey.selectors.involved import involved
from journey.services.agreements import agreement_make
from journey.services.call_off import contact_change_call_off
from journey.services.cases import case_close, case_open
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.decisions import decision_ask
from journey.services.families import Custodian, custody_start
from journey.services.people import employment_start, person_register, relation_start
from journey.services.questions import question_ask, question_promise
from journey.services.roles import Undo, role_assign, role_end, role_take_back
from journey.watch.recompute import recompute
from journey.watch.scan import scan
from messaging.selectors.thread_page import readers_now
from tests.cast import Cast
from tests.journey.watch.test_scan import to_hour
from tests.road import open_wait, plan_meeting, start


def becomes_parent(cast: Cast, person: Person) -> None:
    """A fact of the registers, that asks nobody."""
    relation_start(child=cast.child, person=person, kind=RelationKind.CUSTODIAN, label="bonusforælder")


def away(person: Person, cover: Person) -> Absence:
    return absence_register(person=person, cover=cover, first_day=clock.today(), last_day=None, by=person)


@pytest.fixture
def berit(cast: Cast) -> Person:
    """Leads the whole of Børn og Unge, above the school."""
    person = person_register(municipality=cast.municipality, display_name="Berit Lind", given_name="Berit")
    board = Unit.objects.get(slug="forvaltning")
    employment_start(person=person, unit=board, title="leder af Børn og Unge", is_leader=True)
    return person


def names_in(cast: Cast, reader: Person) -> set[str]:
    lines = involved(case_for(reader, cast.case.pk, Action.READ_CASE))
    return {line.person.first_name for line in lines if line.is_here}


def open_gaps(cast: Cast) -> dict[str, Person]:
    return {gap.kind: gap.responsible for gap in Gap.objects.filter(case=cast.case, closed_at__isnull=True)}


def test_a_cover_who_is_a_parent_covers_the_other_families_and_the_deputy_this_one(cast: Cast) -> None:
    becomes_parent(cast, cast.charlie)
    away(cast.lone, cover=cast.charlie)
    at = clock.now()
    assert answers_now(cast.case, at) == cast.henrik
    assert chain_of(cast.case, GapKind.NEXT_WORD_BROKEN, cast.case.pk, at) == [cast.henrik, cast.pia]
    assert cast.charlie not in around(cast.case, at)
    card = contact_card(cast.case, at)
    assert card is not None
    assert card.cover is not None
    assert card.cover.name == "Henrik Toft"
    assert {one.first_name for one in readers_now(card)} == {"Lone", "Henrik"}
    assert "Charlie" not in names_in(cast, cast.anja) | names_in(cast, cast.charlie)
    away(cast.gitte, cover=cast.torben)
    assert answers_now(cast.dinas_case, at) == cast.charlie, "in other cases nothing has changed"


def test_with_cover_and_deputy_parents_it_is_the_leader_and_a_gap(cast: Cast) -> None:
    away(cast.lone, cover=cast.charlie)
    scan()
    assert open_gaps(cast) == {}
    becomes_parent(cast, cast.charlie)
    becomes_parent(cast, cast.henrik)
    scan()
    assert answers_now(cast.case, clock.now()) == cast.pia
    assert open_gaps(cast) == {GapKind.CONTACT_UNREACHABLE: cast.pia}
    assert recompute() == 0
    card = contact_card(cast.case, clock.now())
    assert card is not None
    assert (card.deputy, card.cover and card.cover.name) == (None, "Pia Munk")


def test_a_leader_who_is_a_parent_is_passed_over_for_the_one_above(
    cast: Cast, berit: Person, at_monday: SimulatedClock
) -> None:
    becomes_parent(cast, cast.pia)
    away(cast.lone, cover=cast.henrik)
    away(cast.henrik, cover=cast.torben)
    assert answers_now(cast.case, clock.now()) == berit
    asked = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    assert asked.owner == berit
    to_hour(at_monday, date(2027, 2, 16), 9)
    scan()
    held = open_gaps(cast)
    assert set(held.values()) == {berit}
    assert {"contact_unreachable", "next_word_broken", "question_late"} <= held.keys()
    assert "Pia" not in names_in(cast, cast.anja)
    assert recompute() == 0


def test_a_contact_who_becomes_a_parent_is_no_contact_and_a_gap(cast: Cast) -> None:
    becomes_parent(cast, cast.lone)
    scan()
    assert open_gaps(cast) == {GapKind.CONTACT_UNREACHABLE: cast.pia}
    assert recompute() == 0
    card = contact_card(cast.case, clock.now())
    assert card is not None
    assert (card.cover and card.cover.name, card.is_family, card.has_left) == ("Henrik Toft", True, False)
    assert [one.first_name for one in readers_now(card)] == ["Henrik"]
    assert "Lone" not in names_in(cast, cast.anja)


@pytest.mark.parametrize("what", ["step", "wait"])
def test_what_lies_with_a_parent_is_a_gap_of_the_leaders(cast: Cast, what: str) -> None:
    """A role that was given before stays in what has been, and nobody is here by it."""
    role_assign(case=cast.case, person=cast.charlie, role="school_leader", label="Skoleleder", by=cast.lone)
    step = start(cast, "concern_receipt", owner=cast.charlie if what == "step" else cast.lone)
    if what == "wait":
        wait = open_wait(cast, step)
        type(wait).objects.filter(pk=wait.pk).update(holder=cast.charlie)
    scan()
    assert open_gaps(cast) == {}
    becomes_parent(cast, cast.charlie)
    scan()
    assert open_gaps(cast) == {GapKind.HOLDER_LEFT: cast.pia}
    assert recompute() == 0
    assert "Charlie" not in names_in(cast, cast.anja)


def test_a_question_never_stays_with_a_parent(cast: Cast) -> None:
    """Charlie was asked as the cover, and has custody since then."""
    away(cast.lone, cover=cast.charlie)
    asked = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    assert asked.owner == cast.charlie
    becomes_parent(cast, cast.charlie)
    scan()
    asked.refresh_from_db()
    assert asked.owner == cast.henrik


def test_a_broken_promise_goes_on_at_once_from_who_has_become_a_parent(
    cast: Cast, berit: Person, at_monday: SimulatedClock
) -> None:
    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    [gap] = Gap.objects.filter(case=cast.case, kind=GapKind.NEXT_WORD_BROKEN)
    assert (gap.responsible, gap.respond_by) == (cast.henrik, date(2027, 2, 12))
    becomes_parent(cast, cast.henrik)
    at_monday.advance(timedelta(hours=1))
    scan()
    gap.refresh_from_db()
    assert (gap.responsible, gap.level) == (cast.pia, 0)
    becomes_parent(cast, cast.pia)
    becomes_parent(cast, berit)
    scan()
    gap.refresh_from_db()
    assert gap.responsible == cast.lone, "the contact is left, whatever the chain says"
    assert [move.responsible for move in gap.moves.order_by("at")] == [cast.henrik, cast.pia, cast.lone]


# --- Nobody is made both


def get_custody(cast: Cast, person: Person, by: Person | None = None) -> Relation:
    custodian = Custodian("bonusfar", person)
    return custody_start(case=cast.case, custodian=custodian, basis="Dom af 1. februar.", by=by or cast.pia)


def refused(cast: Cast, person: Person, by: Person | None = None) -> str:
    with pytest.raises(DomainError, match="follows_as_family") as found:
        get_custody(cast, person, by)
    assert found.value.field == "person"
    assert not Relation.objects.filter(person=person).exists()
    return str(found.value.sentence)


def give_role(cast: Cast, person: Person) -> None:
    role_assign(case=cast.case, person=person, role="pedagogue", label="Støttelærer", by=cast.lone)


def give_step(cast: Cast, person: Person) -> None:
    start(cast, "concern_receipt", owner=person)


def give_wait(cast: Cast, person: Person) -> None:
    wait = open_wait(cast, start(cast, "concern_receipt"))
    type(wait).objects.filter(pk=wait.pk).update(holder=person)


def give_decision(cast: Cast, person: Person) -> None:
    decision_ask(case=cast.case, by=cast.lone, asked="Mere støtte", decider=person, decider_role="Chef")


def give_agreement(cast: Cast, person: Person) -> None:
    agreement_make(case=cast.case, by=cast.lone, text="Vi ser på det.", owner=person, due_on=clock.today())


def give_question(cast: Cast, person: Person) -> None:
    """Owned by somebody who was around when it was given to them."""
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    day = clock.today() + timedelta(days=2)
    question_promise(question=question, by=cast.lone, owner=cast.torben, promised_on=day, reason="Torben ved mere.")
    type(question).objects.filter(pk=question.pk).update(owner=person)


def give_meeting(cast: Cast, person: Person) -> None:
    meeting = plan_meeting(cast)
    type(meeting).objects.filter(pk=meeting.pk).update(organiser=person)


def give_seat(cast: Cast, person: Person) -> None:
    plan_meeting(cast).participants.filter(is_family=False).update(person=person)


def pause_with(person: Person) -> Wishes:
    return replace(Wishes(7), paused_until=clock.today() + timedelta(days=9), watched_by=person)


def give_pause(cast: Cast, person: Person) -> None:
    communication_agree(case=cast.case, person=cast.anja, wishes=pause_with(person), by=cast.lone)


@pytest.mark.parametrize(
    ("give", "left"),
    [
        (give_role, "en rolle"),
        (give_step, "et trin"),
        (give_wait, "en ventetid"),
        (give_decision, "en afgørelse"),
        (give_agreement, "en aftale"),
        (give_question, "et spørgsmål"),
        (give_meeting, "et møde at holde"),
        (give_seat, "en plads ved et møde"),
        (give_pause, "en pause at holde øje med"),
    ],
)
def test_what_somebody_has_goes_to_another_before_custody(
    cast: Cast, give: Callable[[Cast, Person], None], left: str
) -> None:
    give(cast, cast.charlie)
    assert refused(cast, cast.charlie) == f"Personen har stadig: {left}. Giv det videre først."


def test_contact_and_deputy_are_changed_before_custody(cast: Cast) -> None:
    give_role(cast, cast.lone)
    assert refused(cast, cast.lone) == "Personen har stadig: familiens kontakt, en rolle. Giv det videre først."
    assert refused(cast, cast.henrik) == "Personen har stadig: stedfortræder. Giv det videre først."


def test_a_change_on_its_way_is_called_off_before_custody(cast: Cast, at_monday: SimulatedClock) -> None:
    """And is told in words of its own: planned and called off again and again would be a word each time."""
    at_monday.advance(timedelta(hours=1))
    words = ChangeWords("Charlie kommer", "Charlie tager over.", "Planen står.", "Intet andet.", "Charlie skriver.")
    then = clock.midnight(clock.today() + timedelta(days=9))
    contact_change(case=cast.case, to=cast.charlie, deputy=cast.henrik, by=cast.pia, words=words, from_at=then)
    on_its_way = "Personen har stadig: et skift af kontakt, der er på vej. Giv det videre først."
    assert refused(cast, cast.charlie) == on_its_way
    with pytest.raises(DomainError, match="same_words_again"):
        contact_change_call_off(case=cast.case, by=cast.pia, words=words)
    contact_change_call_off(case=cast.case, by=cast.pia, words=replace(words, happened="Lone bliver jeres kontakt."))
    get_custody(cast, cast.charlie)


def test_a_cover_and_a_leader_may_get_custody_for_the_next_answers_by_itself(cast: Cast) -> None:
    away(cast.lone, cover=cast.charlie)
    for person in (cast.charlie, cast.pia):
        get_custody(cast, person)
    assert answers_now(cast.case, clock.now()) == cast.henrik


@pytest.fixture
def other(cast: Cast) -> Case:
    """Viktor's other case, at PPR: Pia, who leads the school, has no part in it."""
    return case_open(
        child=cast.child,
        unit=Unit.objects.get(slug="ppr"),
        blueprint=cast.blueprint,
        contact=cast.charlie,
        deputy=cast.gitte,
        opened_by=cast.gitte,
        title="Et forløb i PPR",
    )


def test_every_open_case_of_the_child_counts_and_tells_of_itself_to_its_own_alone(cast: Cast, other: Case) -> None:
    assert refused(cast, cast.charlie) == "Personen arbejder selv med barnet. Det skal en anden overtage først."
    role_assign(case=other, person=cast.pia, role="school_leader", label="Skoleleder", by=cast.gitte)
    known = "Personen har stadig i »Et forløb i PPR«: familiens kontakt. Giv det videre først."
    assert refused(cast, cast.charlie) == known
    give_role(cast, cast.charlie)
    assert refused(cast, cast.charlie) == "Personen har stadig: en rolle. Giv det videre først.", (
        "the case at hand first"
    )


def test_in_a_closed_case_nothing_can_be_moved_and_the_deputy_answers(cast: Cast, other: Case) -> None:
    case_close(case=other, by=cast.gitte, text="Det går godt nu.")
    get_custody(cast, cast.charlie)
    assert answers_now(other, clock.now()) == cast.gitte
    assert ContactAssignment.objects.get(case=other).person == cast.charlie


def test_a_parent_is_given_no_part_and_gets_none_back(cast: Cast, at_monday: SimulatedClock) -> None:
    give_role(cast, cast.charlie)
    at_monday.advance(timedelta(days=1))
    row = role_end(held=cast.case.caseroles.get(person=cast.charlie), by=cast.lone)
    get_custody(cast, cast.charlie)
    with pytest.raises(DomainError, match="follows_as_family"):
        give_role(cast, cast.charlie)
    with pytest.raises(DomainError, match="follows_as_family"):
        role_take_back(row=row, undo=Undo.ENDED, by=cast.lone)
    row.refresh_from_db()
    assert row.period.upper == clock.now()


@pytest.mark.parametrize("by", ["lone", "anja"])
def test_no_parent_watches_the_others_pause(cast: Cast, by: str) -> None:
    get_custody(cast, cast.charlie)
    with pytest.raises(DomainError, match="follows_as_family") as refused:
        communication_agree(case=cast.case, person=cast.anja, wishes=pause_with(cast.charlie), by=getattr(cast, by))
    assert refused.value.field == "watched_by"
