"""One case with the roles of one person, in one statement that is translated once: every request passes here."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from journey.access.matrix import Role
from journey.access.roles import roles_flagged, with_roles
from journey.access.translated import CASE, MUNICIPALITY, NOW, TODAY, VIEWER, Translation
from journey.models import Case, Child, Municipality, Person, Unit
from journey.rules import clock

Made = TypeVar("Made", bound=Model)
BESIDE: dict[str, type[Model]] = {"child": Child, "unit": Unit, "municipality": Municipality}
"""What comes with the case, because whoever passes the gate needs it."""


def found_case(person: Person, case_id: UUID, at: datetime) -> tuple[Case, frozenset[Role]] | None:
    """The case with what is beside it and the person's roles at ``at`` (``with_roles``); None when there is none."""
    real = {
        VIEWER: person.pk,
        MUNICIPALITY: person.municipality_id,
        CASE: case_id,
        NOW: at,
        TODAY: clock.local(at).date(),
    }
    translation = _translation()
    rows = translation.rows(real)
    if not rows:
        return None
    row = dict(zip(translation.columns, rows[0], strict=True))
    case = _made(Case, row)
    for name, model in BESIDE.items():
        setattr(case, name, _made(model, row, f"{name}__"))
    return case, roles_flagged(row)


@cache
def _translation() -> Translation:
    columns = [field.attname for field in Case._meta.concrete_fields]
    columns += [f"{name}__{field.attname}" for name, model in BESIDE.items() for field in model._meta.concrete_fields]
    person = Person(pk=VIEWER, municipality_id=MUNICIPALITY)
    flags = [f"is_{role}" for role in Role]
    return Translation.of(with_roles(person, NOW).filter(pk=CASE).values(*columns, *flags))


def _made(model: type[Made], row: Mapping[str, object], prefix: str = "") -> Made:
    """A row of the model as the ORM would read it."""
    fields = model._meta.concrete_fields
    values = [_read(field, row[prefix + field.attname]) for field in fields]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def _read(field: Any, value: object) -> object:
    """Any: only some kinds of fields (JSON) have something to convert."""
    return field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
