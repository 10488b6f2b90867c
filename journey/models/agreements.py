"""Agreements: who promised what by when, kept through every change of people (P7, RQ-031)."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from journey.models.base import APPEND_ONLY, CaseRow, Visibility


class Outcome(models.TextChoices):
    """What became of an agreement. Closing one always takes a text (RQ-031)."""

    DONE = "done"
    NOT_DONE = "not_done"
    CHANGED = "changed"
    """Something else was agreed instead."""


class OwnerRole(models.TextChoices):
    """What the owner is in the case. The role stays when the person goes."""

    CONTACT = "contact_person"
    STAFF = "staff"
    FAMILY = "family"
    """Somebody at home does it. Staff follow it up: nobody chases a parent (P7, G12)."""


class Agreement(CaseRow):
    """Something agreed with the family. Its date is moved only with a reason (DateMove), its owner never in silence."""

    text = models.TextField()
    owner = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="agreements_owned")
    owner_role = models.CharField(max_length=20, choices=OwnerRole)
    is_confirmed = models.BooleanField(default=True)
    """False: the owner took it over from somebody and has not yet told the family that it holds."""
    due_on = models.DateField()
    follow_up_on = models.DateField()
    """When staff look at it; before, on or after the day it is due."""
    meeting = models.ForeignKey(
        "journey.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    """The meeting at which it was made; None: outside any meeting."""
    made_on = models.DateField()
    made_by = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    """Who wrote it down."""
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="agreement_says_something"),
            models.CheckConstraint(condition=Q(owner_role__in=OwnerRole.values), name="agreement_owner_role_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on"), follow_up_on__gte=F("made_on")), name="agreement_due_after_made"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="", outcome_text="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, outcome__in=Outcome.values)
                    & ~Q(outcome_text="")
                ),
                name="agreement_closed_with_outcome",
            ),
        )
        indexes = (models.Index(fields=["due_on"], condition=Q(closed_at__isnull=True), name="agreement_open_by_day"),)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def holder_id(self) -> UUID | None:
        """Who of the staff has it; None where one of the family does it, which the contact follows up."""
        return None if self.owner_role == OwnerRole.FAMILY else self.owner_id


class AgreementHandover(CaseRow):
    """An agreement went from one person to another: its text and dates did not (RQ-008, RQ-031, G7)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="handovers")
    old = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(old=F("new")), name="agreement_handover_to_another"),)
        triggers = (APPEND_ONLY,)
