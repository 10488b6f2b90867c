"""Queries that are written with the ORM and the access rules, but translated to SQL only once (ADR 4).

Translating costs the ORM several times what the database needs to answer. The rules stay where they are: the query is
built with stand-ins for whoever asks, about what and when, and each run puts the real ones in their place. So a query
that is translated may depend on nothing else: no branch on a property of a stand-in, which has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

CASE = UUID("00000000-0000-4000-8000-00000000ca5e")
VIEWER = UUID("00000000-0000-4000-8000-0000000f01cc")
MUNICIPALITY = UUID("00000000-0000-4000-8000-0000000070e7")
NOW = datetime(1849, 6, 5, 12, tzinfo=UTC)
TODAY = date(1849, 6, 5)
"""The local day of NOW."""

Real = Mapping[object, object]
"""What each stand-in stands for in this run; a point in time is a date too."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A ``values()`` query set with named columns as SQL, with the stand-ins among its parameters."""

    sql: str
    params: tuple[Any, ...]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, query: "QuerySet[Any, Any]") -> "Translation":
        sql, params = query.query.sql_with_params()
        return cls(sql, params, tuple(query.query.selected or ()))

    def rows(self, real: Real) -> list[tuple[Any, ...]]:
        """Run it: one statement."""
        params: list[Any] = [
            real.get(value, value) if isinstance(value, UUID | date) else value for value in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
