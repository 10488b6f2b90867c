"""What the forms of staff choose from, and the rows their page offers an action on."""

from django.db.models import QuerySet

from journey.access.gate import Access
from journey.access.queries import entitled_family, visible_waits
from journey.models import Blueprint, CaseRole, Municipality, NextWord, Person, Wait
from journey.rules import clock
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


def open_waits(access: Access) -> QuerySet[Wait]:
    """Waits that go on, the oldest first; also those that belong to no step."""
    return visible_waits(access).filter(ended_at__isnull=True).select_related("holder", "step").order_by("since")


def held_roles(access: Access) -> QuerySet[CaseRole]:
    """The dated roles that are held in the case now."""
    held = access.case.caseroles.filter(period__contains=access.at)
    return held.select_related("person").order_by("label", "person__display_name")


def promised(access: Access) -> QuerySet[NextWord]:
    """The promised date of each entitled person, the earliest first."""
    words = access.case.nextwords.filter(person__in=entitled_family(access.case, access.at))
    return words.select_related("person").order_by("promised_on", "person__given_name")


def latest_blueprints(municipality: Municipality) -> QuerySet[Blueprint]:
    """The newest version of each published template."""
    versions = Blueprint.objects.filter(municipality=municipality)
    return Blueprint.objects.filter(
        pk__in=versions.order_by("code", "-recorded_at").distinct("code").values("pk")
    ).order_by("title")
