"""Queries of one case for one viewer, translated once per kind of viewer (journey.access.translated)."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from journey.access.gate import Access
from journey.access.translated import CASE, VIEWER, Translation
from journey.models import Case, Person

Row = dict[str, Any]
"""One row by column name; the columns are those of the query's ``values()``."""


class PreparedQuery:
    """``build`` gives a ``values()`` query set for an access; it may depend on nothing but case, viewer and their side.

    ``json_columns`` name the columns that hold JSON, alone or in an array.
    """

    def __init__(self, build: "Callable[[Access], QuerySet[Any, Any]]", *, json_columns: Sequence[str] = ()) -> None:
        self._build = build
        self._json_columns = tuple(json_columns)
        self._translations: dict[tuple[bool, bool], Translation] = {}

    def rows(self, access: Access) -> list[Row]:
        """Run for one case and viewer: one statement."""
        translation = self._translated(access)
        found = translation.rows({CASE: access.case.pk, VIEWER: access.person.pk})
        rows = [dict(zip(translation.columns, values, strict=True)) for values in found]
        for row in rows:
            for column in self._json_columns:
                row[column] = _parsed(row[column])
        return rows

    def _translated(self, access: Access) -> Translation:
        side = (access.is_family, access.sees_withheld)
        if side not in self._translations:
            stand_in = Access(case=Case(pk=CASE), person=Person(pk=VIEWER), roles=access.roles, at=access.at)
            self._translations[side] = Translation.of(self._build(stand_in))
        return self._translations[side]


def _parsed(value: Any) -> Any:
    """psycopg gives JSON as text, as Django sets it up; arrays of it as lists of text."""
    if isinstance(value, list):
        return [json.loads(one) for one in value]
    return json.loads(value)
