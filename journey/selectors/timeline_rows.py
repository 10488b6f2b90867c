"""The rows of one case's timeline that a viewer may see: five statements, translated once (architecture §8, ADR 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from journey.access.gate import Access
from journey.access.queries import (
    visible_agreements,
    visible_decisions,
    visible_meetings,
    visible_steps,
    visible_updates,
    visible_waits,
)
from journey.models import AgreementHandover, DateMove, NextWordChange, Participant, StepMove
from journey.selectors.prepared import PreparedQuery, Row

STEP_FIELDS = [
    "id",
    "code",
    "phase",
    "track",
    "position",
    "round",
    "title",
    "what",
    "why",
    "usual",
    "you_can",
    "is_not",
    "texts_en",
    "owner_role",
    "owner_title",
    "owner_id",
    "is_authority",
    "certainty",
    "condition",
    "state",
    "expected_from",
    "expected_to",
    "started_at",
    "ended_at",
    "visibility",
]
WAIT_FIELDS = [
    "id",
    "step_id",
    "awaited",
    "holder_id",
    "why",
    "ends_when",
    "meanwhile",
    "family_can",
    "since",
    "review_on",
    "expected_from",
    "expected_to",
    "expected_kind",
    "ended_at",
    "ended_how",
]
WAIT_DAYS = ("since", "review_on", "expected_from", "expected_to")
UPDATE_FIELDS = [
    "id",
    "kind",
    "author_id",
    "title",
    "happened",
    "means",
    "not_means",
    "next_text",
    "still_expected",
    "is_informative",
    "corrects_id",
    "published_at",
]
MEETING_FIELDS = [
    "id",
    "title",
    "purpose",
    "can_decide",
    "is_not",
    "place",
    "starts_at",
    "ends_at",
    "without_family",
    "question",
    "state",
    "cancelled_by",
    "cancel_reason",
    "conclusion",
    "conclusion_due_on",
    "recorded_at",
]
DECISION_FIELDS = [
    "id",
    "asked",
    "decider_id",
    "decider_role",
    "body",
    "expected_on",
    "outcome",
    "means",
    "reasons",
    "decided_at",
    "recorded_at",
]

AGREEMENT_FIELDS = [
    "id",
    "text",
    "owner_id",
    "owner_role",
    "is_confirmed",
    "due_on",
    "follow_up_on",
    "meeting_id",
    "made_on",
    "outcome",
    "outcome_text",
    "closed_at",
    "closed_by_id",
    "recorded_at",
]

Rows: TypeAlias = Any
"""A ``values()`` query set with annotations, whose rows the stubs cannot type."""


@dataclass(frozen=True, slots=True)
class TimelineRows:
    steps: Sequence[Row]
    waits: Sequence[Row]
    """Those of the steps, which bring them along: one statement fewer."""
    updates: Sequence[Row]
    meetings: Sequence[Row]
    decisions: Sequence[Row]
    agreements: Sequence[Row]

    @classmethod
    def read(cls, access: Access) -> "TimelineRows":
        steps = STEPS.rows(access)
        return cls(
            steps=steps,
            waits=[_wait(one) for step in steps for one in step["waited"]],
            updates=UPDATES.rows(access),
            meetings=MEETINGS.rows(access),
            decisions=DECISIONS.rows(access),
            agreements=AGREEMENTS.rows(access),
        )

    def people(self) -> Iterable[UUID | None]:
        for rows, field in ((self.steps, "owner_id"), (self.waits, "holder_id"), (self.updates, "author_id")):
            yield from (row[field] for row in rows)
        yield from (row["decider_id"] for row in self.decisions)
        yield from (row[field] for row in self.agreements for field in ("owner_id", "closed_by_id"))


def _steps(access: Access) -> Rows:
    moves = StepMove.objects.filter(step=OuterRef("pk")).order_by("at")
    return (
        visible_steps(access)
        .order_by("position", "round")
        .annotate(
            moved=ArraySubquery(
                moves.values(row=JSONObject(at="at", kind="kind", sentence="sentence", by="by__display_name"))
            ),
            dates=ArraySubquery(_date_moves(step=OuterRef("pk"))),
            wait_dates=ArraySubquery(_date_moves(wait__step=OuterRef("pk"))),
            waited=ArraySubquery(_waits(access)),
        )
        .values(*STEP_FIELDS, "moved", "dates", "wait_dates", "waited")
    )


def _waits(access: Access) -> Rows:
    columns = {name: name for name in WAIT_FIELDS}
    return (
        visible_waits(access)
        .filter(step=OuterRef("pk"))
        .order_by("since", "recorded_at")
        .values(row=JSONObject(**columns))
    )


def _wait(row: Row) -> Row:
    """A wait as JSON brings it, with the types of its columns."""
    ids = {name: UUID(row[name]) for name in ("id", "step_id", "holder_id")}
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in WAIT_DAYS}
    ended = datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None
    return {**row, **ids, **days, "ended_at": ended}


def _date_moves(**of: OuterRef) -> Rows:
    return (
        DateMove.objects.filter(**of)
        .order_by("at")
        .values(row=JSONObject(at="at", old="old_to", new="new_to", reason="reason", by="by__display_name"))
    )


def _updates(access: Access) -> Rows:
    promised = NextWordChange.objects.filter(update_row=OuterRef("pk"), person=access.person).values("new")[:1]
    return (
        visible_updates(access)
        .order_by("published_at")
        .annotate(next_word_on=Subquery(promised))
        .values(*UPDATE_FIELDS, "next_word_on")
    )


def _meetings(access: Access) -> Rows:
    invited = Participant.objects.filter(meeting=OuterRef("pk")).order_by("recorded_at", "name")
    line = JSONObject(name="name", role="role", why="why", answer="answer", is_family="is_family")
    return (
        visible_meetings(access)
        .order_by("starts_at")
        .annotate(invited=ArraySubquery(invited.values(row=line)))
        .values(*MEETING_FIELDS, "invited")
    )


def _decisions(access: Access) -> Rows:
    return (
        visible_decisions(access)
        .annotate(dates=ArraySubquery(_date_moves(decision=OuterRef("pk"))))
        .values(*DECISION_FIELDS, "dates")
    )


def _agreements(access: Access) -> Rows:
    passed_on = AgreementHandover.objects.filter(agreement=OuterRef("pk")).order_by("at")
    return (
        visible_agreements(access)
        .order_by("due_on", "recorded_at")
        .annotate(
            dates=ArraySubquery(_date_moves(agreement=OuterRef("pk"))),
            earlier=ArraySubquery(passed_on.values(row=JSONObject(name="old__display_name", until="at"))),
        )
        .values(*AGREEMENT_FIELDS, "dates", "earlier")
    )


STEPS = PreparedQuery(_steps, json_columns=("texts_en", "moved", "dates", "wait_dates", "waited"))
UPDATES = PreparedQuery(_updates)
MEETINGS = PreparedQuery(_meetings, json_columns=("invited",))
DECISIONS = PreparedQuery(_decisions, json_columns=("dates",))
AGREEMENTS = PreparedQuery(_agreements, json_columns=("dates", "earlier"))
