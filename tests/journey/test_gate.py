"""The gate: right people in, everybody else the same refusal, every look logged (G9, T13, T30, L48)."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from journey.access.found import BESIDE, found_case
from journey.access.gate import case_for
from journey.access.matrix import MATRIX, Action, Right, Role
from journey.access.queries import entitled_family, responsible_staff
from journey.access.roles import roles_on, with_roles
from journey.errors import NotYours
from journey.models import Person, ReadLog
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.contact import ChangeWords, absence_register, contact_change
from journey.services.people import relation_end
from tests.cast import Cast

HOLDERS: dict[str, frozenset[Role]] = {
    "anja": frozenset({Role.CUSTODIAN}),
    "jonas": frozenset({Role.CUSTODIAN}),
    "lone": frozenset({Role.CONTACT}),
    "henrik": frozenset({Role.COVER}),
    "pia": frozenset({Role.LEADER}),
    "torben": frozenset({Role.PROFESSIONAL}),
    "gitte": frozenset(),
    "charlie": frozenset(),
    "dina": frozenset(),
    "erik": frozenset(),
}
WORDS = ChangeWords(
    title="Henrik er jeres nye kontakt",
    happened="Henrik tager over fra Lone.",
    means="Viktor beholder alt, hvad der er aftalt.",
    not_means="I skal ikke fortælle det hele igen.",
    next_text="Henrik ringer til jer i denne uge.",
)


@pytest.mark.parametrize("who", list(HOLDERS))
def test_the_matrix_is_what_the_gate_does(cast: Cast, who: str) -> None:
    """Every person of the cast × every action × (no owner, own, someone else's): let in exactly where a row says so."""
    person: Person = getattr(cast, who)
    for action, (whose, owner) in product(Action, {"nobody": None, "own": person.pk, "others": uuid4()}.items()):
        rights = {MATRIX[action].get(role) for role in HOLDERS[who]}
        allowed = Right.YES in rights or (Right.OWN in rights and whose == "own")
        try:
            access = case_for(person, cast.case.pk, action, owner_id=owner)
        except NotYours:
            assert not allowed, f"{who} was refused {action} ({whose})"
        else:
            assert allowed, f"{who} was let in to {action} ({whose})"
            assert access.roles == HOLDERS[who]


def test_the_translated_statement_finds_what_the_rules_say_at_every_moment(cast: Cast) -> None:
    """Before anything began, on a day of absence with a cover, in the hour around its end, and after a lost custody."""
    now, day = clock.now(), clock.today()
    absence_register(person=cast.lone, cover=cast.charlie, first_day=day, last_day=day, by=cast.lone)
    relation_end(relation=cast.anjas_custody)
    late = now.replace(hour=22, minute=30)
    moments = [now - timedelta(days=400), now - timedelta(seconds=1), now, late, late + timedelta(hours=1)]
    people = [getattr(cast, who) for who in HOLDERS]
    for person, case_id, at in product(people, (cast.case.pk, cast.dinas_case.pk, uuid4()), moments):
        expected = with_roles(person, at).filter(pk=case_id).first()
        found = found_case(person, case_id, at)
        if expected is None:
            assert found is None
            continue
        assert found is not None
        case, roles = found
        assert roles == roles_on(expected), (person, at)
        for row, as_read in ((case, expected), *((getattr(case, name), getattr(expected, name)) for name in BESIDE)):
            assert {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} == {
                f.attname: getattr(as_read, f.attname) for f in as_read._meta.concrete_fields
            }


def test_every_action_has_a_row() -> None:
    assert set(MATRIX) == set(Action)
    assert all(MATRIX[action] for action in Action)


def test_unknown_and_foreign_leave_the_same_trace(cast: Cast) -> None:
    before = ReadLog.objects.count()
    for case_id in (cast.case.pk, uuid4()):
        with pytest.raises(NotYours):
            case_for(cast.charlie, case_id, Action.READ_CASE)
    rows = ReadLog.objects.order_by("-id")[:2]
    assert ReadLog.objects.count() == before + 2
    assert {(row.allowed, row.role, row.person_id) for row in rows} == {(False, "", cast.charlie.pk)}


def test_a_look_is_logged_with_the_role_that_allowed_it(cast: Cast) -> None:
    case_for(cast.anja, cast.case.pk, Action.READ_CASE)
    row = ReadLog.objects.latest("id")
    assert (row.person_id, row.case_ref, row.role, row.action, row.allowed) == (
        cast.anja.pk,
        cast.case.pk,
        "custodian",
        "case.read",
        True,
    )


def test_lost_custody_closes_the_door_at_once(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(hours=3))
    relation_end(relation=cast.anjas_custody)
    with pytest.raises(NotYours):
        case_for(cast.anja, cast.case.pk, Action.READ_CASE)
    assert set(entitled_family(cast.case, clock.now())) == {cast.jonas}


def test_an_inactive_person_is_a_stranger(cast: Cast) -> None:
    Person.objects.filter(pk=cast.lone.pk).update(is_active=False)
    cast.lone.refresh_from_db()
    with pytest.raises(NotYours):
        case_for(cast.lone, cast.case.pk, Action.READ_CASE)


def test_a_former_contact_keeps_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=WORDS)
    with pytest.raises(NotYours):
        case_for(cast.lone, cast.case.pk, Action.READ_CASE)
    assert case_for(cast.henrik, cast.case.pk, Action.READ_THREAD).roles == {Role.CONTACT}


def test_a_cover_reads_only_while_the_contact_is_away(cast: Cast, at_monday: SimulatedClock) -> None:
    today = clock.today()
    absence_register(
        person=cast.lone, cover=cast.gitte, first_day=today, last_day=today + timedelta(days=2), by=cast.pia
    )
    assert Role.COVER in case_for(cast.gitte, cast.case.pk, Action.READ_THREAD).roles
    assert cast.gitte in set(responsible_staff(cast.case, clock.now()))
    at_monday.advance(timedelta(days=3))
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_CASE)
