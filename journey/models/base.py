"""What every row has: a random id, its municipality, and when we knew it."""

import uuid

import pgtrigger
from django.db import models

from journey.rules import clock

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
"""History is written once: nothing published, moved or logged is changed afterwards (G7)."""


class Tenant(models.Model):
    """A row of one municipality. Ids are random, so that no gap in numbering tells of a hidden row (T11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey("journey.Municipality", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class CaseRow(Tenant):
    """A row of one case. The database refuses a row whose case belongs to another municipality."""

    case = models.ForeignKey("journey.Case", on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Visibility(models.TextChoices):
    """Who a row is for. Withheld rows leave no trace for the family (T11-T16)."""

    RELEASED = "released"
    WITHHELD = "withheld"
