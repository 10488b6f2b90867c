"""Queries that are written with the ORM and the access rules, but translated to SQL only once per kind of viewer.

Translating costs the ORM several times what the database needs to answer. The rules stay in journey.access: the query
is built with stand-ins for the case and the viewer, and each run puts the real ones in their place.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from journey.access.gate import Access
from journey.models import Case, Person

Row = dict[str, Any]
"""One row by column name; the columns are those of the query's ``values()``."""

CASE = UUID("00000000-0000-4000-8000-00000000ca5e")
VIEWER = UUID("00000000-0000-4000-8000-0000000f01cc")


class PreparedQuery:
    """``build`` gives a ``values()`` query set for an access; it may depend on nothing but case, viewer and their side.

    ``json_columns`` name the columns that hold JSON, alone or in an array.
    """

    def __init__(self, build: "Callable[[Access], QuerySet[Any, Any]]", *, json_columns: Sequence[str] = ()) -> None:
        self._build = build
        self._json_columns = tuple(json_columns)
        self._sql: dict[tuple[bool, bool], tuple[str, tuple[Any, ...], tuple[str, ...]]] = {}

    def rows(self, access: Access) -> list[Row]:
        """Run for one case and viewer: one statement."""
        sql, template, columns = self._translated(access)
        real = {CASE: access.case.pk, VIEWER: access.person.pk}
        params = [real.get(value, value) if isinstance(value, UUID) else value for value in template]
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
        for row in rows:
            for column in self._json_columns:
                row[column] = _parsed(row[column])
        return rows

    def _translated(self, access: Access) -> tuple[str, tuple[Any, ...], tuple[str, ...]]:
        side = (access.is_family, access.sees_withheld)
        if side not in self._sql:
            stand_in = Access(case=Case(pk=CASE), person=Person(pk=VIEWER), roles=access.roles, at=access.at)
            query = self._build(stand_in)
            sql, params = query.query.sql_with_params()
            self._sql[side] = (sql, params, _columns(query))
        return self._sql[side]


def _columns(query: "QuerySet[Any, Any]") -> tuple[str, ...]:
    inner = query.query
    return (*inner.extra_select, *inner.values_select, *inner.annotation_select)


def _parsed(value: Any) -> Any:
    """psycopg gives JSON as text, as Django sets it up; arrays of it as lists of text."""
    if isinstance(value, list):
        return [json.loads(one) for one in value]
    return json.loads(value)
