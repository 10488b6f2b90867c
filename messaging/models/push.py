"""A person's browsers that have asked to be told when there is news, and each call to one of them."""

import uuid

from django.db import models

from journey.rules import clock
from messaging.models.delivery import Attempt


class PushEnd(models.TextChoices):
    """Why a browser is told no longer."""

    TURNED_OFF = "turned_off"
    LOGGED_OUT = "logged_out"
    OTHER_PERSON = "other_person"
    """Somebody else uses the browser now: a shared tablet tells the one who logged in last, if anybody (T26)."""
    RENEWED = "renewed"
    NO_ACCESS = "no_access"
    """Follows no case and works nowhere any longer (T07, T21)."""
    GONE = "gone"
    """The browser's push service says that nobody is there."""
    REFUSED = "refused"
    """Its address is none that we may call."""


class PushSubscription(models.Model):
    """One browser. While it is on, we hold where to call and its keys; once it has ended, neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, blank=True)
    p256dh = models.CharField(max_length=100, blank=True)
    auth = models.CharField(max_length=50, blank=True)
    service = models.CharField(max_length=200)
    """Host of the push service: what the person can tell browsers apart by, and staff a failure."""
    browser = models.CharField(max_length=64, blank=True)
    """Keyed mark of the browser's cookie: how log-out finds it. Empty for an app, which ends it itself."""
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    """When the push service last took a notice."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=20, choices=PushEnd, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(ended_at__isnull=True), name="push_endpoint_once"
            ),
            models.CheckConstraint(
                condition=(models.Q(ended_at__isnull=True, ended_why="") & ~models.Q(endpoint=""))
                | (
                    models.Q(ended_at__isnull=False, endpoint="", p256dh="", auth="")
                    & models.Q(ended_why__in=PushEnd.values)
                ),
                name="push_ended_is_forgotten",
            ),
        )
        indexes = (
            models.Index(fields=["person"], condition=models.Q(ended_at__isnull=True), name="push_on"),
            models.Index(fields=["browser"], condition=models.Q(ended_at__isnull=True), name="push_by_browser"),
        )


def in_use() -> models.QuerySet[PushSubscription]:
    """Those that are told."""
    return PushSubscription.objects.filter(ended_at__isnull=True)


class PushCall(models.Model):
    """One call to one browser within an attempt, written before it (R1): who has it is not called again."""

    id = models.BigAutoField(primary_key=True)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="push_calls")
    subscription = models.ForeignKey(PushSubscription, on_delete=models.PROTECT, related_name="calls")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    error = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attempt", "subscription"], name="push_call_once"),)
