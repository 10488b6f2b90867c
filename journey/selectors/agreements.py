"""Agreements beyond one case's page: those that a planned change of contact has left with the one before."""

from django.db.models import OuterRef, QuerySet, Subquery

from journey.access.translated import MUNICIPALITY, NOW, Rows
from journey.models import Agreement, Case, ContactAssignment, Municipality
from journey.models.agreements import OwnerRole
from journey.rules import clock


def left_behind(municipality: Municipality) -> list[Case]:
    """Open cases in which something the contact agreed lies with somebody who is not the contact now (RQ-031)."""
    return _LEFT_BEHIND.all({MUNICIPALITY: municipality.pk, NOW: clock.now()})


def _left_behind() -> QuerySet[Case]:
    contact = ContactAssignment.objects.filter(case=OuterRef("case"), period__contains=NOW).values("person")
    held = Agreement.objects.filter(municipality=MUNICIPALITY, closed_at__isnull=True, owner_role=OwnerRole.CONTACT)
    behind = held.exclude(owner=Subquery(contact[:1]))
    return Case.objects.filter(pk__in=behind.values("case"), closed_at__isnull=True)


_LEFT_BEHIND: Rows[Case] = Rows(_left_behind)
