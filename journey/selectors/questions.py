"""Questions as both sides see them: what was asked, who has it, by when, and what was promised before (P5, RQ-081)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from journey import own_words
from journey.access.gate import Access
from journey.access.questions import may_read, visible_questions
from journey.models import Case, Gap, Person, Question, QuestionMove, TalkOffer
from journey.rules import clock
from journey.rules.questions import answer_by
from journey.selectors.people import person_lines
from journey.selectors.shapes import PersonLine
from journey.selectors.why import WhyDate, why_answer

CLOSED_SHOWN = 10
"""Closed questions on the family's page; the rest is history that the thread and the timeline tell."""


@dataclass(frozen=True, slots=True)
class QuestionMoveLine:
    """Another name or another day, with the reason; what was promised before stays in sight."""

    at: datetime
    old_owner: str
    new_owner: str
    old_on: date
    new_on: date
    reason: str
    by: str
    """Who did it; empty when the day passed in silence or the owner left."""
    in_english: bool
    """Whether ``reason`` is a line of the product, said in English; else it stands as it was written."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    id: UUID
    kind: str
    """message, step, call, talk or heard."""
    state: str
    """open, promised, answered, covered or no_question."""
    asker: PersonLine
    owner: PersonLine
    holder: PersonLine | None
    """Who has a broken promise now; None while it holds, and until the watch has given it a name."""
    step_id: UUID | None
    step_title: str
    words: str
    about: str
    asked_at: datetime
    raised: int
    """How often it was raised while unanswered: the municipality's debt."""
    promised_on: date
    due_on: date
    """The date that holds now; after a broken promise the new one that was named."""
    why: WhyDate | None
    """How the day is counted; None where a person has promised it, and once it has another."""
    is_late: bool
    closed_at: datetime | None
    closed_how: str
    """message, answer, update, call, meeting or family; empty while it is open."""
    moves: tuple[QuestionMoveLine, ...]


@dataclass(frozen=True, slots=True)
class TalkHour:
    """An hour for a short talk that can still be picked."""

    id: UUID
    person_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    offered_by: PersonLine


@dataclass(frozen=True, slots=True)
class Questions:
    """The open questions that the viewer may see, the next date first; then those that have been closed lately."""

    open: tuple[QuestionLine, ...]
    closed: tuple[QuestionLine, ...]
    hours: tuple[TalkHour, ...]
    answer_by: date
    """When a question asked now is answered at the latest."""
    answer_working_days: int
    """How many working days that is."""


def questions_of(access: Access, *, asker: Person | None = None) -> Questions:
    """What the viewer may see; with ``asker`` only that family member's. Seven statements at most."""
    rows = visible_questions(access)
    if asker is not None:
        rows = rows.filter(asker=asker)
    opened = list(_with_facts(rows.filter(closed_at__isnull=True).order_by("due_on", "asked_at", "pk")))
    closed = list(_with_facts(rows.filter(closed_at__isnull=False).order_by("-closed_at", "pk")[:CLOSED_SHOWN]))
    lines = {line.id: line for line in _lines(access.case, [*opened, *closed])}
    return Questions(
        open=tuple(lines[row.pk] for row in opened),
        closed=tuple(lines[row.pk] for row in closed),
        hours=_hours(access, asker),
        answer_by=answer_date(access.case),
        answer_working_days=access.case.days.number("answer_working_days"),
    )


def question_line(access: Access, question: Question) -> QuestionLine | None:
    """One question; None for whoever may do something about it without reading it (G14)."""
    return _lines(access.case, [question])[0] if may_read(access, question) else None


def answer_date(case: Case) -> date:
    """When a question asked now is answered at the latest."""
    return answer_by(clock.now(), case.days.number("answer_working_days"), case.days.calendar)


def open_questions(access: Access, asker: Person | None = None) -> QuerySet[Question]:
    """What staff may still answer in the case, for their forms; the oldest promise first."""
    rows = visible_questions(access).filter(closed_at__isnull=True)
    if asker is not None:
        rows = rows.filter(asker=asker)
    return rows.select_related("asker", "owner", "step").order_by("due_on", "asked_at", "pk")


def _with_facts(rows: "QuerySet[Question]") -> "QuerySet[Question]":
    return rows.select_related("step", "case__municipality")


def _lines(case: Case, rows: Sequence[Question]) -> list[QuestionLine]:
    """Rows of one case. The same number of statements for any number of questions."""
    holders = _holders(row.pk for row in rows if row.closed_at is None)
    moves: dict[UUID, list[QuestionMove]] = {}
    for move in QuestionMove.objects.filter(question__in=[row.pk for row in rows]).order_by("at"):
        moves.setdefault(move.question_id, []).append(move)
    ids: list[UUID | None] = [one for row in rows for one in (row.asker_id, row.owner_id)]
    ids += holders.values()
    ids += [one for of in moves.values() for move in of for one in (move.old_owner_id, move.new_owner_id, move.by_id)]
    people = person_lines(ids)
    return [_line(case, row, holders.get(row.pk), moves.get(row.pk, []), people) for row in rows]


def _holders(questions: Iterable[UUID]) -> dict[UUID, UUID]:
    late = Gap.objects.filter(subject_id__in=list(questions), kind="question_late", closed_at__isnull=True)
    return dict(late.values_list("subject_id", "responsible"))


def _line(
    case: Case, row: Question, holder: UUID | None, moves: Sequence[QuestionMove], people: dict[UUID, PersonLine]
) -> QuestionLine:
    return QuestionLine(
        id=row.pk,
        kind=row.kind,
        state=row.state,
        asker=people[row.asker_id],
        owner=people[row.owner_id],
        holder=people[holder] if holder else None,
        step_id=row.step_id,
        step_title=_title(row.step) if row.step else "",
        words=row.words,
        about=row.about,
        asked_at=row.asked_at,
        raised=row.raised,
        promised_on=row.promised_on,
        due_on=row.due_on,
        why=why_answer(case, row) if row.closed_at is None else None,
        is_late=row.closed_at is None and row.promised_on < clock.today(),
        closed_at=row.closed_at,
        closed_how=row.closed_how,
        moves=tuple(_move_line(move, people) for move in moves),
    )


def _move_line(move: QuestionMove, people: dict[UUID, PersonLine]) -> QuestionMoveLine:
    reason = own_words.said_line(move.reason)
    return QuestionMoveLine(
        at=move.at,
        old_owner=people[move.old_owner_id].name,
        new_owner=people[move.new_owner_id].name,
        old_on=move.old_on,
        new_on=move.new_on,
        reason=reason,
        by=people[move.by_id].name if move.by_id else "",
        in_english=reason != move.reason,
    )


def _title(step: Any) -> str:
    english = get_language() == "en"
    return str((english and step.texts_en.get("title")) or step.title)


def _hours(access: Access, asker: Person | None) -> tuple[TalkHour, ...]:
    """What can be picked: for the family member it was offered to, and for staff who see that member's questions."""
    offers = TalkOffer.objects.filter(case=access.case, meeting__isnull=True, withdrawn_at__isnull=True)
    whom = access.person if access.is_family else asker
    if whom is not None:
        offers = offers.filter(person=whom)
    rows = list(offers.filter(starts_at__gt=clock.now()).order_by("starts_at", "pk"))
    people = person_lines(row.offered_by_id for row in rows)
    return tuple(
        TalkHour(row.pk, row.person_id, row.starts_at, row.minutes, row.place, people[row.offered_by_id])
        for row in rows
    )
