"""Process templates as data: a running case keeps the version it was opened from (RQ-150, RQ-151)."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

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


def template_rhythms(blueprints: Iterable[UUID]) -> dict[UUID, int | None]:
    """The days between words that each template names, without reading the templates themselves."""
    named = Blueprint.objects.filter(pk__in=set(blueprints))
    return dict(named.values_list("pk", "content__settings__freshness_days"))
