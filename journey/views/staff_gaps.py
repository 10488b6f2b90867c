"""Broken promises in words, and whether the reader may own up to one before the family."""

from dataclasses import dataclass

from django.utils.functional import Promise

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.models.gaps import GapKind
from journey.selectors.gaps import GapLine, case_gaps
from journey.selectors.overview import desk_kind, gap_titles
from journey.views.staff_rows import said


@dataclass(frozen=True, slots=True)
class GapRow:
    line: GapLine
    what: str | Promise
    title: str
    """What the step, meeting or the like is called; empty where it is about none, or about a question."""
    may_explain: bool
    """Whether the reader may say to the family that the promise was broken."""


def gap_rows(access: Access) -> list[GapRow]:
    """What is broken in the case now, the oldest first."""
    lines = case_gaps(access)
    titles = gap_titles(lines)
    return [
        GapRow(line, said(desk_kind(line.kind)), titles.get(line.subject_id, ""), _may_explain(access, line))
        for line in lines
    ]


def _may_explain(access: Access, line: GapLine) -> bool:
    is_word = line.kind == GapKind.NEXT_WORD_BROKEN
    return is_word and access.case.is_open and access.may(Action.EXPLAIN_BREACH, owner_id=line.holder_id)
