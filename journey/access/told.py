"""People of one case by their part in it, found by a query that is translated once: the relay of every event asks."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache

from django.db.models import QuerySet

from journey.access.translated import CASE, CHILD, NOW, TODAY, UNIT, Shape, Translation
from journey.models import Case, Person
from journey.rules import clock

Part = Callable[[Case, datetime], QuerySet[Person]]
"""A function of journey.access.queries; of the case it may use the ids of itself, its child and its unit."""


def people_by_part(parts: Iterable[Part], case: Case, at: datetime) -> dict[Part, list[Person]]:
    """Whom each part finds for the case at ``at``: the same people, for a fraction of the Python, in one statement."""
    wanted = tuple(parts)
    found: dict[Part, list[Person]] = {part: [] for part in wanted}
    if not wanted:
        return found
    real = {CASE: case.pk, CHILD: case.child_id, UNIT: case.unit_id, NOW: at, TODAY: clock.local(at).date()}
    for number, *row in _together(wanted).rows(real):
        found[wanted[number]].append(_PERSON.made(row))
    return found


_PERSON = Shape(Person)


@cache
def _together(parts: tuple[Part, ...]) -> Translation:
    stand_in = Case(id=CASE, child_id=CHILD, unit_id=UNIT)  # `pk` would have Django draw an id all the same
    return Translation.one_after_the_other(part(stand_in, NOW).values(*_PERSON.columns) for part in parts)
