"""Meetings: listed with people, purpose and what can be decided; a cancelled one stays (RQ-068, RQ-075, RQ-077)."""

from django.db import models

from journey.models.base import CaseRow, Visibility


class MeetingState(models.TextChoices):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Meeting(CaseRow):
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    can_decide = models.TextField(blank=True)
    is_not = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    organiser = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    without_family = models.BooleanField(default=False)
    only_for = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """A talk with one family member, which is nothing in the other's calendar (G5); None: for everyone entitled."""
    question = models.TextField(blank=True)
    """What professionals meet about when the family is not there: listed, the talk itself is not."""
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    cancelled_by = models.CharField(max_length=20, blank=True)
    """municipality or family; counted apart, never together."""
    cancel_reason = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    conclusion_due_on = models.DateField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(without_family=False) | ~models.Q(question=""),
                name="meeting_alone_has_question",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=MeetingState.CANCELLED) & models.Q(cancelled_by__in=["municipality", "family"])
                )
                | (~models.Q(state=MeetingState.CANCELLED) & models.Q(cancelled_by="")),
                name="meeting_cancelled_by_someone",
            ),
        )
        indexes = (
            models.Index(fields=["case", "starts_at"], name="meeting_by_case"),
            models.Index(
                fields=["starts_at"], condition=models.Q(state=MeetingState.PLANNED), name="meeting_planned_by_day"
            ),
            models.Index(
                fields=["conclusion_due_on"],
                condition=models.Q(state=MeetingState.HELD, conclusion=""),
                name="meeting_to_conclude_by_day",
            ),
        )


class Participant(CaseRow):
    """Someone at a meeting, by name and role: "ill" never looks like "never invited" (RQ-076)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    why = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=12, default="invited")
    is_family = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "person"], name="participant_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["invited", "accepted", "declined", "not_invited"]),
                name="participant_answer_known",
            ),
        )
