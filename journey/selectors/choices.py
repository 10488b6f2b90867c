"""What the forms of staff choose from, and the rows their page offers an action on."""

from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Q, QuerySet

from journey.access.gate import Access
from journey.access.queries import entitled_family, visible_meetings, visible_waits
from journey.access.questions import around
from journey.access.staff_side import children_to_open_for, custodians_known_to
from journey.models import Blueprint, CaseRole, Meeting, Municipality, NextWord, Person, Wait
from journey.models.blueprint import valid_blueprints
from journey.models.meetings import MeetingState
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.slips import TAKEN_BACK_WITHIN
from journey.selectors.people import with_work


def colleagues(municipality: Municipality) -> QuerySet[Person]:
    """Everybody who works in the municipality now, with ``work_title`` and ``work_unit``, by name."""
    working = Person.objects.filter(
        municipality=municipality, is_active=True, employments__period__contains=clock.now()
    )
    return with_work(Person.objects.filter(pk__in=working.values("pk"))).order_by("display_name")


def family(access: Access) -> QuerySet[Person]:
    """Those who are entitled to follow the case now, by first name."""
    return entitled_family(access.case, access.at).order_by("given_name")


def without_login(access: Access) -> QuerySet[Person]:
    """Those of the family whom no login is bound to: what is written here does not reach them (RQ-092, RQ-160)."""
    return family(access).filter(identities__isnull=True)


def left_since(access: Access) -> list[Person]:
    """Contact and deputy of the moment who work here no longer, the contact first (P1)."""
    now = access.case.contactassignments.select_related("person", "deputy").get(period__contains=access.at)
    here = set(colleagues(access.case.municipality).filter(pk__in=[now.person_id, now.deputy_id]))
    return [person for person in (now.person, now.deputy) if person not in here]


def contact_now(access: Access) -> Person:
    """The contact of the moment, whether here or not."""
    row = access.case.contactassignments.select_related("person").get(period__contains=access.at)
    return row.person


def near_ids(access: Access) -> frozenset[UUID]:
    """Ids of those around the child: the family, and staff with a part in the case."""
    found = around(access.case, access.at).values_list("pk", flat=True)
    return frozenset((*found, *family(access).values_list("pk", flat=True)))


def anyone(access: Access) -> QuerySet[Person]:
    """Whoever can have something to do in the case: the family and everybody at work here, by name."""
    here = colleagues(access.case.municipality)
    return with_work(Person.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=family(access)))).order_by(
        "display_name"
    )


def begun_meetings(access: Access) -> QuerySet[Meeting]:
    """Meetings at which something can have been agreed, the latest first."""
    begun = visible_meetings(access).filter(starts_at__lte=access.at).exclude(state=MeetingState.CANCELLED)
    return begun.order_by("-starts_at")


def open_waits(access: Access) -> QuerySet[Wait]:
    """Waits that go on, the oldest first; also those that belong to no step."""
    return visible_waits(access).filter(ended_at__isnull=True).select_related("holder", "step").order_by("since")


def held_roles(access: Access) -> QuerySet[CaseRole]:
    """The dated roles that are held in the case now."""
    held = access.case.caseroles.filter(period__contains=access.at)
    return held.select_related("person").order_by("label", "person__display_name")


def roles_to_take_back(access: Access) -> QuerySet[CaseRole]:
    """Roles that were given or ended so lately that it may have been a slip (services.roles)."""
    lately = access.at - TAKEN_BACK_WITHIN
    given, ended = Q(period__startswith__gte=lately, period__endswith__isnull=True), Q(period__endswith__gte=lately)
    rows = access.case.caseroles.filter(given | ended, period__isempty=False)
    return rows.select_related("person").order_by("label", "person__display_name")


def role_to_undo(access: Access, person: Person, role: str, *, ended: bool) -> CaseRole | None:
    """The last row of the role that has been given, or ended; else the last at all, so that one hears why not."""
    rows = access.case.caseroles.filter(person=person, role=role)
    fitting = rows.filter(period__isempty=False, period__endswith__isnull=not ended)
    newest = "-period__startswith" if fitting.exists() else "-recorded_at"
    return (fitting if fitting.exists() else rows).order_by(newest).first()


def promised(access: Access) -> QuerySet[NextWord]:
    """The promised date of each entitled person, the earliest first."""
    words = access.case.nextwords.filter(person__in=entitled_family(access.case, access.at))
    return words.select_related("person").order_by("promised_on", "person__given_name")


def latest_blueprints(municipality: Municipality) -> QuerySet[Blueprint]:
    """The newest version of each published template, of those from which a case may be opened today."""
    versions = valid_blueprints(clock.today()).filter(municipality=municipality)
    return Blueprint.objects.filter(
        pk__in=versions.order_by("code", "-recorded_at").distinct("code").values("pk")
    ).order_by("title")


def known_custodians(person: Person) -> QuerySet[Person]:
    """The parents of children the person follows as staff, with ``followed_children``: which of them are theirs."""
    theirs = Q(relations__child__in=children_to_open_for(person), relations__kind=RelationKind.CUSTODIAN)
    names = StringAgg("relations__child__given_name", ", ", distinct=True, filter=theirs)
    annotated: QuerySet[Person] = custodians_known_to(person).annotate(followed_children=names)
    return annotated
