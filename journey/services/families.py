"""The family of a case as staff writes it down: a new child with its custodians, and custody that begins or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Blueprint, Case, Child, Note, Person, Relation, Unit
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.ages import is_of_age
from journey.services.cases import case_write
from journey.services.new_people import NewPerson, new_person_write
from journey.services.open_case import lock_open
from journey.services.own_child import refuse_at_work
from journey.services.people import child_write, relation_close, relation_write
from journey.services.words import check_dates, check_reason, check_text

MOST_CUSTODIANS = 4
CUSTODY_ENDED = "Forældremyndighed slut for {name}. Grundlag: {basis}"
"""A note of staff's own: in Danish whatever language the author works in."""


@dataclass(frozen=True, slots=True)
class Custodian:
    """Somebody with custody: a person who is known here already, or one to register."""

    label: str
    """What the child calls the person: "mor", "far", another word."""
    who: Person | NewPerson


@transaction.atomic(durable=True)
def family_register(
    *,
    unit: Unit,
    child_name: str,
    born_on: date,
    custodians: Sequence[Custodian],
    basis: str,
    blueprint: Blueprint,
    contact: Person,
    deputy: Person,
    by: Person,
    title: str = "",
    rhythm_days: int | None = None,
) -> Case:
    """Register a child with its custodians and open the first case: all of it or nothing.

    ``basis`` is how the municipality knows who has custody: nobody follows a child on a guess (L40). ``rhythm_days``
    is agreed with every custodian; without it the municipality's own holds.
    """
    if not 1 <= len(custodians) <= MOST_CUSTODIANS:
        sentence = _("Skriv mindst én og højst fire med forældremyndighed.")
        raise DomainError("custodians_missing", sentence, field="custodians")
    known = [one.who for one in custodians if isinstance(one.who, Person)]
    if len(set(known)) < len(known):
        raise DomainError("custodian_twice", _("Den samme person står to gange."), field="custodians")
    child = child_write(
        municipality=unit.municipality,
        given_name=check_text(child_name, field="child_name", missing=_("Skriv barnets fornavn."), limit=100),
        born_on=_birthday(born_on),
    )
    people = [_follow(child, one, basis, by).person for one in custodians]
    return case_write(
        child=child,
        unit=unit,
        blueprint=blueprint,
        contact=contact,
        deputy=deputy,
        opened_by=by,
        title=check_text(title, field="title", missing="", required=False, limit=200),
        rhythm_days={} if rhythm_days is None else dict.fromkeys(people, rhythm_days),
    )


@transaction.atomic(durable=True)
def custody_start(*, case: Case, custodian: Custodian, basis: str, by: Person) -> Relation:
    """One more has custody from now: follows every case of the child, and is owed a next word in each open one.

    The person reads what has happened before, too. A second pair of eyes on that (T08) is not built yet.
    What the person has in open cases of the child, as contact, deputy or otherwise, goes to another first. Standing in
    for an absent contact passes to the next by itself, and so does what somebody leads.
    """
    others = Case.objects.filter(child=case.child_id, closed_at__isnull=True).order_by("pk")
    list(others.select_for_update(no_key=True))
    case = lock_open(case)
    if isinstance(custodian.who, Person):
        refuse_at_work(case, custodian.who, by=by)
    return _follow(case.child, custodian, basis, by)


@transaction.atomic(durable=True)
def custody_end(*, case: Case, person: Person, basis: str, by: Person) -> Relation:
    """Somebody has custody no longer: access ends at once, in every case of the child (T07).

    The basis is kept as staff's own note. The last one who follows an open case is refused: somebody must be told what
    happens, so the next custodian comes first, or the case is closed. What the registers say is a fact and passes
    (relation_end).
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    now = clock.now()
    basis = _basis(basis)
    relation = Relation.objects.filter(
        child=case.child_id, person=person, kind=RelationKind.CUSTODIAN, period__contains=now
    ).first()
    if relation is None:
        raise Conflict("custody_over", _("Personen har ikke længere forældremyndigheden."), field="person")
    if case.is_open and not entitled_family(case, now).exclude(pk=person.pk).exists():
        sentence = _("%(name)s er den eneste, der følger forløbet. Tilføj den næste først, eller afslut forløbet.")
        raise Conflict("last_custodian", sentence % {"name": person}, field="person")
    Note.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        author=by,
        body=CUSTODY_ENDED.format(name=person, basis=basis),
        written_at=now,
    )
    return relation_close(relation=relation, by=by)


def _follow(child: Child, custodian: Custodian, basis: str, by: Person) -> Relation:
    """Custody with what it rests on, of a person who is registered first when not known here."""
    who = custodian.who
    return relation_write(
        child=child,
        person=who if isinstance(who, Person) else new_person_write(who, child.municipality),
        kind=RelationKind.CUSTODIAN,
        label=check_text(custodian.label, field="label", missing=_("Skriv, hvad barnet kalder personen."), limit=50),
        basis=_basis(basis),
        by=by,
    )


def _basis(value: str) -> str:
    missing = _("Skriv, hvor I ved det fra. For eksempel et register, en dom eller et møde med en dato.")
    return check_reason(value, field="basis", missing=missing, limit=200)


def _birthday(value: date) -> date:
    today = clock.today()
    check_dates(born_on=value)
    if value > today or is_of_age(value, today):
        sentence = _("Fødselsdagen kan ikke passe. Barnet skal være født og under 18 år.")
        raise DomainError("birth_date_impossible", sentence, field="born_on")
    return value
