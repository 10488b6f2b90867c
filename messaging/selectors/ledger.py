"""How critical and other news reached each of the family, or why not: the whole way, for staff (N7, N8)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.notices import family_ever, kept_from, told_family
from journey.errors import DomainError
from journey.models import NoticeTask, Recipient
from messaging.models import Delivery, Suppression

PAGE = 50
NO_SILENCE = "actor"
"""Who did it knows it: that is nobody left out."""


@dataclass(frozen=True, slots=True)
class RoadLine:
    """One road of one piece of news to one person."""

    channel: str
    """inapp, webpush, email, sms, digitalpost, call or letter."""
    state: str
    """pending, sent, delivered, retry, unknown, failed or skipped; of a call or letter also due, its outcome or
    not_needed."""
    reason: str
    """Why it failed or was skipped: a code."""
    at: datetime
    """When it was handed over, or decided; of what is no longer needed, since when."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    id: UUID
    """The news to this person: what is acknowledged or signed off."""
    kind: str
    is_critical: bool
    person_id: UUID
    name: str
    told_at: datetime
    informed_at: datetime | None
    informed_how: str
    """opened, acknowledged or call; empty: not proven."""
    signed_off_by: str
    signed_off_reason: str
    signed_off_at: datetime | None
    next_at: datetime | None
    """When the next road is taken; null: none is left, or none is needed."""
    may_sign_off: bool
    roads: tuple[RoadLine, ...]


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A decision not to tell one of the family, on one channel or (empty) on any."""

    event: str
    name: str
    channel: str
    reason: str
    at: datetime


def ledger(access: Access, *, limit: int = PAGE, after: UUID | None = None) -> list[LedgerLine]:
    """News to the family after ``after``, the newest first; four statements. Raises DomainError for an unknown one."""
    rows = told_family(access).select_related("notice", "person", "sign_off__by").order_by("-recorded_at", "pk")
    if after is not None:
        last = told_family(access).filter(pk=after).first()
        if last is None:
            raise DomainError("after_unknown", _("Den plads i listen findes ikke."), field="after")
        rows = rows.filter(recorded_at__lte=last.recorded_at).exclude(recorded_at=last.recorded_at, pk__lte=last.pk)
    page = list(rows[:limit])
    sent, tasks = _sent(page), _tasks(page)
    return [_line(row, sent[row.notice.event_id, row.person_id], tasks[row.pk]) for row in page]


def silences(access: Access, *, limit: int = PAGE) -> list[LeftOutLine]:
    """Whom of the family we decided not to tell, the newest first; one statement."""
    rows = Suppression.objects.filter(~kept_from(access, "event"), event__case=access.case)
    rows = rows.filter(person__in=family_ever(access)).exclude(reason=NO_SILENCE).select_related("event", "person")
    return [
        LeftOutLine(one.event.kind, one.person.display_name, one.channel, one.reason, one.at)
        for one in rows.order_by("-at", "pk")[:limit]
    ]


def _sent(page: Iterable[Recipient]) -> dict[tuple[int, UUID], list[Delivery]]:
    found: dict[tuple[int, UUID], list[Delivery]] = defaultdict(list)
    for one in Delivery.objects.filter(event__in=[row.notice.event_id for row in page]).order_by("created_at", "pk"):
        found[one.event_id, one.person_id].append(one)
    return found


def _tasks(page: Iterable[Recipient]) -> dict[UUID, list[NoticeTask]]:
    found: dict[UUID, list[NoticeTask]] = defaultdict(list)
    for one in NoticeTask.objects.filter(recipient__in=list(page)).order_by("due_at"):
        found[one.recipient_id].append(one)
    return found


def _line(row: Recipient, sent: Iterable[Delivery], tasks: list[NoticeTask]) -> LedgerLine:
    signed = getattr(row, "sign_off", None)
    is_open = row.notice.is_critical and row.informed_at is None and signed is None
    machines = [RoadLine(one.channel, one.state, one.reason, _when(one)) for one in sent]
    people = [_task_line(one, row.informed_at or (signed.at if signed else None)) for one in tasks]
    return LedgerLine(
        id=row.pk,
        kind=row.notice.kind,
        is_critical=row.notice.is_critical,
        person_id=row.person_id,
        name=row.person.display_name,
        told_at=row.recorded_at,
        informed_at=row.informed_at,
        informed_how=row.informed_how,
        signed_off_by=signed.by.display_name if signed else "",
        signed_off_reason=signed.reason if signed else "",
        signed_off_at=signed.at if signed else None,
        next_at=row.next_rung_at if is_open else None,
        may_sign_off=is_open and any(one.done_at for one in tasks),
        roads=(*machines, *people),
    )


def _task_line(task: NoticeTask, over_at: datetime | None) -> RoadLine:
    """Nobody has to call or write any more once the person knows it, or somebody has signed it off."""
    if task.done_at is None and over_at is not None:
        return RoadLine(task.kind, "not_needed", "", over_at)
    return RoadLine(task.kind, task.outcome or "due", "", task.done_at or task.due_at)


def _when(one: Delivery) -> datetime:
    return one.delivered_at or one.sent_at or one.due_at
