"""One case with the roles of one person, in one statement that is translated once: every request passes here."""

from datetime import datetime
from uuid import UUID

from django.db.models import Model

from journey.access.matrix import Role
from journey.access.roles import roles_flagged, with_roles
from journey.access.translated import CASE, MUNICIPALITY, NOW, TODAY, VIEWER, Rows
from journey.models import Case, Child, Municipality, Person, Unit
from journey.rules import clock

BESIDE: dict[str, type[Model]] = {"child": Child, "unit": Unit, "municipality": Municipality}
"""What comes with the case, because whoever passes the gate needs it."""

_FOUND: Rows[Case] = Rows(
    lambda: with_roles(Person(pk=VIEWER, municipality_id=MUNICIPALITY), NOW).filter(pk=CASE),
    flags=[f"is_{role}" for role in Role],
    **BESIDE,
)


def found_case(person: Person, case_id: UUID, at: datetime) -> tuple[Case, frozenset[Role]] | None:
    """The case with what is beside it and the person's roles at ``at`` (``with_roles``); None when there is none."""
    real = {
        VIEWER: person.pk,
        MUNICIPALITY: person.municipality_id,
        CASE: case_id,
        NOW: at,
        TODAY: clock.local(at).date(),
    }
    for case, flags in _FOUND.flagged(real):
        return case, roles_flagged(flags)
    return None
