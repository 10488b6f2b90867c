"""Who must know what, and who has been informed, how and when (P6). Being sent is not being informed.

Critical news climbs a ladder until it has been proven to arrive or a named person signs it off with a reason (N7).
"""

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow


class Notice(CaseRow):
    """One piece of news that people must learn of, made from one event."""

    event = models.OneToOneField("journey.Event", on_delete=models.PROTECT, related_name="notice")
    kind = models.CharField(max_length=40)
    is_critical = models.BooleanField(default=False)


class Recipient(CaseRow):
    """One person who must know. ``informed_at`` is set by proof (opened, a logged talk), never by sending."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="notices")
    is_family = models.BooleanField(default=False)
    """Told as a family member: whether it was proven to have arrived is a promise (P6)."""
    informed_at = models.DateTimeField(null=True, blank=True)
    informed_how = models.CharField(max_length=20, blank=True)
    next_rung_at = models.DateTimeField(null=True, blank=True)
    """When the ladder looks again. None: it has nothing more to do, or the news is not critical."""
    unreachable_since = models.DateTimeField(null=True, blank=True)
    """No machine's road reaches the person: somebody has to call."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["notice", "person"], name="recipient_once"),
            models.CheckConstraint(
                condition=models.Q(informed_at__isnull=True, informed_how="")
                | (models.Q(informed_at__isnull=False) & ~models.Q(informed_how="")),
                name="recipient_informed_by_something",
            ),
        )
        indexes = (
            models.Index(
                fields=["person", "case"],
                condition=models.Q(informed_at__isnull=True),
                name="recipient_uninformed",
            ),
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(is_family=True, informed_at__isnull=True),
                name="recipient_to_be_proven",
            ),
            models.Index(
                fields=["next_rung_at"],
                condition=models.Q(next_rung_at__isnull=False),
                name="recipient_climbs",
            ),
            models.Index(
                fields=["case"],
                condition=models.Q(unreachable_since__isnull=False, informed_at__isnull=True),
                name="recipient_unreachable",
            ),
        )


class NoticeTaskKind(models.TextChoices):
    CALL = "call"
    LETTER = "letter"


class TaskOutcome(models.TextChoices):
    REACHED = "reached"
    """The person was told by phone."""
    NOT_REACHED = "not_reached"
    SENT = "sent"
    """The letter is on its way, which informs nobody yet (G6)."""


class NoticeTask(CaseRow):
    """The rungs that a person walks: call, and then write a letter. On the desk of whoever answers the family."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=NoticeTaskKind)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=TaskOutcome, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recipient", "kind"], name="notice_task_once"),
            models.CheckConstraint(condition=models.Q(kind__in=NoticeTaskKind.values), name="notice_task_kind_known"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | models.Q(done_at__isnull=False, done_by__isnull=False, outcome__in=TaskOutcome.values),
                name="notice_task_done_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["case"], condition=models.Q(done_at__isnull=True), name="notice_task_open"),)


class SignOff(CaseRow):
    """The stop rule: a named person says why nobody tries any longer. Written once; proof may still come later."""

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="sign_off")
    by = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(reason=""), name="sign_off_has_reason"),)
        triggers = (APPEND_ONLY,)
