"""How well the promise is kept in the leader's units: per unit and process, never per person or family (RQ-145, G14).

Nothing here is ordered by a number, names nobody, and says a number only about five cases or more
(journey.rules.small_numbers). Three statements, whatever the number of cases.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from journey.access.staff_side import measured_children, measured_units
from journey.models import Person
from journey.rules import clock
from journey.rules.small_numbers import SMALLEST_GROUP, lines_to_show

_FILES = ("measured_silence.sql", "measured_words.sql", "measured_first_contact.sql")
SILENCE, WORDS, FIRST_CONTACT = ((Path(__file__).parent / "sql" / name).read_text() for name in _FILES)
MONTHS = 6
CHANGES_DAYS = 365
ALL, UNIT, PROCESS, CROSSING = "all", "unit", "process", "crossing"


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """The longest that one of the families in the group has been without a word."""

    by: str
    """all, unit or process."""
    name: str
    """Of the unit or the process; empty for all."""
    is_hidden: bool
    """About fewer than five cases, or hidden so that such a number cannot be worked out; then the numbers are null."""
    cases: int | None
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class WordsLine:
    """Promises of a next word that were kept or broken in a month."""

    by: str
    """all, unit or process."""
    name: str
    month: date
    """Its first day."""
    is_hidden: bool
    cases: int | None
    kept: int | None
    broken: int | None


@dataclass(frozen=True, slots=True)
class FirstContactLine:
    """How long families waited to hear from a new contact person."""

    by: str
    """all, unit or process."""
    name: str
    is_hidden: bool
    changes: int | None
    median_days: int | None
    """Half had their first word within so many days. Who has had none counts with the days until now."""
    without_contact: int | None
    """Changes after which no word has come from the new contact."""


@dataclass(frozen=True, slots=True)
class Measures:
    smallest_group: int
    """Numbers about fewer cases are null."""
    silence: tuple[SilenceLine, ...]
    """In the open cases of this moment."""
    words: tuple[WordsLine, ...]
    """The last six months, this one included; a group has no line for a month in which it had nothing to keep."""
    first_contact: tuple[FirstContactLine, ...]
    """After changes of contact person in the last 365 days."""

    @property
    def longest_silence(self) -> SilenceLine:
        return next(line for line in self.silence if line.by == "all")


class _Row(NamedTuple):
    """One group of a statement. A crossing of a unit and a process is only counted, never shown."""

    by: str
    unit: str
    process: str
    name: str
    month: date | None
    cases: int
    numbers: tuple[Any, ...]
    """As the statement has them (so Any): whole numbers or null."""


def measures(person: Person) -> Measures:
    """What the leader's page and REST show. Whatever a line would give away about a few is null."""
    today = clock.today()
    params: dict[str, Any] = {  # as psycopg takes them
        "units": measured_units(person),
        "own_children": measured_children(person),
        "zone": str(clock.LOCAL),
        "now": clock.now(),
        "today": today,
        "months_since": _months_back(today, MONTHS - 1),
        "changes_since": today - timedelta(days=CHANGES_DAYS),
    }
    return Measures(
        smallest_group=SMALLEST_GROUP,
        silence=tuple(
            SilenceLine(row.by, row.name, row not in told, *_seen(row, told, row.cases, *row.numbers))
            for row, told in _told(_rows(SILENCE, params), adds_up=False)
        ),
        words=tuple(
            WordsLine(row.by, row.name, row.month, row not in told, *_seen(row, told, row.cases, *row.numbers))
            for row, told in _told(_rows(WORDS, params), adds_up=True)
            if row.month
        ),
        first_contact=tuple(
            FirstContactLine(row.by, row.name, row not in told, *_seen(row, told, *row.numbers))
            for row, told in _told(_rows(FIRST_CONTACT, params), adds_up=True)
        ),
    )


def _rows(statement: str, params: Mapping[str, Any]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    return [
        _Row(by, str(unit or ""), code or "", name, month, cases, tuple(numbers))
        for by, unit, code, name, month, cases, *numbers in found
    ]


def _told(rows: Sequence[_Row], *, adds_up: bool) -> list[tuple[_Row, Set[_Row]]]:
    """The rows that are lines, each with those that may be told.

    Each month by itself: no line adds months up, so that no hidden month is what is missing in a sum.
    """
    months: dict[date | None, list[_Row]] = defaultdict(list)
    for row in rows:
        months[row.month].append(row)
    told = {row for of_month in months.values() for row in _told_at_once(of_month, adds_up=adds_up)}
    return [(row, told) for row in rows if row.by != CROSSING]


def _told_at_once(rows: Sequence[_Row], *, adds_up: bool) -> set[_Row]:
    cells = {(row.unit, row.process): row.cases for row in rows if row.by == CROSSING}
    units, processes = lines_to_show(cells, adds_up=adds_up)
    enough = not 0 < sum(cells.values()) < SMALLEST_GROUP
    return {
        row
        for row in rows
        if (row.by == UNIT and row.unit in units)
        or (row.by == PROCESS and row.process in processes)
        or (row.by == ALL and enough)
    }


def _seen(row: _Row, told: Set[_Row], *numbers: int | None) -> Sequence[int | None]:
    return numbers if row in told else [None] * len(numbers)


def _months_back(day: date, months: int) -> date:
    """The first day of the month so many months before that of ``day``."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
