"""The red thread of one case for one viewer, in six statements whatever its length (architecture §8)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.language import spoken
from journey.models.base import Visibility
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.prepared import Row
from journey.selectors.shapes import (
    AgreementCard,
    AutomaticWord,
    DateMove,
    DecisionDetail,
    EndedWait,
    MeetingDetail,
    ParticipantLine,
    PersonLine,
    StepDetail,
    StepMoveLine,
    TimelineItem,
    UpdateDetail,
    WaitCard,
)
from journey.selectors.timeline_rows import TimelineRows


@dataclass(frozen=True, slots=True)
class Timeline:
    """The items in the three parts of the page, plus the plain order of the steps that the glance needs."""

    ahead: tuple[TimelineItem, ...]
    current: tuple[TimelineItem, ...]
    past: tuple[TimelineItem, ...]
    agreements: tuple[AgreementCard, ...]
    """What was agreed: open ones by their day, then closed ones, the latest first."""


NEVER = datetime.max.replace(tzinfo=UTC)

LEAVES = {"forward", "back", "skip"}
"""Moves of a step that was going on, as told from the step that is left."""

STATE_OF_PLANNED = {"certain": "expected", "expected": "expected", "possible": "maybe", "unknown": "maybe"}


def timeline(access: Access, *, seen_until: datetime | None = None) -> Timeline:
    """Everything that the viewer may see, parted into what may come, what goes on, and what has happened.

    Items newer than ``seen_until`` are marked new; None marks nothing.
    """
    rows = TimelineRows.read(access)
    people = person_lines(rows.people())
    build = _Builder(people=people, seen_until=seen_until, english=spoken() == "en")
    waits = {row["step_id"]: build.wait(row) for row in rows.waits if row["ended_at"] is None}
    ended = [row for row in rows.waits if row["ended_at"] is not None]
    moves, times = _told_once(rows.steps), _times(rows.steps)
    steps = [
        build.step(row | {"round": times[row["id"]]}, waits.get(row["id"]), ended, moves[row["id"]])
        for row in rows.steps
    ]
    others = [build.update(row, folded) for row, folded in _with_folded(rows.updates)]
    agreed = [build.agreement(row) for row in rows.agreements]
    others += [build.meeting(row, agreed) for row in rows.meetings]
    others += [build.decision(row) for row in rows.decisions]
    parted = _parted(rows.steps, steps, others, agreed)
    return _over(parted, access.case.closed_at) if access.case.closed_at else parted


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

    def step(self, row: Row, wait: WaitCard | None, ended: Sequence[Row], moves: Sequence[Row]) -> TimelineItem:
        text = {**row, **{k: v for k, v in row["texts_en"].items() if v}} if self.english else row
        at = row["ended_at"] or row["started_at"]
        moved = tuple(_step_move(one) for one in moves)
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
            is_withheld=row["visibility"] == Visibility.WITHHELD,
            expected_from=row["expected_from"],
            expected_to=row["expected_to"],
            started_on=_local_day(row["started_at"]),
            ended_on=_local_day(row["ended_at"]),
            round=row["round"],
            moves=moved,
            date_moves=_moved_dates([*row["dates"], *row["wait_dates"]]),
            wait=wait,
            ended_waits=tuple(
                EndedWait(one["awaited"], one["ended_how"], clock.local(one["ended_at"]).date())
                for one in ended
                if one["step_id"] == row["id"]
            ),
        )
        newest = max(filter(None, (at, *(move.at for move in moved))), default=None)
        return TimelineItem(
            id=row["id"],
            kind="step",
            state=_step_state(row),
            title=text["title"],
            at=at,
            is_new=self.is_new(newest),
            step=detail,
        )

    def update(self, row: Row, folded: AutomaticWord | None) -> TimelineItem:
        detail = UpdateDetail(
            kind=_update_kind(row),
            happened=row["happened"],
            means=row["means"],
            not_means=row["not_means"],
            next_text=row["next_text"],
            still_expected=row["still_expected"],
            next_word_on=row["next_word_on"],
            author=self.people.get(row["author_id"]),
            automatic=folded,
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

    def meeting(self, row: Row, agreed: Iterable[AgreementCard]) -> TimelineItem:
        detail = MeetingDetail(
            purpose=row["purpose"],
            can_decide=row["can_decide"],
            is_not=row["is_not"],
            place=row["place"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            state=row["state"],
            is_unsettled=row["state"] == "planned" and clock.local(row["starts_at"]).date() < clock.today(),
            cancelled_by=row["cancelled_by"],
            cancel_reason=row["cancel_reason"],
            without_family=row["without_family"],
            question=row["question"],
            conclusion=row["conclusion"],
            conclusion_due_on=row["conclusion_due_on"],
            conclusion_is_late=_is_late(row),
            participants=tuple(ParticipantLine(**one) for one in row["invited"]),
            agreements=tuple(one for one in agreed if one.meeting_id == row["id"]),
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

    def agreement(self, row: Row) -> AgreementCard:
        moves = _moved_dates(row["dates"])
        newest = max(filter(None, (row["recorded_at"], row["closed_at"], *(move.at for move in moves))))
        is_open = row["closed_at"] is None
        return AgreementCard(
            id=row["id"],
            text=row["text"],
            owner=self.people[row["owner_id"]],
            owner_role=row["owner_role"],
            earlier_owners=tuple(one["name"] for one in row["earlier"]),
            is_confirmed=row["is_confirmed"],
            due_on=row["due_on"],
            follow_up_on=row["follow_up_on"],
            made_on=row["made_on"],
            meeting_id=row["meeting_id"],
            is_open=is_open,
            is_late=is_open and row["due_on"] < clock.today(),
            outcome=row["outcome"],
            outcome_text=row["outcome_text"],
            closed_on=_local_day(row["closed_at"]),
            closed_by=self.people.get(row["closed_by_id"]),
            date_moves=moves,
            is_new=self.is_new(newest),
        )


def _update_kind(row: Row) -> str:
    """What a person writes that is no informative word is a promise owned up to (services.breaches)."""
    return "breach" if row["author_id"] and not row["is_informative"] else str(row["kind"])


def _with_folded(rows: Sequence[Row]) -> Iterable[tuple[Row, AutomaticWord | None]]:
    """Each word once: what went out by itself stands under the words of the person who wrote after it."""
    automatic = {row["id"]: row for row in rows if row["author_id"] is None}
    folded = {row["corrects_id"] for row in rows} & automatic.keys()
    for row in rows:
        if row["id"] not in folded:
            yield row, _folded(automatic.get(row["corrects_id"]))


def _folded(row: Row | None) -> AutomaticWord | None:
    return AutomaticWord(row["published_at"], row["happened"], row["next_text"]) if row else None


def _local_day(at: datetime | None) -> date | None:
    return clock.local(at).date() if at else None


def _told_once(steps: Sequence[Row]) -> Mapping[UUID, Sequence[Row]]:
    """Each step's moves, with one sentence standing in one place: one act leaves one step and begins another.

    The sentence stands at the step that begins, since that is where the reader is now; at a step that was not needed it
    says why. A step that the viewer may not see takes no sentence away.
    """
    left = {_told(one): one["kind"] for row in steps for one in row["moved"] if one["kind"] in LEAVES}
    begun = {_told(one) for row in steps for one in row["moved"] if one["kind"] not in LEAVES}

    def stays(one: Row) -> bool:
        both = _told(one) in begun and _told(one) in left
        return not both or (one["kind"] in LEAVES) == (left[_told(one)] == "skip")

    return {row["id"]: [one for one in row["moved"] if stays(one)] for row in steps}


def _times(steps: Sequence[Row]) -> Mapping[UUID, int]:
    """Which time each step is, of those that the viewer may see: a number must not tell of one between (L13)."""
    times: dict[UUID, int] = {}
    seen: Counter[str] = Counter()
    for row in sorted(steps, key=lambda row: row["round"]):
        seen[row["code"]] += 1
        times[row["id"]] = seen[row["code"]]
    return times


def _told(one: Row) -> tuple[str, str]:
    return one["at"], one["sentence"]


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


def _is_late(meeting: Row) -> bool:
    due: date | None = meeting["conclusion_due_on"]
    return meeting["state"] == "held" and not meeting["conclusion"] and due is not None and due < clock.today()


def _parted(
    rows: Sequence[Row],
    steps: Sequence[TimelineItem],
    others: Sequence[TimelineItem],
    agreed: Sequence[AgreementCard],
) -> Timeline:
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
        agreements=(*(one for one in agreed if one.is_open), *_latest_first(agreed)),
    )


def _over(thread: Timeline, closed_at: datetime) -> Timeline:
    """A closed case: nothing in it runs, waits, grows late or is to come. What it was in the middle of stays told."""
    met = [item for item in thread.ahead if item.meeting]
    broken_off = [_ended(item, closed_at) for item in (*thread.current, *met)]
    past = sorted((*broken_off, *thread.past), key=_when, reverse=True)
    return replace(thread, ahead=(), current=(), past=tuple(past))


def _ended(item: TimelineItem, closed_at: datetime) -> TimelineItem:
    at = min(item.at or closed_at, closed_at)
    if item.step:
        wait, day = item.step.wait, clock.local(closed_at).date()
        ended = (EndedWait(wait.awaited, _("Forløbet er afsluttet."), day),) if wait else ()
        step = replace(item.step, wait=None, ended_on=day, ended_waits=(*item.step.ended_waits, *ended))
        return replace(item, state="done", at=closed_at, step=step)
    if item.meeting:
        why = _("Forløbet er afsluttet.")
        meeting = replace(
            item.meeting, state="cancelled", cancelled_by="municipality", cancel_reason=why, is_unsettled=False
        )
        return replace(item, state="done", at=at, meeting=meeting)
    if item.decision:
        return replace(item, state="not_needed", at=at, decision=replace(item.decision, state="unanswered"))
    return item


def _latest_first(agreed: Sequence[AgreementCard]) -> list[AgreementCard]:
    closed = [one for one in agreed if one.closed_on]
    return sorted(closed, key=lambda one: one.closed_on or date.max, reverse=True)


def _when(item: TimelineItem) -> datetime:
    return item.at or NEVER
