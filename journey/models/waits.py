"""Waits as objects: what for, on whose desk, what ends it, what happens meanwhile (P2, RQ-002)."""

from django.db import models

from journey.models.base import CaseRow, Visibility
from journey.models.steps import DateKind


class Wait(CaseRow):
    """Something the case waits for. Its clock never pauses and is never reset by a change of people (RQ-008)."""

    step = models.ForeignKey("journey.Step", on_delete=models.PROTECT, related_name="waits")
    awaited = models.CharField(max_length=300)
    holder = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="held_waits")
    why = models.TextField()
    ends_when = models.TextField()
    meanwhile = models.TextField(blank=True)
    family_can = models.TextField(blank=True)
    since = models.DateField()
    review_on = models.DateField()
    expected_from = models.DateField(null=True, blank=True)
    expected_to = models.DateField(null=True, blank=True)
    expected_kind = models.CharField(max_length=10, choices=DateKind, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(awaited="") & ~models.Q(why="") & ~models.Q(ends_when=""),
                name="wait_is_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(ended_how=""),
                name="wait_end_is_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(expected_to__isnull=True, expected_kind="")
                | models.Q(expected_to__isnull=False, expected_kind__in=DateKind.values),
                name="wait_date_has_a_kind",
            ),
            models.UniqueConstraint(
                fields=["step"], condition=models.Q(ended_at__isnull=True), name="wait_one_open_per_step"
            ),
        )
        indexes = (
            models.Index(fields=["case"], condition=models.Q(ended_at__isnull=True), name="wait_open_by_case"),
            models.Index(fields=["review_on"], condition=models.Q(ended_at__isnull=True), name="wait_open_by_review"),
        )
