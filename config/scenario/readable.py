"""The words in what a person is shown. Codes that the product works with are none: pages write words for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from journey.rules import clock
from journey.rules.danish_dates import Language, by, weekday_date
from journey.selectors import people_shapes, shapes, staff_shapes
from journey.selectors.questions import QuestionLine

CODES: dict[type, frozenset[str]] = {
    shapes.WaitCard: frozenset({"expected_kind"}),
    shapes.NextCard: frozenset({"certainty"}),
    shapes.StepMoveLine: frozenset({"kind"}),
    shapes.StepDetail: frozenset({"code", "phase", "track", "certainty", "owner_role"}),
    shapes.UpdateDetail: frozenset({"kind"}),
    shapes.ParticipantLine: frozenset({"answer"}),
    shapes.MeetingDetail: frozenset({"state", "cancelled_by"}),
    shapes.DecisionDetail: frozenset({"state", "outcome"}),
    shapes.TimelineItem: frozenset({"kind", "state"}),
    staff_shapes.PromiseLine: frozenset({"stage"}),
    staff_shapes.FamilyRow: frozenset({"my_role"}),
    staff_shapes.DeskRow: frozenset({"kind"}),
    people_shapes.RoleLine: frozenset({"role", "may_see"}),
    QuestionLine: frozenset({"kind", "state", "closed_how"}),
    people_shapes.InvolvedPerson: frozenset({"state"}),
}
"""Fields of the shapes that hold a code; the shapes say so themselves."""


def words(value: Any, language: Language) -> Iterator[str]:
    """Every text in the shapes; dates in the two ways in which pages write them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        day = clock.local(value).date() if isinstance(value, datetime) else value
        yield from (weekday_date(day, language=language), by(day, language=language))
    else:
        for part in _parts(value):
            yield from words(part, language)


def _parts(value: Any) -> Iterable[Any]:
    if is_dataclass(value):
        codes = CODES.get(type(value), frozenset())
        return [getattr(value, part.name) for part in fields(value) if part.name not in codes]
    return value if isinstance(value, (list, tuple)) else ()
