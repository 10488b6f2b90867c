"""Publishing a checked template in a municipality, so that cases can be opened from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from journey.blueprints.model import Blueprint as LoadedBlueprint
from journey.models import Blueprint, Municipality


class _Encoder(DjangoJSONEncoder):
    """Frozen template objects as plain JSON."""

    def default(self, o: object) -> object:
        if is_dataclass(o):
            return {field.name: getattr(o, field.name) for field in fields(o)}
        return dict(o) if isinstance(o, Mapping) else super().default(o)


@transaction.atomic(durable=True)
def blueprint_publish(*, municipality: Municipality, loaded: LoadedBlueprint) -> Blueprint:
    """Store one version of a template; the same content again gives the version that is there (RQ-151)."""
    text = json.dumps(loaded, cls=_Encoder, sort_keys=True, ensure_ascii=False)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    same = Blueprint.objects.filter(municipality=municipality, code=loaded.code, checksum=checksum).first()
    if same:
        return same
    return Blueprint.objects.create(
        municipality=municipality,
        code=loaded.code,
        version=_free_version(municipality, loaded),
        title=loaded.title.da,
        parent_title=loaded.title.da,
        checksum=checksum,
        content=json.loads(text),
    )


def _free_version(municipality: Municipality, loaded: LoadedBlueprint) -> str:
    """The template's own version; narrowed to another governance model, that model is part of the version."""
    wanted = f"{loaded.version}-{loaded.governance}" if loaded.governance else loaded.version
    taken = set(Blueprint.objects.filter(municipality=municipality, code=loaded.code).values_list("version", flat=True))
    candidates = [wanted, *(f"{wanted}.{n}" for n in range(2, len(taken) + 3))]
    return next(version for version in candidates if version not in taken)
