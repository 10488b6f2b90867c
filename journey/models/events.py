"""The outbox: facts in the past tense, ids only, written in the transaction that made them true."""

from django.db import models

from journey.models.base import APPEND_ONLY
from journey.rules import clock


class Event(models.Model):
    """A fact. Append-only; holds ids and never text, so that no queue or log can leak content (T26)."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("journey.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    """The row the event is about: the update, message, step ..."""
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    subject_row: models.Model | None = None
    """The row itself, where whoever recorded the fact has just written it."""

    class Meta:
        indexes = (
            models.Index(fields=["case", "id"], name="event_by_case"),
            models.Index(fields=["occurred_at"], name="event_by_time"),
        )
        triggers = (APPEND_ONLY,)


class OutboxItem(models.Model):
    """The relay's own bookkeeping beside the event, which itself never changes."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="outbox")
    relayed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    """Exception class only: an error text may hold content."""

    class Meta:
        indexes = (models.Index(fields=["event"], condition=models.Q(relayed_at__isnull=True), name="outbox_pending"),)
