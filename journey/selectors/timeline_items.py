"""Turning the rows of one case into what a viewer reads: each row once, in the viewer's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from journey import own_words
from journey.models.base import Visibility
from journey.models.updates import UpdateKind
from journey.rules import clock
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

STATE_OF_PLANNED = {"certain": "expected", "expected": "expected", "possible": "maybe", "unknown": "maybe"}


@dataclass(frozen=True, slots=True)
class ItemBuilder:
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
        translated = {k: v for k, v in row["texts_en"].items() if v} if self.english else {}
        text = {**row, **translated}
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
            ended_waits=tuple(_ended_wait(one) for one in ended if one["step_id"] == row["id"]),
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
            in_english=tuple(translated),
        )

    def update(self, row: Row, folded: AutomaticWord | None) -> TimelineItem:
        words = _said(row)
        detail = UpdateDetail(
            kind=_update_kind(row),
            happened=words["happened"],
            means=row["means"],
            not_means=row["not_means"],
            next_text=words["next_text"],
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
            title=words["title"],
            at=at,
            is_new=self.is_new(at),
            update=detail,
            in_english=_in_english(row, words),
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


def _ended_wait(row: Row) -> EndedWait:
    how = own_words.said(row["ended_how"])
    return EndedWait(row["awaited"], how, clock.local(row["ended_at"]).date(), in_english=how != row["ended_how"])


def _said(row: Row) -> dict[str, str]:
    """The words of a piece of news; those that nobody wrote, in the reader's language (RQ-137).

    Who has a broken promise and by when stands in a line of the product also below a person's own words.
    """
    return {
        "title": own_words.said(row["title"]),
        "happened": row["happened"] if row["author_id"] else own_words.said_line(row["happened"]),
        "next_text": row["next_text"] if row["is_informative"] else own_words.said_line(row["next_text"]),
    }


def _in_english(row: Row, words: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name, said in words.items() if said != row[name])


def _update_kind(row: Row) -> str:
    """What a person writes that is no informative word is a promise owned up to (services.breaches).

    Who the contact is from now on is a change of contact, also in a line that nobody wrote.
    """
    if row["author_id"] is None and row["title"] in own_words.TITLES_OF_CONTACT:
        return str(UpdateKind.CONTACT_CHANGE)
    return "breach" if row["author_id"] and not row["is_informative"] else str(row["kind"])


def folded_word(row: Row | None) -> AutomaticWord | None:
    if row is None:
        return None
    words = _said(row)
    return AutomaticWord(row["published_at"], words["happened"], words["next_text"], _in_english(row, words))


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


def _is_late(meeting: Row) -> bool:
    due: date | None = meeting["conclusion_due_on"]
    return meeting["state"] == "held" and not meeting["conclusion"] and due is not None and due < clock.today()
