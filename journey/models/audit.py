"""Every look at a case: who, when, what for (L31, L48, N17)."""

from django.db import models

from journey.models.base import APPEND_ONLY


class ReadLog(models.Model):
    """Written by the gate, for given and refused looks alike. Append-only.

    ``case_ref`` is no foreign key on purpose: a look at a case that does not exist costs and leaves exactly what a
    refused look costs and leaves, so that the two cannot be told apart by time (T13).
    """

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    case_ref = models.UUIDField()
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    """The role that gave the right; empty when the look was refused."""
    action = models.CharField(max_length=40)
    allowed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case_ref", "at"], name="read_log_by_case"),)
        triggers = (APPEND_ONLY,)
