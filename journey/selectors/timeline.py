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
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.prepared import Row
from journey.selectors.shapes import AgreementCard, AutomaticWord, EndedWait, TimelineItem
from journey.selectors.timeline_items import ItemBuilder, folded_word
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


def timeline(access: Access, *, seen_until: datetime | None = None) -> Timeline:
    """Everything that the viewer may see, parted into what may come, what goes on, and what has happened.

    Items newer than ``seen_until`` are marked new; None marks nothing.
    """
    rows = TimelineRows.read(access)
    people = person_lines(rows.people())
    build = ItemBuilder(people=people, seen_until=seen_until, english=spoken() == "en")
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


def _with_folded(rows: Sequence[Row]) -> Iterable[tuple[Row, AutomaticWord | None]]:
    """Each word once: what went out by itself stands under the words of the person who wrote after it."""
    automatic = {row["id"]: row for row in rows if row["author_id"] is None}
    folded = {row["corrects_id"] for row in rows} & automatic.keys()
    for row in rows:
        if row["id"] not in folded:
            yield row, folded_word(automatic.get(row["corrects_id"]))


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
    past = [item for item in (*steps, *others) if item.state in {"done", "not_needed", "stopped"} and item.at]
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
    """What the case was in the middle of: neither done nor not needed, and never said to be."""
    at = min(item.at or closed_at, closed_at)
    if item.step:
        wait, day = item.step.wait, clock.local(closed_at).date()
        ended = (EndedWait(wait.awaited, _("Forløbet er afsluttet."), day, spoken() == "en"),) if wait else ()
        step = replace(item.step, wait=None, ended_on=day, ended_waits=(*item.step.ended_waits, *ended))
        return replace(item, state="stopped", at=closed_at, step=step)
    if item.meeting:
        why = _("Forløbet er afsluttet.")
        meeting = replace(
            item.meeting, state="cancelled", cancelled_by="municipality", cancel_reason=why, is_unsettled=False
        )
        return replace(item, state="done", at=at, meeting=meeting)
    if item.decision:
        return replace(item, state="stopped", at=at, decision=replace(item.decision, state="unanswered"))
    return item


def _latest_first(agreed: Sequence[AgreementCard]) -> list[AgreementCard]:
    closed = [one for one in agreed if one.closed_on]
    return sorted(closed, key=lambda one: one.closed_on or date.max, reverse=True)


def _when(item: TimelineItem) -> datetime:
    return item.at or NEVER
