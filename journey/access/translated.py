"""Queries that are written with the ORM and the access rules, but translated to SQL only once (ADR 4).

Translating costs the ORM several times what the database needs to answer. The rules stay where they are: the query is
built with stand-ins for whoever asks, about what and when, and each run puts the real ones in their place. So a query
that is translated may depend on nothing else: no branch on a property of a stand-in, which has none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from journey.models.statements import prepared_cursor

CASE = UUID("00000000-0000-4000-8000-00000000ca5e")
VIEWER = UUID("00000000-0000-4000-8000-0000000f01cc")
MUNICIPALITY = UUID("00000000-0000-4000-8000-0000000070e7")
CHILD = UUID("00000000-0000-4000-8000-000000000b02")
UNIT = UUID("00000000-0000-4000-8000-00000005c401")
ROW = UUID("00000000-0000-4000-8000-00000000404e")
"""Any other row, known by its id."""
NUMBER = 18490605
"""The same for a row that has a number."""
WORD = "Danmarks Riges Grundlov"
"""The same for a row that is known by a word."""
NOW = datetime(1849, 6, 5, 12, tzinfo=UTC)
TODAY = date(1849, 6, 5)
"""The local day of NOW."""
STAND_INS = frozenset({CASE, VIEWER, MUNICIPALITY, CHILD, UNIT, ROW, NUMBER, WORD, NOW, TODAY})

Real = Mapping[object, object]
"""What each stand-in stands for in this run; a point in time is a date too."""
Made = TypeVar("Made", bound=Model)


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

    @classmethod
    def one_after_the_other(cls, queries: "Iterable[QuerySet[Any, Any]]") -> "Translation":
        """Several query sets with the same columns in one statement; first in each row stands whose it is, from 0."""
        each = [cls.of(query) for query in queries]
        sql = " UNION ALL ".join(f"SELECT {n}, part_{n}.* FROM ({one.sql}) part_{n}" for n, one in enumerate(each))  # noqa: S608
        return cls(sql, tuple(value for one in each for value in one.params), ("", *each[0].columns))

    def where_done(self, work: str, params: tuple[Any, ...]) -> "Translation":
        """The same rows, if ``work`` returns any: both in one statement."""
        sql = f"WITH done AS ({work}) SELECT found.* FROM ({self.sql}) found WHERE EXISTS (SELECT FROM done)"  # noqa: S608
        return Translation(sql, params + self.params, self.columns)

    def rows(self, real: Real) -> list[tuple[Any, ...]]:
        """Run it: one statement."""
        params: list[Any] = [real.get(value, value) if _is_stand_in(value) else value for value in self.params]
        with prepared_cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _is_stand_in(value: object) -> bool:
    return isinstance(value, UUID | date | int | str) and value in STAND_INS


class Shape(Generic[Made]):
    """Where the columns of a model stand in a row, and how they are read."""

    def __init__(self, model: type[Made], prefix: str = "", start: int = 0) -> None:
        if model.__init__ is not Model.__init__ or "from_db" in vars(model):
            raise TypeError(f"{model.__name__} is made in a way of its own")
        fields = model._meta.concrete_fields
        self.columns = [prefix + field.attname for field in fields]
        self._model, self._start, self.end = model, start, start + len(fields)
        self._names = [field.attname for field in fields]
        # Only some kinds of fields (JSON) have something to convert; Any: the stubs do not know the method.
        readers: list[tuple[int, Any]] = [(n, getattr(field, "from_db_value", None)) for n, field in enumerate(fields)]
        self._readers = [(number, read) for number, read in readers if read]

    def made(self, row: Sequence[Any]) -> Made:
        """The row of the model as the ORM would read it, but for the signals of its making, which nobody hears."""
        values = list(row[self._start : self.end])
        for number, read in self._readers:
            values[number] = read(values[number], None, connection)
        made = self._model.__new__(self._model)
        made._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(self._names, values, strict=True))
        return made


class Rows(Generic[Made]):
    """The rows that a query set finds, with the rows ``beside`` them (as ``select_related`` does; none may be missing).

    ``build`` gives the query set with stand-ins in it. One that takes a lock has nothing beside it. ``where_done``: a
    writing statement that returns a row when it did its work, and its parameters; else nothing is found.
    """

    def __init__(
        self,
        build: "Callable[[], QuerySet[Made]]",
        where_done: tuple[str, tuple[Any, ...]] | None = None,
        /,
        *,
        flags: Sequence[str] = (),
        **beside: type[Model],
    ) -> None:
        self._build, self._flags, self._where_done, self._beside = build, tuple(flags), where_done, beside

    @cached_property
    def _prepared(self) -> "tuple[Translation, Shape[Made], dict[str, Shape[Any]]]":
        query = self._build()
        own: Shape[Made] = Shape(query.model)
        beside: dict[str, Shape[Any]] = {}
        columns = list(own.columns)
        for name, model in self._beside.items():
            beside[name] = Shape(model, f"{name}__", len(columns))
            columns += beside[name].columns
        translation = Translation.of(query.values(*columns, *self._flags))
        return translation.where_done(*self._where_done) if self._where_done else translation, own, beside

    def flagged(self, real: Real) -> list[tuple[Made, dict[str, Any]]]:
        """Each row with the annotations that were named as ``flags``: one statement."""
        translation, own, beside = self._prepared
        found = []
        for row in translation.rows(real):
            made = own.made(row)
            for name, shape in beside.items():
                setattr(made, name, shape.made(row))
            found.append((made, dict(zip(self._flags, row[len(row) - len(self._flags) :], strict=True))))
        return found

    def all(self, real: Real) -> list[Made]:
        return [row for row, _flags in self.flagged(real)]

    def first(self, real: Real) -> Made | None:
        """The first row; None when there is none."""
        return next(iter(self.all(real)), None)
