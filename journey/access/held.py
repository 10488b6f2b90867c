"""What needs a named person in one case, and must not be left with one who goes (P2, RQ-026)."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.roles import pauses_on, staff_agreements
from journey.models import (
    Agreement,
    Case,
    CaseRole,
    CommunicationAgreement,
    Decision,
    Meeting,
    Participant,
    Person,
    Question,
    Step,
    Update,
    Wait,
)
from journey.models.agreements import OwnerRole
from journey.models.base import Visibility
from journey.models.meetings import MeetingState
from journey.models.updates import UpdateKind
from journey.rules import clock

ANNOUNCED_DAYS = 92
"""How long before it happens a change may have been told: long enough for one that is known before the summer."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that somebody has now, by kind; the contact and the deputy are not here but in ContactAssignment."""

    roles: QuerySet[CaseRole]
    steps: QuerySet[Step]
    waits: QuerySet[Wait]
    decisions: QuerySet[Decision]
    convened: QuerySet[Meeting]
    """Meetings to come, and held ones whose conclusion is still owed: the convener owes it."""
    questions: QuerySet[Question]
    """What families have asked and wait to hear from somebody else than the contact (P5)."""
    seats: QuerySet[Participant]
    """Places at meetings to come."""
    agreements: QuerySet[Agreement]
    """Agreements of staff to keep; what the contact agreed goes with the contact (RQ-031)."""
    pauses: QuerySet[CommunicationAgreement]
    """Pauses of the family that somebody was named to watch (RQ-099)."""

    def by(self, person: Person) -> "Held":
        """What this one person has."""
        return Held(
            roles=self.roles.filter(person=person),
            steps=self.steps.filter(owner=person),
            waits=self.waits.filter(holder=person),
            decisions=self.decisions.filter(decider=person),
            convened=self.convened.filter(organiser=person),
            questions=self.questions.filter(owner=person),
            seats=self.seats.filter(person=person),
            agreements=self.agreements.filter(owner=person),
            pauses=self.pauses.filter(watched_by=person),
        )

    def shown(self) -> "Held":
        """What of it the family can see, or could if they looked: the rest they must not hear of (L13, T11)."""
        seen = Q(visibility=Visibility.RELEASED)
        on_step = seen & (Q(step__isnull=True) | Q(step__visibility=Visibility.RELEASED))
        at_meeting = Q(meeting__isnull=True) | Q(meeting__visibility=Visibility.RELEASED)
        return replace(
            self,
            steps=self.steps.filter(seen),
            waits=self.waits.filter(on_step),
            decisions=self.decisions.filter(on_step),
            convened=self.convened.filter(seen),
            seats=self.seats.filter(at_meeting),
            agreements=self.agreements.filter(seen & at_meeting),
        )

    def is_empty(self) -> bool:
        own: tuple[QuerySet[Any], ...] = tuple(getattr(self, field.name) for field in fields(self))
        return not any(rows.exists() for rows in own)


def held(case: Case, at: datetime) -> Held:
    """What people have in the case at ``at``. Places of the family at meetings are not staff's to move."""
    contact = case.contactassignments.filter(period__contains=at)
    owed = Q(state=MeetingState.PLANNED) | Q(state=MeetingState.HELD, conclusion="")
    coming = case.participants.filter(meeting__state=MeetingState.PLANNED, is_family=False)
    return Held(
        roles=case.caseroles.filter(period__contains=at),
        steps=case.steps.filter(owner__isnull=False, state__in=["now", "planned"]),
        waits=case.waits.filter(ended_at__isnull=True),
        decisions=case.decisions.filter(decider__isnull=False, decided_at__isnull=True),
        convened=case.meetings.filter(owed),
        questions=case.questions.filter(closed_at__isnull=True).exclude(owner__in=contact.values("person")),
        seats=coming.filter(person__isnull=False, answer__in=["invited", "accepted"]),
        agreements=staff_agreements().filter(case=case, owner_role=OwnerRole.STAFF),
        pauses=pauses_on(clock.local(at).date()).filter(case=case, watched_by__isnull=False),
    )


def has_only_withheld(case: Case, person: Person, at: datetime) -> bool:
    """Whether the family can see nothing of what the person has here, and there is something."""
    mine = held(case, at).by(person)
    return not mine.is_empty() and mine.shown().is_empty()


def holders(case: Case, at: datetime) -> set[UUID]:
    """Whoever has anything in the case at ``at``."""
    mine = held(case, at)
    columns = (
        mine.roles.values_list("person", flat=True),
        mine.steps.values_list("owner", flat=True),
        mine.waits.values_list("holder", flat=True),
        mine.decisions.values_list("decider", flat=True),
        mine.convened.values_list("organiser", flat=True),
        mine.questions.values_list("owner", flat=True),
        mine.seats.values_list("person", flat=True),
        mine.agreements.values_list("owner", flat=True),
        mine.pauses.values_list("watched_by", flat=True),
    )
    return {person for column in columns for person in column if person is not None}


def announcements(case: Case, at: datetime) -> QuerySet[Update]:
    """Words on a change of people that the whole family has had, and that one at ``at`` may rest on; newest first."""
    recent = case.updates.filter(kind=UpdateKind.CONTACT_CHANGE, published_at__gte=at - timedelta(days=ANNOUNCED_DAYS))
    return recent.filter(only_for__isnull=True, visibility=Visibility.RELEASED).order_by("-published_at")
