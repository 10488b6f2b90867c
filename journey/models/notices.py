"""Who must know what, and who has been informed, how and when (P6). Being sent is not being informed."""

from django.db import models

from journey.models.base import CaseRow


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
        )
