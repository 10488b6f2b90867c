"""People by name with what they do, in one statement for any number of them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from journey.models import Employment, Person
from journey.selectors.shapes import PersonLine

NAMES_AND_WORK = """
SELECT p.id, p.display_name, p.given_name, COALESCE(w.title, ''), COALESCE(u.name, '')
FROM journey_person p
LEFT JOIN LATERAL (
    SELECT e.title, e.unit_id FROM journey_employment e
    WHERE e.person_id = p.id ORDER BY lower(e.period) DESC LIMIT 1
) w ON TRUE
LEFT JOIN journey_unit u ON u.id = w.unit_id
WHERE p.id = ANY(%s)
"""


def person_lines(ids: Iterable[UUID | None]) -> dict[UUID, PersonLine]:
    """Each person's name with the title and unit of the latest employment; family members have neither."""
    wanted = list({one for one in ids if one})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NAMES_AND_WORK, [wanted])
        return {row[0]: PersonLine(*row) for row in cursor.fetchall()}


def with_work(people: QuerySet[Person]) -> "QuerySet[Person]":
    """Annotates ``work_title`` and ``work_unit``: what the person does now, or did last."""
    latest = Employment.objects.filter(person=OuterRef("pk")).order_by("-period__startswith")
    annotated: QuerySet[Person] = people.annotate(
        work_title=Subquery(latest.values("title")[:1]), work_unit=Subquery(latest.values("unit__name")[:1])
    )
    return annotated
