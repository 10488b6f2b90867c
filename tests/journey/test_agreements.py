"""Agreements: made with a person and a day, kept through every change of people, closed only with an outcome (P7)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from journey.access.gate import case_for
from journey.access.matrix import Action, Role
from journey.access.roles import engaged_in
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Agreement, AgreementHandover, Event, Gap, Meeting, Person
from journey.models.base import Visibility
from journey.models.gaps import GapKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.desk import desk_for
from journey.selectors.overview import overview
from journey.selectors.shapes import AgreementCard
from journey.services.agreements import agreement_conclude, agreement_confirm, agreement_date_move, agreement_make
from journey.services.cases import case_close
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.follow_up import agreement_followed_up
from journey.services.responsibility import responsibility_move
from journey.services.roles import role_end
from journey.watch.scan import scan
from messaging.delivery.recipients import audience_of
from tests.cast import Cast
from tests.road import page_of, plan_meeting

DUE = date(2027, 2, 12)
CHANGE = ChangeWords("Ny kontakt", "Henrik tager over.", "I skriver til Henrik.", "Intet andet.", "Henrik ringer.")


def agree(cast: Cast, owner: Person, **more: object) -> Agreement:
    said: dict[str, object] = {"text": "Torben ser på klassen.", "due_on": DUE, **more}
    return agreement_make(case=cast.case, by=cast.lone, owner=owner, **said)  # type: ignore[arg-type]


def cards(cast: Cast, person: Person) -> tuple[AgreementCard, ...]:
    return page_of(cast, person).agreements


def desk(person: Person) -> set[str]:
    return {row.kind for row in desk_for(person) if row.kind.startswith("agreement")}


# --- Made, moved, closed


def test_both_parents_see_who_does_what_by_when(cast: Cast) -> None:
    agree(cast, cast.torben)
    for parent in (cast.anja, cast.jonas):
        (card,) = cards(cast, parent)
        assert (card.text, card.owner.name, card.due_on) == ("Torben ser på klassen.", "Torben Friis", DUE)
        assert (card.owner_role, card.follow_up_on, card.made_on) == ("staff", DUE, date(2027, 2, 1))


def test_it_stands_on_the_meeting_that_made_it(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    at_monday.advance(timedelta(days=4))
    made = agree(cast, cast.lone, meeting=meeting)
    page = page_of(cast, cast.anja)
    shown = next(item.meeting for item in (*page.current, *page.past) if item.meeting)
    assert [one.id for one in shown.agreements] == [made.pk]
    assert made.made_on == date(2027, 2, 4)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": " "}, "text_missing"),
        ({"text": "Vi ringer snarest muligt."}, "words_refused"),
        ({"due_on": date(2027, 1, 31)}, "date_in_the_past"),
        ({"follow_up_on": date(2027, 1, 31)}, "date_in_the_past"),
        ({"made_on": date(2027, 2, 2)}, "agreement_in_the_future"),
    ],
)
def test_an_agreement_says_what_and_when(cast: Cast, more: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        agree(cast, cast.torben, **more)
    assert not Agreement.objects.exists()


def test_the_owner_works_here_or_belongs_to_the_family(cast: Cast) -> None:
    assert agree(cast, cast.anja).owner_role == "family"
    assert agree(cast, cast.lone).owner_role == "contact_person"
    with pytest.raises(DomainError, match="owner_not_here"):
        agree(cast, cast.dina)


def test_nothing_is_agreed_at_a_meeting_to_come(cast: Cast) -> None:
    with pytest.raises(Conflict, match="meeting_not_begun"):
        agree(cast, cast.lone, meeting=plan_meeting(cast))


def test_a_moved_day_keeps_the_old_one_and_the_reason(cast: Cast) -> None:
    made = agree(cast, cast.torben)
    agreement_date_move(agreement=made, by=cast.lone, reason="Klassen er på lejr.", due_on=date(2027, 2, 19))
    (card,) = cards(cast, cast.jonas)
    (moved,) = card.date_moves
    assert (moved.old, moved.new, moved.reason, moved.by) == (DUE, card.due_on, "Klassen er på lejr.", "Lone Bech")
    assert card.follow_up_on == date(2027, 2, 19)
    with pytest.raises(DomainError, match="date_not_moved"):
        agreement_date_move(agreement=made, by=cast.lone, reason="Igen.", due_on=date(2027, 2, 19))
    with pytest.raises(DomainError, match="text_missing"):
        agreement_date_move(agreement=made, by=cast.lone, reason="", due_on=date(2027, 2, 26))


@pytest.mark.parametrize("outcome", ["done", "not_done", "changed"])
def test_it_is_closed_with_an_outcome_in_words_and_once(cast: Cast, outcome: str) -> None:
    made = agree(cast, cast.torben)
    with pytest.raises(DomainError, match="text_missing"):
        agreement_conclude(agreement=made, by=cast.lone, outcome=outcome, text="")
    with pytest.raises(DomainError, match="outcome_unknown"):
        agreement_conclude(agreement=made, by=cast.lone, outcome="", text="Sådan gik det.")
    agreement_conclude(agreement=made, by=cast.lone, outcome=outcome, text="Sådan gik det.")
    (card,) = cards(cast, cast.anja)
    assert (card.is_open, card.outcome, card.outcome_text) == (False, outcome, "Sådan gik det.")
    assert card.closed_by
    assert card.closed_by.name == "Lone Bech"
    with pytest.raises(Conflict, match="agreement_closed"):
        agreement_conclude(agreement=made, by=cast.lone, outcome="done", text="En gang til.")


def test_the_database_refuses_what_the_service_would(cast: Cast) -> None:
    made = agree(cast, cast.torben)
    row = Agreement.objects.filter(pk=made.pk)
    for change in ({"closed_at": clock.now()}, {"outcome": "done"}, {"due_on": date(2020, 1, 1)}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)


def test_a_withheld_agreement_leaves_no_trace(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    at_monday.advance(timedelta(days=4))
    agree(cast, cast.lone, meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(visibility=Visibility.WITHHELD)
    for person in (cast.anja, cast.torben):
        assert cards(cast, person) == ()
    assert len(cards(cast, cast.lone)) == 1


def test_no_case_is_closed_over_an_open_agreement(cast: Cast) -> None:
    made = agree(cast, cast.torben)
    with pytest.raises(Conflict, match="agreements_open"):
        case_close(case=cast.case, by=cast.lone, text="Støtten virker.")
    agreement_conclude(agreement=made, by=cast.lone, outcome="done", text="Torben har set på klassen.")
    case_close(case=cast.case, by=cast.lone, text="Støtten virker.")


# --- Surviving people


def test_a_new_contact_has_what_the_old_one_agreed_and_confirms_it(cast: Cast, at_monday: SimulatedClock) -> None:
    as_contact, torbens = agree(cast, cast.lone), agree(cast, cast.torben)
    at_monday.advance(timedelta(hours=1))
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=CHANGE)
    as_contact.refresh_from_db()
    torbens.refresh_from_db()
    assert (as_contact.owner, as_contact.owner_role, as_contact.due_on) == (cast.henrik, "contact_person", DUE)
    assert torbens.owner == cast.torben
    assert "agreement_to_confirm" in desk(cast.henrik)
    card = next(one for one in cards(cast, cast.anja) if one.id == as_contact.pk)
    assert (card.owner.name, card.earlier_owners, card.is_confirmed) == ("Henrik Toft", ("Lone Bech",), False)

    agreement_confirm(agreement=as_contact, by=cast.henrik)
    assert desk(cast.henrik) == set()
    with pytest.raises(Conflict, match="agreement_confirmed"):
        agreement_confirm(agreement=as_contact, by=cast.henrik)


def test_a_change_planned_ahead_takes_them_along_on_its_day(cast: Cast, at_monday: SimulatedClock) -> None:
    made, start = agree(cast, cast.lone), clock.now() + timedelta(days=3)
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=CHANGE, from_at=start)
    scan()
    made.refresh_from_db()
    assert made.owner == cast.lone
    at_monday.advance(timedelta(days=3))
    scan()
    made.refresh_from_db()
    assert (made.owner, made.is_confirmed) == (cast.henrik, False)
    scan()
    assert AgreementHandover.objects.count() == 1
    (told,) = Event.objects.filter(kind="contact.took_over")
    assert set(audience_of(told, clock.now()).channels) == {cast.henrik, cast.pia}


def test_responsibility_takes_agreements_along_and_closed_ones_stay(cast: Cast) -> None:
    open_one, closed = agree(cast, cast.torben), agree(cast, cast.torben)
    agreement_conclude(agreement=closed, by=cast.lone, outcome="done", text="Torben har været der.")
    responsibility_move(case=cast.case, leaver=cast.torben, to=cast.gitte, by=cast.lone, told=CHANGE)
    assert Agreement.objects.get(pk=open_one.pk).owner == cast.gitte
    assert Agreement.objects.get(pk=closed.pk).owner == cast.torben


def test_nobody_leaves_a_role_with_an_agreement_in_hand(cast: Cast) -> None:
    agree(cast, cast.torben)
    held = cast.case.caseroles.get(person=cast.torben)
    with pytest.raises(Conflict, match="still_responsible"):
        role_end(held=held, by=cast.lone)


def test_who_had_it_before_cannot_be_rewritten(cast: Cast) -> None:
    agree(cast, cast.torben)
    responsibility_move(case=cast.case, leaver=cast.torben, to=cast.gitte, by=cast.lone, told=CHANGE)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        AgreementHandover.objects.update(old=cast.lone)


# --- Whose it is to chase


def test_it_comes_to_its_owner_and_what_is_late_climbs_as_a_gap(cast: Cast, at_monday: SimulatedClock) -> None:
    agree(cast, cast.torben, follow_up_on=date(2027, 2, 8))
    assert (desk(cast.torben), desk(cast.lone)) == (set(), set())
    at_monday.advance(timedelta(days=7))
    assert (desk(cast.torben), desk(cast.lone)) == ({"agreement_follow_up"}, set())
    at_monday.advance(timedelta(days=4))
    assert (desk(cast.torben), desk(cast.lone)) == ({"agreement_due"}, set())
    at_monday.advance(timedelta(days=1))
    scan()
    assert (desk(cast.torben), desk(cast.lone)) == ({"agreement_due"}, set())
    assert Gap.objects.get(kind=GapKind.AGREEMENT_LATE).responsible == cast.torben
    (late,) = [row for row in overview(cast.pia).uninformed_rows if row.row.kind == "agreement_due"]
    assert (late.holder_name, late.days_late) == ("Torben Friis", 1)


def test_whoever_is_given_an_agreement_may_see_the_case_and_is_told(cast: Cast, at_monday: SimulatedClock) -> None:
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_STAFF_SIDE)
    made = agree(cast, cast.gitte)
    assert case_for(cast.gitte, cast.case.pk, Action.MANAGE_AGREEMENT).roles == {Role.PROFESSIONAL}
    assert cast.gitte in audience_of(Event.objects.get(kind="agreement.made"), clock.now()).channels
    at_monday.advance(timedelta(days=11))
    assert desk(cast.gitte) == {"agreement_due"}
    agreement_conclude(agreement=made, by=cast.gitte, outcome="done", text="Gitte har set på klassen.")
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_STAFF_SIDE)


def test_what_a_parent_does_gives_nobody_at_work_a_right(cast: Cast) -> None:
    agree(cast, cast.anja)
    assert not engaged_in(cast.anja, clock.now()).exists()


def test_a_familys_own_comes_to_the_cover_while_the_contact_is_away(cast: Cast, at_monday: SimulatedClock) -> None:
    agree(cast, cast.anja, text="Anja spørger lægen.")
    at_monday.advance(timedelta(days=11))
    assert (desk(cast.lone), desk(cast.henrik)) == ({"agreement_due"}, set())
    absence_register(person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=None, by=cast.lone)
    assert desk(cast.henrik) == {"agreement_due"}


def test_what_a_parent_does_lies_with_the_contact_and_never_with_the_parent(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    agree(cast, cast.anja, text="Anja spørger lægen.")
    before = Event.objects.count()
    at_monday.advance(timedelta(days=12))
    scan()
    assert desk(cast.lone) == {"agreement_due"}
    assert desk(cast.anja) == set()
    told = Event.objects.order_by("pk")[before:].values_list("kind", flat=True)
    assert not any(kind.startswith("agreement") for kind in told)
    (card,) = cards(cast, cast.jonas)
    assert card.is_late


def test_having_looked_clears_the_desk_and_moves_no_day(cast: Cast, at_monday: SimulatedClock) -> None:
    made = agree(cast, cast.torben, follow_up_on=date(2027, 2, 8))
    at_monday.advance(timedelta(days=7))
    agreement_followed_up(agreement=made, by=cast.torben, follow_up_on=date(2027, 2, 10))
    assert desk(cast.torben) == set()
    assert cards(cast, cast.anja)[0].due_on == DUE
    with pytest.raises(DomainError, match="date_in_the_past"):
        agreement_followed_up(agreement=made, by=cast.torben, follow_up_on=clock.today())
