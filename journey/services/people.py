"""Registering people, units and how they stand to each other.

Each ``…_write`` and ``relation_close`` is the act inside the transaction of a service that does more; the name beside
it is the same act as a service of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from journey.errors import Conflict
from journey.models import (
    Case,
    Child,
    Employment,
    ExternalIdentity,
    Municipality,
    Person,
    Relation,
    Unit,
)
from journey.models.people import RelationKind
from journey.rules import clock
from journey.services.events import record_event
from journey.services.next_word import word_given


@transaction.atomic(durable=True)
def unit_create(*, municipality: Municipality, slug: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    """A place in the organisation, below ``parent``."""
    unit = Unit(municipality=municipality, slug=slug, name=name, kind=kind, parent=parent)
    unit.lineage = [unit.pk, *(parent.lineage if parent else [])]
    unit.save(force_insert=True)
    return unit


def person_write(
    *,
    municipality: Municipality,
    display_name: str,
    given_name: str,
    language: str = "da",
    email: str = "",
    phone: str = "",
) -> Person:
    """A person who can be named. Registering gives no login and no right to anything."""
    person = Person(
        municipality=municipality,
        display_name=display_name,
        given_name=given_name,
        language=language,
        email=email,
        phone=phone,
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


person_register = transaction.atomic(durable=True)(person_write)


@transaction.atomic(durable=True)
def identity_bind(*, person: Person, issuer: str, subject: str) -> ExternalIdentity:
    """Let a login at an identity provider be this person."""
    return ExternalIdentity.objects.create(
        municipality_id=person.municipality_id, person=person, issuer=issuer, subject=subject
    )


def employment_write(
    *,
    person: Person,
    unit: Unit,
    title: str,
    is_leader: bool = False,
    answer_days: Sequence[int] = (0, 1, 2, 3, 4),
    answer_from: time = time(8),
    answer_to: time = time(15),
    start: datetime | None = None,
) -> Employment:
    """The person works in the unit from ``start`` (now when empty) and answers in the given hours."""
    return Employment.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        unit=unit,
        title=title,
        is_leader=is_leader,
        answer_days=list(answer_days),
        answer_from=answer_from,
        answer_to=answer_to,
        period=DateTimeTZRange(start or clock.now(), None),
    )


employment_start = transaction.atomic(durable=True)(employment_write)


def child_write(*, municipality: Municipality, given_name: str, born_on: date | None = None) -> Child:
    """The child alone: who may follow it is said by relations."""
    return Child.objects.create(municipality=municipality, given_name=given_name, born_on=born_on)


child_register = transaction.atomic(durable=True)(child_write)


def relation_write(
    *,
    child: Child,
    person: Person,
    kind: RelationKind,
    label: str = "",
    basis: str = "",
    start: datetime | None = None,
    by: Person | None = None,
) -> Relation:
    """How a person stands to a child, from ``start`` (now when empty). A new custodian is owed a next word at once."""
    now = clock.now()
    there = Relation.objects.filter(child=child, person=person, kind=kind, period__endswith__isnull=True)
    if there.exists():
        raise Conflict("already_related", _("Personen er allerede skrevet på barnet."), field="person")
    relation = Relation.objects.create(
        municipality_id=child.municipality_id,
        child=child,
        person=person,
        kind=kind,
        label=label,
        basis=basis,
        period=DateTimeTZRange(start or now, None),
    )
    if kind == RelationKind.CUSTODIAN:
        for case in Case.objects.filter(child=child, closed_at__isnull=True).select_related("municipality"):
            word_given(case=case, people=[person], at=now)
            record_event(kind="relation.started", case=case, actor=by, subject_id=relation.pk)
    return relation


relation_start = transaction.atomic(durable=True)(relation_write)


def relation_close(*, relation: Relation, by: Person | None = None) -> Relation:
    """End a relation now: access ends with it on every surface (T07)."""
    relation = Relation.objects.select_for_update(no_key=True).get(pk=relation.pk)
    relation.period = DateTimeTZRange(relation.period.lower, clock.now())
    relation.save(update_fields=["period"])
    for case in Case.objects.filter(child_id=relation.child_id, closed_at__isnull=True):
        record_event(kind="relation.ended", case=case, actor=by, subject_id=relation.pk)
    return relation


relation_end = transaction.atomic(durable=True)(relation_close)
