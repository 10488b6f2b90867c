"""Roles computed from dated facts, at a moment, per case: never stored, never cached over a request."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from journey.access.matrix import Role
from journey.models import (
    Absence,
    Agreement,
    Case,
    CaseRole,
    CommunicationAgreement,
    ContactAssignment,
    Decision,
    Employment,
    Person,
    Relation,
    Step,
    Wait,
)
from journey.models.agreements import OwnerRole
from journey.models.people import RelationKind
from journey.models.steps import StepState
from journey.rules import clock

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class RoleFlags(TypedDict):
    """What ``with_roles`` adds to a case."""

    is_custodian: bool
    is_contact: bool
    is_cover: bool
    is_professional: bool
    is_leader: bool


HAS_A_PART = Q(is_contact=True) | Q(is_cover=True) | Q(is_professional=True) | Q(is_leader=True)
"""Of ``with_roles``: the person is somebody of staff in the case."""


def led_units(person: Person, at: datetime) -> list[UUID]:
    """The units the person leads at ``at``."""
    return list(_led(person, at).values_list("unit_id", flat=True))


def _led(person: Person, at: datetime) -> QuerySet[Employment]:
    return Employment.objects.filter(person=person, is_leader=True, period__contains=at)


def contacts_covered_by(person: Person, at: datetime) -> QuerySet[Absence]:
    """Absences in which ``person`` stands in on the local day of ``at``."""
    day = clock.local(at).date()
    return Absence.objects.filter(cover=person, first_day__lte=day).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day)
    )


def answered_by(person: Person, at: datetime) -> QuerySet[ContactAssignment, UUID]:
    """Ids of the cases in which the person answers the family at ``at``: contact, deputy or cover.

    It begins with the person and not with the cases. Two flags of ``with_roles`` joined by "or" would be looked at for
    every case of the municipality, on every page that staff open.
    """
    now = ContactAssignment.objects.filter(period__contains=at).values_list("case", flat=True)
    covered = contacts_covered_by(person, at).values("person")
    return now.filter(person=person).union(now.filter(deputy=person), now.filter(person__in=covered))


def custodies(person: Person, at: datetime) -> QuerySet[Relation]:
    """The relations by which the person has custody at ``at``."""
    return Relation.objects.filter(person=person, kind=RelationKind.CUSTODIAN, period__contains=at)


def family_of(case: Case, at: datetime) -> QuerySet[Relation, UUID]:
    """Ids of those who follow the case as custodians at ``at``: whatever they work as, they are no staff of it.

    Whoever is found by what they do at work is asked for here before they answer, have or hear of anything in the case.
    """
    custody = Relation.objects.filter(child=case.child_id, kind=RelationKind.CUSTODIAN, period__contains=at)
    return custody.values_list("person", flat=True)


def engaged_in(person: Person, at: datetime) -> "QuerySet[Any, UUID]":
    """Ids of the cases in which the person holds another role or something of it lies with the person at ``at``."""
    first, *others = (part.values_list("case", flat=True) for part in _engagements(person, at))
    return first.union(*others)


def _engagements(person: Person, at: datetime) -> "tuple[QuerySet[Any], ...]":
    """The rows that make someone a professional in their case: of several kinds (so Any), each with a ``case``."""
    return (
        CaseRole.objects.filter(person=person, period__contains=at),
        Step.objects.filter(owner=person, state=StepState.NOW),
        Wait.objects.filter(holder=person, ended_at__isnull=True),
        Decision.objects.filter(decider=person, decided_at__isnull=True),
        staff_agreements().filter(owner=person),
        pauses_on(clock.local(at).date()).filter(watched_by=person),
    )


def staff_agreements() -> QuerySet[Agreement]:
    """Open agreements that staff keep; what a parent does makes nobody a professional."""
    return Agreement.objects.filter(closed_at__isnull=True).exclude(owner_role=OwnerRole.FAMILY)


def pauses_on(day: date) -> QuerySet[CommunicationAgreement]:
    """The pauses that go on: of each person's latest agreement in each case, those that are not over (RQ-099)."""
    later = CommunicationAgreement.objects.filter(
        case=OuterRef("case"), person=OuterRef("person"), valid_from__gt=OuterRef("valid_from")
    )
    return CommunicationAgreement.objects.filter(~Exists(later), paused_until__gt=day)


def with_roles(person: Person, at: datetime) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """Cases of the person's municipality, each with one boolean ``is_<role>`` per role of this person at ``at``.

    Translated once for the gate (journey.access.found): it may use the ids of the person and ``at``, and nothing else.
    """
    contact_now = ContactAssignment.objects.filter(case=OuterRef("pk"), period__contains=at)
    covered = contacts_covered_by(person, at).values("person")
    led = ArraySubquery(_led(person, at).values("unit_id"))
    return Case.objects.filter(municipality=person.municipality_id).annotate(
        is_custodian=Exists(custodies(person, at).filter(child=OuterRef("child"))),
        is_contact=Exists(contact_now.filter(person=person)),
        is_cover=Exists(contact_now.filter(Q(deputy=person) | Q(person__in=covered))),
        is_professional=reduce(or_, (Exists(part.filter(case=OuterRef("pk"))) for part in _engagements(person, at))),
        is_leader=Exists(Case.objects.filter(pk=OuterRef("pk"), unit__lineage__overlap=led)),
    )


def at_work(person: Person, at: datetime) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """The same without cases that the person follows as a custodian: what is theirs at home is no work of theirs."""
    return with_roles(person, at).filter(is_custodian=False)


def roles_on(case: Case) -> frozenset[Role]:
    """The roles that ``with_roles`` found for a case."""
    return roles_flagged({f"is_{role}": getattr(case, f"is_{role}") for role in Role})


def roles_flagged(row: Mapping[str, object]) -> frozenset[Role]:
    """The roles whose flag is set in a row of ``with_roles``.

    Whoever is a custodian in it is nothing else in it: no colleague's note, no thread of the other parent and no
    withheld row comes to a family by way of its own work.
    """
    roles = frozenset(role for role in Role if row[f"is_{role}"])
    return frozenset({Role.CUSTODIAN}) if Role.CUSTODIAN in roles else roles
