"""The rows of a case that a form may be about: found only through what the person may see."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from journey.access.gate import Access
from journey.access.queries import (
    entitled_family,
    visible_agreements,
    visible_decisions,
    visible_meetings,
    visible_steps,
    visible_waits,
)
from journey.errors import NotYours
from journey.models import Agreement, CaseRole, Decision, Meeting, Person, Step, Wait
from journey.selectors.choices import held_roles

Row = TypeVar("Row", bound=Model)


def found(rows: QuerySet[Row], wanted: UUID) -> Row:
    """The row, or NotYours: not there and not visible are the same."""
    row = rows.filter(pk=wanted).first()
    if row is None:
        raise NotYours
    return row


def step_of(access: Access, wanted: UUID) -> Step:
    return found(visible_steps(access), wanted)


def wait_of(access: Access, wanted: UUID) -> Wait:
    return found(visible_waits(access), wanted)


def meeting_of(access: Access, wanted: UUID) -> Meeting:
    return found(visible_meetings(access), wanted)


def decision_of(access: Access, wanted: UUID) -> Decision:
    return found(visible_decisions(access), wanted)


def agreement_of(access: Access, wanted: UUID) -> Agreement:
    return found(visible_agreements(access), wanted)


def role_of(access: Access, wanted: UUID) -> CaseRole:
    return found(held_roles(access), wanted)


def role_to_take_back_of(access: Access, wanted: UUID) -> CaseRole:
    """Any role of the case: one that can be undone no longer is told so (services.roles)."""
    return found(access.case.caseroles.select_related("person"), wanted)


def family_member_of(access: Access, wanted: UUID) -> Person:
    return found(entitled_family(access.case, access.at), wanted)
