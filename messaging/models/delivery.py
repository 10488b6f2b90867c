"""One row per event, person and channel, with an end state; and one row for each decision not to tell (N8)."""

import uuid

from django.db import models

from journey.rules import clock


class Channel(models.TextChoices):
    INAPP = "inapp"
    PUSH = "webpush"
    EMAIL = "email"
    SMS = "sms"
    DIGITAL_POST = "digitalpost"


class DeliveryState(models.TextChoices):
    PENDING = "pending"
    SENT = "sent"
    """Handed over: the provider has it."""
    DELIVERED = "delivered"
    """The provider says that it has arrived. That informs nobody yet (G6)."""
    RETRY = "retry"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SKIPPED = "skipped"


class FeedCounter(models.Model):
    """The last number given out in a person's feed; locked while the next is taken, so that the feed has no holes."""

    person = models.OneToOneField("journey.Person", primary_key=True, on_delete=models.PROTECT, related_name="+")
    last_seq = models.PositiveBigIntegerField(default=0)


class Delivery(models.Model):
    """The way of one event to one person by one channel. An in-app delivery is also a row of the person's feed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("journey.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("journey.Event", on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=Channel)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    reason = models.CharField(max_length=200, blank=True)
    """Why it was skipped or failed: a code, never content."""
    carrier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    """The delivery that went out for this one too: what happens to it happens to both."""
    asked = models.PositiveSmallIntegerField(default=0)
    """How often the provider has been asked what became of it, since the last call."""
    feed_seq = models.PositiveBigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "person", "channel"], name="delivery_once"),
            models.UniqueConstraint(fields=["person", "feed_seq"], name="delivery_feed_number_once"),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.INAPP, feed_seq__isnull=False)
                | (~models.Q(channel=Channel.INAPP) & models.Q(feed_seq__isnull=True)),
                name="delivery_inapp_is_numbered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "skipped"]) | ~models.Q(reason=""),
                name="delivery_not_sent_has_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["pending", "retry", "unknown"]), name="delivery_due"
            ),
        )


class Attempt(models.Model):
    """Written before the call to the outside, so that a crash leaves a trace (R1)."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    error = models.CharField(max_length=100, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    provider_ref = models.CharField(max_length=64, blank=True)
    """What the provider knows it by: made by us before the call, and keyed, so that it tells nothing."""

    class Meta:
        indexes = (models.Index(fields=["provider_ref"], name="attempt_by_reference"),)


class Receipt(models.Model):
    """What a provider has said of a delivery. The same thing said twice is one row (N7)."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="receipts")
    provider = models.CharField(max_length=40)
    provider_ref = models.CharField(max_length=64)
    status = models.CharField(max_length=10)
    error = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["provider", "provider_ref", "status"], name="receipt_once"),)


class Suppression(models.Model):
    """A decision not to tell someone, with its reason: nothing is dropped in silence (N8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("journey.Event", on_delete=models.PROTECT, related_name="suppressions")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, blank=True)
    """Empty: on no channel at all."""
    reason = models.CharField(max_length=100)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "person", "channel"], name="suppression_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="suppression_has_reason"),
        )
