"""Statements that are made once and run often: kept plans, and rows written without asking the ORM for the SQL again.

Translating and planning cost several times what it takes to run them (ADR 4, ADR 6). What is written stays what the
models say: columns, defaults and conversions are the fields' own.
"""

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model


def prepared_cursor() -> CursorWrapper:
    """A cursor for statements that come often: values travel beside the SQL, so PostgreSQL can keep its plan.

    From which run on the plan is kept says ``prepare_threshold`` of the connection (config.settings.endpoints). While
    somebody writes statements down (tests, measurements) they are sent whole, so that they can be read.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged:
        return ours.cursor()
    ours.ensure_connection()
    with ours.wrap_database_errors:
        cursor: Any = ServerBindingCursor(ours.connection)  # type: ignore[call-arg]  # stubs know psycopg 2 only
    return ours.make_cursor(cursor)


def insert(*rows: Model, unless_there: bool = False, waits_for_disk: bool = True) -> int:
    """Write new rows of one model in one statement; gives how many were written.

    For the few tables that every request or message writes to. An id that the database gives is set on a single row.
    ``unless_there``: a row that breaks a uniqueness is left out. Not ``waits_for_disk``: one numbered row outside any
    transaction; it is there for everybody when this returns, and on disk with anybody's next durable commit.
    Raises django.db.Error like the ORM; sends no signals.
    """
    if not rows:
        return 0
    form = _form(type(rows[0]))
    ours = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in form.values(row, ours)]
    with prepared_cursor() as cursor:
        statement = form.statement(len(rows), unless_there=unless_there)
        cursor.execute(statement if waits_for_disk else statement + LATER, values)
        written: int = cursor.rowcount
        if form.numbered and written == 1 == len(rows):
            rows[0].pk = cursor.fetchone()[0]
    if written == len(rows):
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return written


LATER = ", set_config('synchronous_commit', 'off', true)"
"""Beside what is returned: holds for the statement's own transaction only."""


class _Form:
    """How rows of one model are written."""

    def __init__(self, model: type[Model]) -> None:
        key = model._meta.pk
        self.numbered = key.db_returning
        """Whether the database gives the id."""
        self.fields: list[Any] = [one for one in model._meta.concrete_fields if one is not key or not self.numbered]
        columns = ", ".join(f'"{one.column}"' for one in self.fields)
        self._into = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES '  # noqa: S608 - names of the models
        self._one = "(" + ", ".join(["%s"] * len(self.fields)) + ")"
        self._returning = f' RETURNING "{key.column}"' if self.numbered else ""

    def statement(self, count: int, *, unless_there: bool) -> str:
        unless = " ON CONFLICT DO NOTHING" if unless_there else ""
        return self._into + ", ".join([self._one] * count) + unless + self._returning

    def values(self, row: Model, ours: Any) -> list[Any]:
        return [one.get_db_prep_save(one.pre_save(row, add=True), ours) for one in self.fields]


@cache
def _form(model: type[Model]) -> _Form:
    return _Form(model)
