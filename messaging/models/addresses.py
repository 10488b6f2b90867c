"""What somebody was reached by before they changed it: told once, that it was changed (T46)."""

import uuid

from django.db import models

from journey.rules import clock
from messaging.models.delivery import DeliveryState


class OldAddress(models.Model):
    """One word to one old number or e-mail. Where it was is forgotten when the word has gone out or been given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="old_addresses")
    event = models.ForeignKey("journey.Event", on_delete=models.PROTECT, related_name="old_addresses")
    channel = models.CharField(max_length=12)
    """email or sms."""
    address = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    reason = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=40, blank=True)
    """Who was last asked to carry it: after an unknown outcome the same one is asked again, to whom it is the same."""
    due_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "channel"], name="old_address_once"),
            models.CheckConstraint(condition=models.Q(channel__in=["email", "sms"]), name="old_address_has_a_road"),
            models.CheckConstraint(
                condition=(models.Q(ended_at__isnull=True) & ~models.Q(address=""))
                | models.Q(ended_at__isnull=False, address=""),
                name="old_address_is_forgotten",
            ),
        )
        indexes = (models.Index(fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="old_address_due"),)
