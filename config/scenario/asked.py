"""The field `asked`: open questions as a person sees them, read from the file and held against what is there (P5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from config.scenario.context import Context
from config.scenario.days import Moment
from config.scenario.matching import without_its_own
from config.scenario.reading import Node
from journey.models.questions import QuestionKind
from journey.selectors.questions import QuestionLine

PARTS = {"kind", "by", "with", "due", "late", "raised"}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """An open question wanted in somebody's view; what is None does not matter."""

    kind: str | None
    by: str | None
    """First name of whoever asked."""
    holder: str | None
    """Who has it now."""
    due: Moment | None
    late: bool | None
    raised: int | None


def read_asked(node: Node) -> tuple[AskedLine, ...] | None:
    """Questions that must be there, and no others; None for "nothing"."""
    return None if node.value == "nothing" else tuple(_line(item) for item in node.one_or_more())


def _line(node: Node) -> AskedLine:
    keys = {"kind": node} if isinstance(node.value, str) else node.keys(PARTS)
    if not keys:
        node.fail("say what the question is: kind, by, with, due, late or raised")
    return AskedLine(
        kind=keys["kind"].choice(tuple(QuestionKind)) if "kind" in keys else None,
        by=keys["by"].text() if "by" in keys else None,
        holder=keys["with"].text() if "with" in keys else None,
        due=keys["due"].day() if "due" in keys else None,
        late=keys["late"].flag() if "late" in keys else None,
        raised=keys["raised"].number(1, 1000) if "raised" in keys else None,
    )


def verify_asked(context: Context, wanted: tuple[AskedLine, ...] | None) -> Iterator[str]:
    """Each wanted one is there, and as many as are wanted."""
    there = context.eyes.questions
    lines = wanted or ()
    missing = without_its_own(lines, there, partial(_fits, context))
    if missing or len(there) != len(lines):
        seen = "; ".join(_said(context, one) for one in there) or "nothing"
        yield f"expected {len(lines)} open questions, but there is {seen}"


def _holder(one: QuestionLine) -> set[str]:
    person = one.holder or one.owner
    return {person.name, person.first_name}


def _fits(context: Context, line: AskedLine, one: QuestionLine) -> bool:
    return (
        line.kind in {None, one.kind}
        and line.by in {None, one.asker.name, one.asker.first_name}
        and (line.holder is None or line.holder in _holder(one))
        and (line.due is None or context.world.almanac.date(line.due) == one.due_on)
        and line.late in {None, one.is_late}
        and line.raised in {None, one.raised}
    )


def _said(context: Context, one: QuestionLine) -> str:
    late = " late" if one.is_late else ""
    holder = (one.holder or one.owner).name
    return f"{one.kind} by {one.asker.name} with {holder} due {context.day(one.due_on)}{late}, raised {one.raised}"
