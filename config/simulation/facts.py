"""The raw rows that a report is read from, by statements of its own: nothing here asks the watch or its SQL."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class GapRow:
    kind: str
    case: UUID
    person: UUID | None
    subject: UUID
    opened: datetime
    closed: datetime | None

    def open_at(self, moment: datetime) -> bool:
        return self.opened <= moment and (self.closed is None or self.closed >= moment)


@dataclass(frozen=True, slots=True)
class Promise:
    """That somebody hears by the end of a day. `kept_at`: when it was met or replaced; None: it still stands."""

    case: UUID
    person: UUID
    subject: UUID | None
    """The question; None for a next word."""
    by: date
    since: datetime
    kept_at: datetime | None


class Facts:
    """Everything of one town, once."""

    def __init__(self) -> None:
        self.case_ends = {row[0]: row[1] for row in _rows("SELECT id, closed_at FROM journey_case")}
        self.custody: dict[tuple[UUID, UUID], list[tuple[datetime, datetime | None]]] = defaultdict(list)
        for case, person, start, end in _rows(
            "SELECT c.id, r.person_id, lower(r.period), upper(r.period) FROM journey_relation r"
            " JOIN journey_case c ON c.child_id = r.child_id WHERE r.kind = 'custodian'"
        ):
            self.custody[case, person].append((start, end))
        self.gaps: dict[tuple[str, UUID, UUID | None], list[GapRow]] = defaultdict(list)
        for row in _rows("SELECT kind, case_id, person_id, subject_id, opened_at, closed_at FROM journey_gap"):
            gap = GapRow(*row)
            self.gaps[gap.kind, gap.case, gap.person].append(gap)
        self.told: dict[tuple[UUID, UUID], list[datetime]] = defaultdict(list)
        for case, person, at in _rows(
            "SELECT e.case_id, told.person_id, e.occurred_at FROM journey_event e JOIN ("
            " SELECT n.event_id, r.person_id FROM journey_recipient r JOIN journey_notice n ON n.id = r.notice_id"
            " UNION ALL SELECT s.event_id, s.person_id FROM messaging_suppression s WHERE s.channel = ''"
            ") told ON told.event_id = e.id WHERE e.kind = 'promise.broken_told'"
        ):
            self.told[case, person].append(at)

    def is_owed(self, case: UUID, person: UUID, moment: datetime) -> bool:
        """Whether the case was open and the person had custody."""
        end = self.case_ends[case]
        mine = self.custody[case, person]
        return (end is None or end > moment) and any(a <= moment and (b is None or b > moment) for a, b in mine)

    def next_words(self) -> list[Promise]:
        """From the history of dates. What nobody wrote, and owning up to a breach, put no promise in its place."""
        rows = _rows(
            "SELECT w.case_id, w.person_id, w.at, w.new FROM journey_nextwordchange w"
            " LEFT JOIN journey_update u ON u.id = w.update_row_id"
            " WHERE u.id IS NULL OR u.is_informative ORDER BY w.case_id, w.person_id, w.at, w.recorded_at"
        )
        return [
            Promise(case, person, None, day, at, _next_at(rows, place))
            for place, (case, person, at, day) in enumerate(rows)
        ]

    def answers(self) -> list[Promise]:
        """Each question's first day and those that a person promised instead; a mere new name keeps the day."""
        moves: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        for question, *move in _rows(
            "SELECT question_id, at, old_on, new_on, by_id IS NOT NULL AND (old_owner_id = new_owner_id"
            " OR old_on <> new_on) FROM journey_questionmove ORDER BY question_id, at, recorded_at"
        ):
            moves[question].append(tuple(move))
        found = []
        for question, case, person, asked, promised, closed in _rows(
            "SELECT id, case_id, asker_id, asked_at, promised_on, closed_at FROM journey_question"
        ):
            mine = moves[question]
            days = [(asked, mine[0][1] if mine else promised)]
            days += [(at, new) for at, _old, new, is_promise in mine if is_promise]
            ends = [at for at, _day in days[1:]] + [closed]
            for (since, day), end in zip(days, ends, strict=True):
                found.append(Promise(case, person, question, day, since, end))
        return found


def critical_news() -> list[tuple[Any, ...]]:
    """Case, person, when it was told, when it was proven to have arrived and how: for each of the family."""
    return _rows(
        "SELECT r.case_id, r.person_id, r.recorded_at, r.informed_at, r.informed_how FROM journey_recipient r"
        " JOIN journey_notice n ON n.id = r.notice_id WHERE n.is_critical AND r.is_family"
    )


def doubles() -> dict[str, int]:
    """How often the same event went to the same person on the same road, or was a notice, more than once."""
    of_row = "SELECT count(*) FROM (SELECT 1 FROM {} GROUP BY {} HAVING count(*) > 1) twice"
    asked = {
        "delivery": ("messaging_delivery", "event_id, person_id, channel"),
        "recipient": ("journey_recipient", "notice_id, person_id"),
        "notice": ("journey_notice", "event_id"),
    }
    return {name: _rows(of_row.format(*where))[0][0] for name, where in asked.items()}


def left_lying(before: datetime) -> dict[str, int]:
    """Events that were never relayed, and mails that were due and are in no end state."""
    return {
        "event": _rows("SELECT count(*) FROM journey_outboxitem WHERE relayed_at IS NULL")[0][0],
        "mail": _rows(
            "SELECT count(*) FROM messaging_delivery WHERE state IN ('pending', 'retry', 'unknown') AND due_at < %s",
            [before],
        )[0][0],
    }


def sizes() -> dict[str, int]:
    tables = {
        "families": "journey_case",
        "events": "journey_event",
        "gaps": "journey_gap",
        "notices": "journey_notice",
        "deliveries": "messaging_delivery",
        "decisions not to tell": "messaging_suppression",
    }
    return {name: _rows(f"SELECT count(*) FROM {table}")[0][0] for name, table in tables.items()}  # noqa: S608


def _next_at(rows: list[tuple[Any, ...]], place: int) -> datetime | None:
    if place + 1 < len(rows) and rows[place + 1][:2] == rows[place][:2]:
        at: datetime = rows[place + 1][2]
        return at
    return None


def _rows(statement: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
