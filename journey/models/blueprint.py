"""Process templates as data: a running case keeps the version it was opened from (RQ-150, RQ-151)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.json import KT

from journey.models.base import APPEND_ONLY, Tenant


class Blueprint(Tenant):
    """One published version of a template in one municipality."""

    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    parent_title = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["municipality", "code", "version"], name="blueprint_version_unique"),
            models.UniqueConstraint(fields=["municipality", "code", "checksum"], name="blueprint_content_unique"),
        )
        triggers = (APPEND_ONLY,)

    def is_valid_on(self, day: date) -> bool:
        """Whether a case may be opened from this version then; one that is running keeps it (RQ-151)."""
        begins, ends = self.content["valid_from"], self.content["valid_to"]
        return bool(begins <= day.isoformat() and (ends is None or day.isoformat() <= ends))


def valid_blueprints(day: date) -> models.QuerySet[Blueprint]:
    """The versions from which a case may be opened that day. Written days sort as they follow each other."""
    dated = Blueprint.objects.annotate(begins=KT("content__valid_from"), ends=KT("content__valid_to"))
    open_end = models.Q(ends__isnull=True) | models.Q(ends__gte=day.isoformat())
    return dated.filter(open_end, begins__lte=day.isoformat())


def template_settings(blueprints: Iterable[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The settings of each template version, without reading the templates themselves. One statement."""
    named = Blueprint.objects.filter(pk__in=set(blueprints))
    return {pk: said or {} for pk, said in named.values_list("pk", "content__settings")}
