"""People of one case by their part in it, found by a query that is translated once: the relay of every event asks."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.db.models import QuerySet

from journey.access.translated import CASE, CHILD, NOW, TODAY, UNIT, Rows
from journey.models import Case, Person
from journey.rules import clock

Part = Callable[[Case, datetime], QuerySet[Person]]
"""A function of journey.access.queries; of the case it may use the ids of itself, its child and its unit."""


def people_of(part: Part, case: Case, at: datetime) -> list[Person]:
    """Whom ``part`` finds for the case at ``at``: the same people, for a fraction of the Python."""
    real = {CASE: case.pk, CHILD: case.child_id, UNIT: case.unit_id, NOW: at, TODAY: clock.local(at).date()}
    return _rows(part).all(real)


@cache
def _rows(part: Part) -> Rows[Person]:
    return Rows(lambda: part(Case(pk=CASE, child_id=CHILD, unit_id=UNIT), NOW))
