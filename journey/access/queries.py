"""Visible querysets, and their inverse: who is entitled to know."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.gate import Access
from journey.access.roles import (
    RoleFlags,
    answered_by,
    at_work,
    custodies,
    engaged_in,
    family_of,
    pauses_on,
    staff_agreements,
    with_roles,
)
from journey.models import (
    Absence,
    Agreement,
    Case,
    CaseRole,
    ContactAssignment,
    Decision,
    Employment,
    Event,
    Meeting,
    Person,
    Relation,
    Step,
    Update,
    Wait,
)
from journey.models.base import Visibility
from journey.models.people import RelationKind
from journey.models.steps import StepState
from journey.rules import clock

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def followed_cases(person: Person) -> QuerySet[Case]:
    """The cases that the person follows as a custodian now, for the pages of families, which ask for nothing else."""
    children = custodies(person, clock.now()).values("child")
    return Case.objects.filter(municipality=person.municipality_id, child__in=children)


def family_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """The same cases with all roles that the person has in them."""
    return with_roles(person, clock.now()).filter(is_custodian=True)


def answered_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """Cases, closed ones too, in which the person answers the family now: contact, deputy or cover."""
    at = clock.now()
    return at_work(person, at).filter(pk__in=answered_by(person, at))


def contact_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """Open cases in which the person is the contact, the deputy or the cover now."""
    return answered_cases(person).filter(closed_at__isnull=True)


def professional_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """Open cases in which the person holds another role now."""
    at = clock.now()
    mine = at_work(person, at).filter(closed_at__isnull=True, pk__in=engaged_in(person, at))
    return mine.filter(is_contact=False, is_cover=False)


def led_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """Open cases of the units that the person leads."""
    return ever_led_cases(person).filter(closed_at__isnull=True)


def ever_led_cases(person: Person) -> "QuerySet[WithAnnotations[Case, RoleFlags]]":
    """The same with those that are closed: what a family asks after the end is still owed an answer (RQ-038)."""
    return at_work(person, clock.now()).filter(is_leader=True)


def visible_steps(access: Access) -> QuerySet[Step]:
    return access.case.steps.filter(_shown(access))


def asked_to_release(step_id: UUID) -> list[Person]:
    """Who asks that the family is shown a withheld step and has not taken it back: read from the record itself."""
    said = Event.objects.filter(subject_id=step_id, kind__in=["step.release_asked", "step.release_withdrawn"])
    last = said.filter(actor__isnull=False).order_by("actor", "-pk").distinct("actor").select_related("actor")
    return [one.actor for one in last if one.kind == "step.release_asked" and one.actor]


def released_current_steps(case_ids: Iterable[UUID]) -> QuerySet[Step]:
    """The steps going on in several cases, as everyone who follows a case may see them, in the order of the road."""
    going_on = Step.objects.filter(case__in=list(case_ids), state=StepState.NOW, visibility=Visibility.RELEASED)
    return going_on.order_by("position", "round")


def visible_waits(access: Access) -> QuerySet[Wait]:
    shown = access.case.waits.filter(_shown(access))
    return shown if access.sees_withheld else shown.filter(step__visibility=Visibility.RELEASED)


def visible_meetings(access: Access) -> QuerySet[Meeting]:
    """Meetings. A talk with one family member is nothing in the other's calendar (G5)."""
    shown = access.case.meetings.filter(_shown(access))
    if access.is_family:
        shown = shown.filter(Q(only_for__isnull=True) | Q(only_for=access.person))
    return shown


def visible_decisions(access: Access) -> QuerySet[Decision]:
    shown = access.case.decisions.filter(_shown(access))
    of_shown_step = Q(step__isnull=True) | Q(step__visibility=Visibility.RELEASED)
    return shown if access.sees_withheld else shown.filter(of_shown_step)


