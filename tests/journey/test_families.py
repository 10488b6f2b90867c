"""A family is written down whole or not at all; custody that ends takes every access with it (L40, T07)."""

from datetime import date, timedelta
from typing import Any

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.access.queries import entitled_family
from journey.access.staff_side import custodians_known_to
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Case, Child, Employment, Event, ExternalIdentity, Note, Person, Relation, Unit
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.desk import promise_lines
from journey.services.cases import case_close, case_open
from journey.services.colleagues import colleague_employ
from journey.services.families import Custodian, custody_end, custody_start, family_register
from journey.services.new_people import NewPerson
from journey.services.people import identity_bind
from tests.cast import Cast

SOFIE = Custodian("mor", NewPerson("Sofie Anne Ravn", "sofie@familie.example", "+45 12 34 56 78", "en"))
BO = Custodian("far", NewPerson("Bo Ravn"))
BASIS = "CPR-udtræk set mandag 1. februar."


def register(cast: Cast, **other: Any) -> Case:
    given = {
        "unit": cast.school,
        "child_name": "Vega",
        "born_on": date(2018, 6, 1),
        "custodians": (SOFIE, BO),
        "basis": BASIS,
        "blueprint": cast.blueprint,
        "contact": cast.lone,
        "deputy": cast.henrik,
        "by": cast.lone,
        **other,
    }
    return family_register(**given)


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Child, Person, Relation, Case, Event, Employment, Note))


def test_child_custodians_and_case_come_in_one_act(cast: Cast) -> None:
    case = register(cast, rhythm_days=9, title="Hjælp i skolen")
    assert (case.child.given_name, case.child.born_on, case.title) == ("Vega", date(2018, 6, 1), "Hjælp i skolen")
    people = {one.display_name: one for one in entitled_family(case, clock.now())}
    sofie = people["Sofie Anne Ravn"]
    assert (sofie.given_name, sofie.email, sofie.phone, sofie.language) == (
        "Sofie",
        "sofie@familie.example",
        "+45 12 34 56 78",
        "en",
    )
    rights = Relation.objects.filter(child=case.child).order_by("label")
    assert [(one.label, one.kind, one.basis) for one in rights] == [
        ("far", "custodian", BASIS),
        ("mor", "custodian", BASIS),
    ]
    assert {word.due_on for word in case.nextwords.all()} == {clock.today() + timedelta(days=9)}
    assert case.steps.exists()
    assert Event.objects.get(case=case).kind == "case.opened"


def test_registering_gives_nobody_a_login_and_the_staff_side_says_so(cast: Cast) -> None:
    case = register(cast)
    assert not ExternalIdentity.objects.exists()
    assert not any(person.has_usable_password() for person in entitled_family(case, clock.now()))
    identity_bind(person=Person.objects.get(display_name="Bo Ravn"), issuer="mitid", subject="b-1")
    assert {one.first_name: one.has_login for one in promise_lines([case])[case.pk]} == {"Bo": True, "Sofie": False}


def test_a_sibling_gets_the_same_mother(cast: Cast) -> None:
    case = register(cast, custodians=(Custodian("mor", cast.anja), BO))
    assert cast.anja in entitled_family(case, clock.now())
    assert Person.objects.filter(display_name=cast.anja.display_name).count() == 1


def test_the_same_address_makes_no_match_with_somebody_known(cast: Cast) -> None:
    """An address identifies nobody, and an answer that depended on it would tell who is known here (T32)."""
    case = register(cast, custodians=(Custodian("mor", NewPerson("Dina Aslan", cast.dina.email)),))
    assert cast.dina not in entitled_family(case, clock.now())


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"custodians": ()}, "custodians_missing"),
        ({"custodians": (BO,) * 5}, "custodians_missing"),
        ({"child_name": " "}, "text_missing"),
        ({"born_on": date(2027, 2, 2)}, "birth_date_impossible"),
        ({"born_on": date(2009, 2, 1)}, "birth_date_impossible"),
        ({"basis": ""}, "text_missing"),
        ({"custodians": (SOFIE, Custodian("", NewPerson("Bo Ravn")))}, "text_missing"),
        ({"custodians": (SOFIE, Custodian("far", NewPerson(" ")))}, "text_missing"),
        ({"custodians": (SOFIE, Custodian("far", NewPerson("Bo", "ikke en adresse")))}, "email_invalid"),
        ({"custodians": (SOFIE, Custodian("far", NewPerson("Bo", phone="ring til mig")))}, "phone_invalid"),
        ({"custodians": (SOFIE, Custodian("far", NewPerson("Bo", language="xx")))}, "language_unknown"),
        ({"rhythm_days": 99}, "rhythm_out_of_range"),
        ({"rhythm_days": 0}, "rhythm_out_of_range"),
    ],
)
def test_what_is_wrong_leaves_nothing_behind(cast: Cast, other: dict[str, Any], code: str) -> None:
    before = everything()
    with pytest.raises(DomainError) as refused:
        register(cast, **other)
    assert refused.value.code == code
    assert everything() == before


def test_nobody_is_on_both_sides_or_there_twice(cast: Cast) -> None:
    before, anja = everything(), Custodian("mor", cast.anja)
    for other, code in (
        ({"custodians": (anja, anja)}, "custodian_twice"),
        ({"custodians": (Custodian("mor", cast.lone),)}, "follows_as_family"),
        ({"custodians": (Custodian("mor", cast.henrik),)}, "follows_as_family"),
        ({"deputy": cast.lone}, "deputy_is_contact"),
    ):
        with pytest.raises(DomainError, match=code):
            register(cast, **other)
    assert everything() == before


