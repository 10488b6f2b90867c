"""The red thread of one case for one viewer, in six statements whatever its length (architecture §8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.queries import (
    visible_decisions,
    visible_meetings,
    visible_steps,
    visible_updates,
    visible_waits,
)
from journey.models import DateMove as DateMoveRow
from journey.models import NextWordChange, Participant, StepMove
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.prepared import PreparedQuery, Row
from journey.selectors.shapes import (
    DateMove,
    DecisionDetail,
    MeetingDetail,
    ParticipantLine,
    PersonLine,
    StepDetail,
    StepMoveLine,
    TimelineItem,
    UpdateDetail,
    WaitCard,
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The items in the three parts of the page, plus the plain order of the steps that the glance needs."""

    ahead: tuple[TimelineItem, ...]
    current: tuple[TimelineItem, ...]
    past: tuple[TimelineItem, ...]


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
]
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

NEVER = datetime.max.replace(tzinfo=UTC)

STATE_OF_PLANNED = {"certain": "expected", "expected": "expected", "possible": "maybe", "unknown": "maybe"}


Rows: TypeAlias = Any
"""A ``values()`` query set with annotations, whose rows the stubs cannot type."""


def timeline(access: Access, *, seen_until: datetime | None = None) -> Timeline:
    """Everything that the viewer may see, parted into what may come, what goes on, and what has happened.

    Items newer than ``seen_until`` are marked new; None marks nothing.
    """
    rows = _Rows.read(access)
    people = person_lines(rows.people())
    build = _Builder(people=people, seen_until=seen_until, english=get_language() == "en")
    waits = {row["step_id"]: build.wait(row) for row in rows.waits}
    steps = [build.step(row, waits.get(row["id"])) for row in rows.steps]
    others = [build.update(row) for row in rows.updates]
    others += [build.meeting(row) for row in rows.meetings]
    others += [build.decision(row) for row in rows.decisions]
    return _parted(rows.steps, steps, others)


@dataclass(frozen=True, slots=True)
class _Rows:
    steps: Sequence[Row]
    waits: Sequence[Row]
    updates: Sequence[Row]
    meetings: Sequence[Row]
    decisions: Sequence[Row]

    @classmethod
    def read(cls, access: Access) -> "_Rows":
        return cls(
            steps=STEPS.rows(access),
            waits=WAITS.rows(access),
            updates=UPDATES.rows(access),
            meetings=MEETINGS.rows(access),
            decisions=DECISIONS.rows(access),
        )

    def people(self) -> Iterable[UUID | None]:
        for rows, field in ((self.steps, "owner_id"), (self.waits, "holder_id"), (self.updates, "author_id")):
            yield from (row[field] for row in rows)
        yield from (row["decider_id"] for row in self.decisions)


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
        )
        .values(*STEP_FIELDS, "moved", "dates", "wait_dates")
    )


def _waits(access: Access) -> Rows:
    return visible_waits(access).filter(ended_at__isnull=True).values(*WAIT_FIELDS)


