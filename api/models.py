"""What the API remembers by itself: which requests have been carried out, so that a retry is not a second one."""

from django.db import models

from journey.rules import clock


class IdempotentRequest(models.Model):
    """One POST of one person under an ``Idempotency-Key``. The answer holds ids and dates, never words (T26).

    ``status`` is empty from before the write until its answer is stored: a row that stays so belongs to a request whose
    process ended midway.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("journey.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    """SHA-256 of the body as read, so that the same key cannot stand for two different requests."""
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "key", "path"], name="request_once"),)
        indexes = (models.Index(fields=["person", "created_at"], name="request_by_age"),)

    def __str__(self) -> str:
        return str(self.pk)