def test_the_day_before_eighteen_is_early_enough(cast: Cast) -> None:
    assert register(cast, born_on=date(2009, 2, 2)).is_open


def test_only_the_parents_one_follows_can_be_chosen(cast: Cast) -> None:
    assert set(custodians_known_to(cast.lone)) == set(custodians_known_to(cast.pia)) == {cast.anja, cast.jonas}
    assert set(custodians_known_to(cast.charlie)) == {cast.dina}
    assert not custodians_known_to(cast.erik).exists()
    assert not custodians_known_to(cast.anja).exists()


# --- Custody that begins and ends


def test_one_more_with_custody_is_owed_a_word_at_once(cast: Cast) -> None:
    relation = custody_start(case=cast.case, custodian=SOFIE, basis=BASIS, by=cast.pia)
    sofie = relation.person
    assert case_for(sofie, cast.case.pk, Action.READ_CASE).is_family
    assert cast.case.nextwords.filter(person=sofie).exists()
    event = Event.objects.get(kind="relation.started", subject_id=relation.pk)
    assert (event.case, event.actor) == (cast.case, cast.pia)


def test_custody_is_written_down_once_and_never_for_who_works_in_the_case(cast: Cast) -> None:
    with pytest.raises(Conflict, match="already_related"):
        custody_start(case=cast.case, custodian=Custodian("mor", cast.anja), basis=BASIS, by=cast.pia)
    with pytest.raises(DomainError, match="follows_as_family"):
        custody_start(case=cast.case, custodian=Custodian("mor", cast.henrik), basis=BASIS, by=cast.pia)
    case_close(case=cast.case, by=cast.lone, text="Det går godt nu.")
    with pytest.raises(Conflict, match="case_closed"):
        custody_start(case=cast.case, custodian=SOFIE, basis=BASIS, by=cast.pia)


def test_custody_that_ends_takes_access_to_every_case_with_it(cast: Cast, at_monday: SimulatedClock) -> None:
    other = case_open(
        child=cast.child,
        unit=Unit.objects.get(slug="ppr"),
        blueprint=cast.blueprint,
        contact=cast.torben,
        deputy=cast.gitte,
        opened_by=cast.torben,
    )
    at_monday.advance(timedelta(days=1))
    custody_end(case=cast.case, person=cast.jonas, basis="Dom af 2. februar.", by=cast.pia)
    for case in (cast.case, other):
        with pytest.raises(NotYours):
            case_for(cast.jonas, case.pk, Action.READ_CASE)
        assert set(entitled_family(case, clock.now())) == {cast.anja}
        assert Event.objects.filter(case=case, kind="relation.ended", actor=cast.pia).count() == 1
    note = Note.objects.get()
    assert (note.case, note.author) == (cast.case, cast.pia)
    assert note.body == "Forældremyndighed slut for Jonas Lund. Grundlag: Dom af 2. februar."
    right = Relation.objects.get(person=cast.jonas, kind=RelationKind.CUSTODIAN)
    assert right.period.upper == clock.now()
    with pytest.raises(Conflict, match="custody_over"):
        custody_end(case=cast.case, person=cast.jonas, basis=BASIS, by=cast.pia)


def test_an_open_case_is_never_left_without_anybody_to_tell(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    custody_end(case=cast.case, person=cast.jonas, basis=BASIS, by=cast.pia)
    with pytest.raises(Conflict, match="last_custodian"):
        custody_end(case=cast.case, person=cast.anja, basis=BASIS, by=cast.pia)
    case_close(case=cast.case, by=cast.lone, text="Det går godt nu.")
    custody_end(case=cast.case, person=cast.anja, basis=BASIS, by=cast.pia)
    with pytest.raises(NotYours):
        case_for(cast.anja, cast.case.pk, Action.READ_CASE)


def test_no_reason_no_end(cast: Cast) -> None:
    with pytest.raises(DomainError, match="text_missing"):
        custody_end(case=cast.case, person=cast.jonas, basis=" ", by=cast.pia)
    assert cast.jonas in entitled_family(cast.case, clock.now())


# --- A new colleague


def test_a_colleague_is_registered_and_employed_in_one_act(cast: Cast) -> None:
    work = colleague_employ(
        unit=cast.school, who=NewPerson("Emil Dam", "emil@kommune.example"), title="lærer", by=cast.pia
    )
    assert (work.person.display_name, work.person.is_staff_member, work.is_leader) == ("Emil Dam", True, False)
    event = Event.objects.get(kind="employment.started")
    assert (event.case, event.actor, event.subject_id) == (None, cast.pia, work.pk)
    assert event.municipality == cast.municipality


def test_a_colleague_from_elsewhere_works_here_too_and_once(cast: Cast) -> None:
    colleague_employ(unit=cast.school, who=cast.torben, title="psykolog", by=cast.pia)
    assert cast.torben.employments.count() == 2
    with pytest.raises(Conflict, match="already_employed"):
        colleague_employ(unit=cast.school, who=cast.torben, title="psykolog", by=cast.pia)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"title": ""}, "text_missing"),
        ({"answer_days": ()}, "answer_days_missing"),
        ({"answer_days": (7,)}, "answer_days_missing"),
        ({"answer_from": clock.midnight(date(2027, 2, 1)).time().replace(hour=16)}, "hours_reversed"),
        ({"who": NewPerson("")}, "text_missing"),
    ],
)
def test_a_wrong_colleague_leaves_nothing_behind(cast: Cast, other: dict[str, Any], code: str) -> None:
    before = everything()
    given = {"unit": cast.school, "who": NewPerson("Emil Dam"), "title": "lærer", "by": cast.pia, **other}
    with pytest.raises(DomainError, match=code):
        colleague_employ(**given)
    assert everything() == before
