"""Decisions: what was asked, who decides, when; forwarded is not refused (RQ-054, RQ-056)."""

from django.db import models

from journey.models.base import CaseRow, Visibility

OUTCOMES = ("granted", "partly_granted", "refused", "forwarded", "returned", "postponed", "withdrawn")


class Decision(CaseRow):
    step = models.ForeignKey("journey.Step", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    asked = models.TextField()
    decider = models.ForeignKey(
        "journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions_to_make"
    )
    decider_role = models.CharField(max_length=100)
    body = models.CharField(max_length=200, blank=True)
    """The forum that decides, when it is one."""
    expected_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    means = models.TextField(blank=True)
    """What this means for the child: no outcome without it."""
    reasons = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(decider_role=""), name="decision_has_deciding_role"),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True)
                | (models.Q(outcome__in=OUTCOMES, decided_at__isnull=False) & ~models.Q(means="")),
                name="decision_outcome_is_explained",
            ),
        )
        indexes = (
            models.Index(fields=["case"], name="decision_by_case"),
            models.Index(
                fields=["expected_on"], condition=models.Q(decided_at__isnull=True), name="decision_pending_by_day"
            ),
        )