def _date_moves(**of: OuterRef) -> Rows:
    return (
        DateMoveRow.objects.filter(**of)
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


STEPS = PreparedQuery(_steps, json_columns=("texts_en", "moved", "dates", "wait_dates"))
WAITS = PreparedQuery(_waits)
UPDATES = PreparedQuery(_updates)
MEETINGS = PreparedQuery(_meetings, json_columns=("invited",))
DECISIONS = PreparedQuery(_decisions, json_columns=("dates",))


@dataclass(frozen=True, slots=True)
class _Builder:
    """Turns rows into items. Pure: everything it needs has been read."""

    people: dict[UUID, PersonLine]
    seen_until: datetime | None
    english: bool

    def is_new(self, at: datetime | None) -> bool:
        return self.seen_until is not None and at is not None and at > self.seen_until

    def wait(self, row: Row) -> WaitCard:
        latest: date | None = row["expected_to"]
        return WaitCard(
            id=row["id"],
            awaited=row["awaited"],
            holder=self.people[row["holder_id"]],
            why=row["why"],
            ends_when=row["ends_when"],
            meanwhile=row["meanwhile"],
            family_can=row["family_can"],
            since=row["since"],
            review_on=row["review_on"],
            expected_from=row["expected_from"],
            expected_to=latest,
            expected_kind=row["expected_kind"],
            is_late=latest is not None and latest < clock.today(),
        )

    def step(self, row: Row, wait: WaitCard | None) -> TimelineItem:
        text = {**row, **{k: v for k, v in row["texts_en"].items() if v}} if self.english else row
        at = row["ended_at"] or row["started_at"]
        detail = StepDetail(
            code=row["code"],
            phase=row["phase"],
            track=row["track"],
            what=text["what"],
            why=text["why"],
            usual=text["usual"],
            you_can=text["you_can"],
            is_not=text["is_not"],
            certainty=row["certainty"],
            condition=text["condition"],
            owner=self.people.get(row["owner_id"]),
            owner_role=row["owner_role"],
            owner_title=text["owner_title"],
            is_authority=row["is_authority"],
            expected_from=row["expected_from"],
            expected_to=row["expected_to"],
            started_on=_local_day(row["started_at"]),
            ended_on=_local_day(row["ended_at"]),
            round=row["round"],
            moves=tuple(_step_move(one) for one in row["moved"]),
            date_moves=_moved_dates([*row["dates"], *row["wait_dates"]]),
            wait=wait,
        )
        newest = max([at or detail.moves[-1].at, *(m.at for m in detail.moves)]) if detail.moves else at
        return TimelineItem(
            id=row["id"],
            kind="step",
            state=_step_state(row),
            title=text["title"],
            at=at,
            is_new=self.is_new(newest),
            step=detail,
        )

    def update(self, row: Row) -> TimelineItem:
        detail = UpdateDetail(
            kind=row["kind"],
            happened=row["happened"],
            means=row["means"],
            not_means=row["not_means"],
            next_text=row["next_text"],
            still_expected=row["still_expected"],
            next_word_on=row["next_word_on"],
            author=self.people.get(row["author_id"]),
        )
        at: datetime = row["published_at"]
        return TimelineItem(
            id=row["id"],
            kind="update",
            state="done",
            title=_("Intet nyt endnu") if row["kind"] == "nothing_new" else row["title"],
            at=at,
            is_new=self.is_new(at),
            update=detail,
        )

    def meeting(self, row: Row) -> TimelineItem:
        detail = MeetingDetail(
            purpose=row["purpose"],
            can_decide=row["can_decide"],
            is_not=row["is_not"],
            place=row["place"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            state=row["state"],
            cancelled_by=row["cancelled_by"],
            cancel_reason=row["cancel_reason"],
            without_family=row["without_family"],
            question=row["question"],
            conclusion=row["conclusion"],
            conclusion_due_on=row["conclusion_due_on"],
            participants=tuple(ParticipantLine(**one) for one in row["invited"]),
        )
        return TimelineItem(
            id=row["id"],
            kind="meeting",
            state=_meeting_state(row),
            title=row["title"],
            at=row["starts_at"],
            is_new=self.is_new(row["recorded_at"]),
            meeting=detail,
        )

    def decision(self, row: Row) -> TimelineItem:
        decided: datetime | None = row["decided_at"]
        detail = DecisionDetail(
            asked=row["asked"],
            decider=self.people.get(row["decider_id"]),
            decider_role=row["decider_role"],
            body=row["body"],
            state="decided" if decided else "pending",
            outcome=row["outcome"],
            means=row["means"],
            reasons=row["reasons"],
            expected_on=row["expected_on"],
            decided_on=_local_day(decided),
            date_moves=_moved_dates(row["dates"]),
        )
        return TimelineItem(
            id=row["id"],
            kind="decision",
            state="done" if decided else "now",
            title=row["asked"],
            at=decided or row["recorded_at"],
            is_new=self.is_new(decided or row["recorded_at"]),
            decision=detail,
        )


def _local_day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at else None


def _step_move(one: Row) -> StepMoveLine:
    at = datetime.fromisoformat(one["at"])
    return StepMoveLine(at=at, kind=one["kind"], sentence=one["sentence"], by=one["by"])


def _moved_dates(rows: Iterable[Row]) -> tuple[DateMove, ...]:
    moves = (
        DateMove(
            at=datetime.fromisoformat(row["at"]),
            old=_day(row["old"]),
            new=_day(row["new"]),
            reason=row["reason"],
            by=row["by"],
        )
        for row in rows
    )
    return tuple(sorted(moves, key=lambda move: move.at))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _step_state(row: Row) -> str:
    if row["state"] == "planned":
        return STATE_OF_PLANNED[row["certainty"]]
    return "not_needed" if row["state"] == "skipped" else str(row["state"])


def _meeting_state(row: Row) -> str:
    if row["state"] == "planned":
        return "expected" if row["starts_at"] > clock.now() else "now"
    return "done"


def _parted(rows: Sequence[Row], steps: Sequence[TimelineItem], others: Sequence[TimelineItem]) -> Timeline:
    """Ahead furthest first, current in order, past newest first.

    A planned step that the course has already gone past, and that nobody has dated, is no longer ahead and is left out.
    """
    reached = max((row["position"] for row in rows if row["state"] != "planned"), default=Decimal(-1))
    ahead_steps = [
        item
        for row, item in zip(rows, steps, strict=True)
        if row["state"] == "planned" and (row["position"] > reached or row["expected_to"] or row["moved"])
    ]
    ahead_meetings = sorted((item for item in others if item.state == "expected"), key=_when)
    past = [item for item in (*steps, *others) if item.state in {"done", "not_needed"} and item.at]
    return Timeline(
        ahead=tuple(reversed([*ahead_meetings, *ahead_steps])),
        current=tuple(item for item in (*steps, *others) if item.state == "now"),
        past=tuple(sorted(past, key=_when, reverse=True)),
    )


def _when(item: TimelineItem) -> datetime:
    return item.at or NEVER