def visible_agreements(access: Access) -> QuerySet[Agreement]:
    """What was agreed; nothing of a meeting that the viewer may not know of."""
    shown = access.case.agreements.filter(_shown(access))
    released = Q(meeting__isnull=True) | Q(meeting__visibility=Visibility.RELEASED)
    return shown if access.sees_withheld else shown.filter(released)


def visible_updates(access: Access) -> QuerySet[Update]:
    """Published words. Family members see what is for all or for them; never what is for the other (G5)."""
    shown = access.case.updates.filter(_shown(access))
    if access.is_family:
        shown = shown.filter(Q(only_for__isnull=True) | Q(only_for=access.person))
    return shown


def _shown(access: Access) -> Q:
    return Q() if access.sees_withheld else Q(visibility=Visibility.RELEASED)


def entitled_family(case: Case, at: datetime) -> QuerySet[Person]:
    """Custodians with active access at ``at``: each a person of their own (RQ-109)."""
    return Person.objects.filter(pk__in=family_of(case, at))


def people_with_access(at: datetime) -> QuerySet[Person]:
    """Everybody whom the product has anything to show at ``at``: custodians of a child, and those who work here."""
    families = Relation.objects.filter(kind=RelationKind.CUSTODIAN, period__contains=at)
    staff = Employment.objects.filter(period__contains=at)
    who = Q(pk__in=families.values("person")) | Q(pk__in=staff.values("person"))
    return Person.objects.filter(who, is_active=True)


def _at_work(who: Q, case: Case, at: datetime) -> QuerySet[Person]:
    return Person.objects.filter(who, is_active=True).exclude(pk__in=family_of(case, at))


def responsible_staff(case: Case, at: datetime) -> QuerySet[Person]:
    """Who may answer the family at ``at``: the contact, the deputy, and the cover of an absent contact."""
    now = ContactAssignment.objects.filter(case=case, period__contains=at)
    day = clock.local(at).date()
    covers = Absence.objects.filter(person__in=now.values("person"), first_day__lte=day).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day)
    )
    who = Q(pk__in=now.values("person")) | Q(pk__in=now.values("deputy")) | Q(pk__in=covers.values("cover"))
    return _at_work(who, case, at)


def coming_change(case: Case, at: datetime) -> QuerySet[ContactAssignment]:
    """The last change of contact or deputy that has been announced and has not begun at ``at``: one row or none."""
    return case.contactassignments.filter(period__endswith__isnull=True, period__startswith__gt=at)


def professionals(case: Case, at: datetime) -> QuerySet[Person]:
    """Holders of other roles in the case at ``at``, and those with whom something of it lies now."""
    held = CaseRole.objects.filter(case=case, period__contains=at)
    steps = Step.objects.filter(case=case, state=StepState.NOW, owner__isnull=False)
    waits = Wait.objects.filter(case=case, ended_at__isnull=True)
    decisions = Decision.objects.filter(case=case, decided_at__isnull=True, decider__isnull=False)
    who = Q(pk__in=held.values("person"))
    who |= Q(pk__in=steps.values("owner")) | Q(pk__in=waits.values("holder")) | Q(pk__in=decisions.values("decider"))
    agreements, pauses = staff_agreements().filter(case=case), pauses_on(clock.local(at).date()).filter(case=case)
    who |= Q(pk__in=agreements.values("owner")) | Q(pk__in=pauses.values("watched_by"))
    return _at_work(who, case, at)


def leaders_with_access(case: Case, at: datetime) -> QuerySet[Person]:
    """Everybody who may open the case as a leader at ``at``: of its unit and of every unit above."""
    led = Employment.objects.filter(unit__in=case.unit.lineage, is_leader=True, period__contains=at)
    return _at_work(Q(pk__in=led.values("person")), case, at)


def leaders(case: Case, at: datetime) -> QuerySet[Person]:
    """Leaders of the case's own unit at ``at``."""
    led = Employment.objects.filter(unit=case.unit_id, is_leader=True, period__contains=at)
    return _at_work(Q(pk__in=led.values("person")), case, at)
