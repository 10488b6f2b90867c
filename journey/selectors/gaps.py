"""Open broken promises as rows to read: what, in which case, since when, who has it now and by when (P1-P7, RQ-145)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from journey.access.gaps import gaps_of, visible_gaps
from journey.access.gate import Access
from journey.models import Gap, GapMove, Person
from journey.models.gaps import GapKind
from journey.rules import clock


@dataclass(frozen=True, slots=True)
class GapHolder:
    """One of those who have had it, in turn."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class GapLine:
    """An open broken promise. It says whom it leaves uninformed, and never a word that somebody wrote."""

    id: UUID
    kind: str
    """One of the kinds of the watch, such as next_word_broken; see the subsystem document."""
    case_id: UUID
    child_name: str
    case_title: str
    subject_id: UUID
    """The step, wait, meeting, decision, agreement, question or promised word; the case where it is about all of it."""
    about: str
    """First name of the family member left uninformed; empty: everyone who follows the case, or a question (G14)."""
    about_id: UUID | None
    since: date
    """The first day on which it was broken."""
    days: int
    holder_id: UUID
    holder_name: str
    """Who has it now."""
    respond_by: date
    """The last day on which the holder may put it right before it goes on."""
    told_at: datetime | None
    """When the family was last told that it is broken and who has it."""
    holders: tuple[GapHolder, ...]
    """Everyone who has had it, the first one first."""


def open_gaps(person: Person) -> list[GapLine]:
    """Those of the units that the person leads and those that the person has, the oldest first; two statements."""
    return _lines(gaps_of(person))


def case_gaps(access: Access) -> list[GapLine]:
    """Those of one case that the person may see, the oldest first."""
    return _lines(visible_gaps(access))


def _lines(rows: QuerySet[Gap]) -> list[GapLine]:
    moves = Prefetch("moves", GapMove.objects.select_related("responsible").order_by("at"))
    whole = rows.select_related("case__child", "person", "responsible").prefetch_related(moves)
    return [_line(gap) for gap in whole.order_by("broken_on", "opened_at", "pk")]


def _line(gap: Gap) -> GapLine:
    """Whose question is late is for whoever answers it, and on their desk: the gap may be a leader's by now (G14)."""
    about = gap.person if gap.kind != GapKind.QUESTION_LATE else None
    return GapLine(
        id=gap.pk,
        kind=gap.kind,
        case_id=gap.case_id,
        child_name=gap.case.child.given_name,
        case_title=gap.case.title,
        subject_id=gap.subject_id,
        about=about.given_name if about else "",
        about_id=about.pk if about else None,
        since=gap.broken_on,
        days=(clock.today() - gap.broken_on).days,
        holder_id=gap.responsible_id,
        holder_name=gap.responsible.display_name,
        respond_by=gap.respond_by,
        told_at=gap.told_at,
        holders=_holders(gap.moves.all()),
    )


def _holders(moves: Iterable[GapMove]) -> tuple[GapHolder, ...]:
    return tuple(GapHolder(move.responsible.display_name, move.at) for move in moves)
