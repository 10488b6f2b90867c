"""Staff who are a custodian of the child are told as family or not at all, whatever they are at work (G5, T11)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from journey.access import queries
from journey.models import Event, Person, Relation
from journey.models.people import RelationKind
from journey.rules import clock
from journey.services.agreements import agreement_make
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import absence_register
from journey.services.decisions import decision_ask
from journey.services.people import relation_start
from journey.services.questions import question_ask
from journey.services.roles import role_assign
from journey.services.updates import note_write
from messaging.delivery import recipients
from messaging.delivery.recipients import TABLE, Family, audience_of
from messaging.delivery.subjects import Subject
from messaging.models import Delivery
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import Writes
from tests.road import open_wait, start


def contact(cast: Cast) -> Person:
    return cast.lone


def deputy(cast: Cast) -> Person:
    return cast.henrik


def leader(cast: Cast) -> Person:
    return cast.pia


def cover(cast: Cast) -> Person:
    today = clock.today()
    absence_register(person=cast.lone, cover=cast.charlie, first_day=today, last_day=None, by=cast.lone)
    return cast.charlie


def with_a_role(cast: Cast) -> Person:
    role_assign(case=cast.case, person=cast.charlie, role="school_leader", label="Skoleleder", by=cast.lone)
    return cast.charlie


def with_a_step(cast: Cast) -> Person:
    start(cast, "concern_receipt", owner=cast.charlie)
    return cast.charlie


def with_a_wait(cast: Cast) -> Person:
    wait = open_wait(cast, start(cast, "concern_receipt", owner=cast.lone))
    type(wait).objects.filter(pk=wait.pk).update(holder=cast.charlie)
    return cast.charlie


def with_a_decision(cast: Cast) -> Person:
    decision_ask(case=cast.case, by=cast.lone, asked="Mere støtte", decider=cast.charlie, decider_role="Chef")
    return cast.charlie


def with_an_agreement(cast: Cast) -> Person:
    agreement_make(case=cast.case, by=cast.lone, text="Vi ser på det.", owner=cast.charlie, due_on=clock.today())
    return cast.charlie


def watching_a_pause(cast: Cast) -> Person:
    wishes = replace(Wishes(7), paused_until=clock.today() + timedelta(days=9), watched_by=cast.charlie)
    communication_agree(case=cast.case, person=cast.anja, wishes=wishes, by=cast.lone)
    return cast.charlie


PARTS = (
    contact, deputy, leader, cover, with_a_role, with_a_step, with_a_wait, with_a_decision, with_an_agreement,
    watching_a_pause,
)  # fmt: skip


def told_of(cast: Cast, person: Person, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """The kinds of events about the other parent that the person is told of: as family, and as staff."""
    subject = Subject(only_for=cast.anja.pk, from_family=True, concerns=frozenset({person.pk}))
    monkeypatch.setattr(recipients, "subject_of", lambda _event: subject)
    as_family, as_staff = set(), set()
    for kind in TABLE:
        event = Event(case=cast.case, municipality=cast.municipality, kind=kind, subject_id=uuid4())
        found = audience_of(event, clock.now())
        if person in found.channels:
            (as_family if person.pk in found.family else as_staff).add(kind)
    return as_family, as_staff


@pytest.mark.parametrize("part", PARTS)
def test_of_every_kind_of_event_they_hear_what_the_family_hears(
    cast: Cast, part: Callable[[Cast], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = part(cast)
    as_family, as_staff = told_of(cast, person, monkeypatch)
    assert (as_family, as_staff) == (set(), set(TABLE)), "whoever it lies with is told of all of it, while only staff"
    relation_start(child=cast.child, person=person, kind=RelationKind.CUSTODIAN, label="mor")
    everyones = {kind for kind, rule in TABLE.items() if rule.family is Family.EVERYONE and not rule.hidden_as}
    as_family, as_staff = told_of(cast, person, monkeypatch)
    assert (as_family, as_staff) == (everyones, set())
    Relation.objects.filter(person=person).update(kind=RelationKind.KIN_CARER)  # no custody, so the gate lets them in
    assert told_of(cast, person, monkeypatch) == (set(), set(TABLE))


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_the_case_finds_them(cast: Cast, part: Callable[[Cast], Person]) -> None:
    person, at = part(cast), clock.now()
    asked = (queries.responsible_staff, queries.professionals, queries.leaders, queries.leaders_with_access)
    assert any(person in find(cast.case, at) for find in asked)
    relation_start(child=cast.child, person=person, kind=RelationKind.CUSTODIAN, label="mor")
    assert not any(person in find(cast.case, at) for find in asked)


@pytest.mark.django_db(transaction=True)
def test_the_other_parents_words_and_the_notes_of_colleagues_do_not_come_home(cast: Cast, writes: Writes) -> None:
    """Charlie is at work the cover of the contact, and at home the father of the child."""
    relation_start(child=cast.child, person=cast.charlie, kind=RelationKind.CUSTODIAN, label="far")
    today = date(2027, 2, 1)
    absence_register(person=cast.lone, cover=cast.charlie, first_day=today, last_day=None, by=cast.lone)
    before = Delivery.objects.filter(person=cast.charlie).count()
    writes(thread_of(case=cast.case, guardian=cast.anja), cast.anja)
    heard = question_ask(case=cast.case, by=cast.anja, kind="heard")  # type: ignore[arg-type]
    note_write(case=cast.case, author=cast.lone, body="Kun for kolleger.")
    assert {one.owner for one in cast.case.questions.all()} == {cast.henrik} == {heard.owner}
    assert Delivery.objects.filter(person=cast.charlie).count() == before
    assert Delivery.objects.filter(person=cast.henrik, event__kind="note.written").exists()
