"""Statements that are made once and run often: kept plans, and rows written without asking the ORM for the SQL again.

Translating and planning cost several times what it takes to run them (ADR 4, ADR 6). What is written stays what the
models say: columns, defaults and conversions are the fields' own.
"""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import RawCursor


class _NumberedCursor(RawCursor[Any]):
    """Takes Django's ``%s`` or ``%(name)s`` and gives PostgreSQL its own ``$1``, read once however long it is.

    psycopg reads long ones and those with many values anew each time, which takes longer than to run them.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_NumberedCursor":
        """Any: psycopg's own signature, passed on."""
        statement, names = _numbered(query)
        super().execute(statement, [params[name] for name in names] if names else params, **options)
        return self


@lru_cache(maxsize=1000)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """With the names in the order of their numbers, if its values are named."""
    numbers: dict[object, int] = {}

    def mark(found: "re.Match[str]") -> str:
        if found[0] == "%%":
            return "%"
        return f"${numbers.setdefault(found[1] or len(numbers), len(numbers) + 1)}"

    numbered = re.sub(r"%(?:\((\w+)\)s|[s%])", mark, statement).encode()
    return numbered, tuple(name for name in numbers if isinstance(name, str))


def prepared_cursor() -> CursorWrapper:
    """A cursor for statements that come often: values travel beside the SQL, so PostgreSQL can keep its plan.

    From which run on the plan is kept says ``prepare_threshold`` of the connection (config.settings.endpoints). While
    somebody writes statements down (tests, measurements) they are sent whole, so that they can be read.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged:
        return ours.cursor()
    ours.close_if_health_check_failed()
    ours.ensure_connection()
    with ours.wrap_database_errors:
        cursor: Any = _NumberedCursor(ours.connection)
    return ours.make_cursor(cursor)


def insert(*rows: Model, unless_there: bool = False) -> int:
    """Write new rows of one model in one statement; gives how many were written.

    For the few tables that every request or message writes to. An id that the database gives is set on a single row.
    ``unless_there``: a row that breaks a uniqueness is left out. Raises django.db.Error like the ORM; sends no signals.
    """
    if not rows:
        return 0
    form = _form(type(rows[0]))
    ours = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in form.values(row, ours)]
    with prepared_cursor() as cursor:
        cursor.execute(form.statement(len(rows), unless_there=unless_there), values)
        written: int = cursor.rowcount
        if form.numbered and written == 1 == len(rows):
            rows[0].pk = cursor.fetchone()[0]
    if written == len(rows):
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return written


def insert_together(
    *rows: Model, unless_there: Collection[type[Model]] = (), beside: tuple[str, Sequence[Any]] | None = None
) -> None:
    """Write new rows of several models in one statement, rows of one model side by side. Their ids are known before.

    ``unless_there``: models of which a row that breaks a uniqueness is left out. ``beside``: another writing statement
    that is part of it, with its parameters. Raises like ``insert``.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    statements, values = ([beside[0]], [*beside[1]]) if beside else ([], [])
    for model, group in groupby(rows, type):
        form, same = _form(model), list(group)
        statements.append(form.statement(len(same), unless_there=model in unless_there))
        values += [value for row in same for value in form.values(row, ours)]
    if not statements:
        return
    *before, last = statements
    parts = ", ".join(f"part_{number} AS ({one})" for number, one in enumerate(before))
    with prepared_cursor() as cursor:
        cursor.execute(f"WITH {parts} {last}" if parts else last, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_after(
    row: Model,
    *,
    first: tuple[str, Sequence[Any]],
    field: str,
    unless_there: bool = False,
    also: Sequence[Model] = (),
) -> tuple[Any, bool] | None:
    """Write one row with a ``field`` that another statement gives, both in one; the row's id is known before.

    ``first`` is SQL that returns one value, with its parameters. Gives the value, and whether the row was written:
    with ``unless_there`` one that breaks a uniqueness is left out, and what ``first`` did stands. None when ``first``
    found nothing. ``also``: rows of one model that go along in any case.
    """
    statement, before = first
    ours = connections[DEFAULT_DB_ALIAS]
    values = _form(type(row)).values(row, ours)
    along = _form(type(also[0])).statement(len(also), unless_there=False) if also else ""
    sql, place = _form(type(row)).statement_after(statement, field, unless_there=unless_there, also=along)
    also_values = [value for one in also for value in _form(type(one)).values(one, ours)]
    with prepared_cursor() as cursor:
        cursor.execute(sql, [*before, *values[:place], *values[place + 1 :], *also_values])
        found: tuple[Any, bool] | None = cursor.fetchone()
    if found:
        setattr(row, field, found[0])
        row._state.adding, row._state.db = not found[1], DEFAULT_DB_ALIAS
    return found


def insert_with(row: Model, beside: Model, *, field: str, also: Sequence[Model] = ()) -> None:
    """Write a row that the database numbers and one ``beside`` it whose ``field`` is that number, in one statement.

    ``also``: rows of one model that go along.
    """
    form = _form(type(row))
    first = form.statement(1, unless_there=False), form.values(row, connections[DEFAULT_DB_ALIAS])
    row.pk, _written = insert_after(beside, first=first, field=field, also=also) or (None, False)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


class _Form:
    """How rows of one model are written."""

    def __init__(self, model: type[Model]) -> None:
        key = model._meta.pk
        self.numbered = key.db_returning
        """Whether the database gives the id."""
        self.fields: list[Any] = [one for one in model._meta.concrete_fields if one is not key or not self.numbered]
        self._plainly = [(one, _is_plain(one)) for one in self.fields]
        columns = ", ".join(f'"{one.column}"' for one in self.fields)
        self._columns = f'INSERT INTO "{model._meta.db_table}" ({columns})'
        self._one = "(" + ", ".join(["%s"] * len(self.fields)) + ")"
        self._returning = f' RETURNING "{key.column}"' if self.numbered else ""

    def statement(self, count: int, *, unless_there: bool) -> str:
        unless = " ON CONFLICT DO NOTHING" if unless_there else ""
        return f"{self._columns} VALUES " + ", ".join([self._one] * count) + unless + self._returning

    def statement_after(self, first: str, field: str, *, unless_there: bool, also: str = "") -> tuple[str, int]:
        """Also the place of the field among the values, which ``first`` gives instead."""
        names = [one.attname for one in self.fields]
        marks = ", ".join("first.value" if name == field else "%s" for name in names)
        unless = " ON CONFLICT DO NOTHING" if unless_there else ""
        row = f"{self._columns} SELECT {marks} FROM first{unless} RETURNING true"  # noqa: S608 - names of the models
        found = "SELECT value, EXISTS (SELECT FROM written) FROM first"
        beside = f", also AS ({also})" if also else ""
        return f"WITH first (value) AS ({first}), written AS ({row}){beside} {found}", names.index(field)

    def values(self, row: Model, ours: Any) -> list[Any]:
        """What psycopg takes as it is, in a field that changes nothing about it, does not go through the field."""
        found = []
        for one, is_plain in self._plainly:
            value = getattr(row, one.attname) if is_plain else one.pre_save(row, add=True)
            found.append(value if is_plain and type(value) in _PLAIN else one.get_db_prep_save(value, ours))
        return found


_PLAIN = {UUID, str, int, bool, datetime, type(None)}
_PLAIN_FIELDS = (
    models.UUIDField,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DateTimeField,
    models.ForeignKey,
)


def _is_plain(field: Any) -> bool:
    return isinstance(field, _PLAIN_FIELDS) and not getattr(field, "auto_now", False) | getattr(
        field, "auto_now_add", False
    )


@cache
def _form(model: type[Model]) -> _Form:
    return _Form(model)
