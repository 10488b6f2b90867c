"""Critical news climbs from road to road until it is known (N7, RQ-092). Which road comes next is journey.rules'.

Each piece of news to each of the family holds the moment at which it is looked at again, so that no deadline lies in a
queue: whoever was down for a day finds everything at the next sweep, once.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from journey.access.translated import NUMBER, ROW, VIEWER, Rows
from journey.models import NoticeTask, Recipient, SignOff
from journey.models.notices import NoticeTaskKind, TaskOutcome
from journey.rules import clock
from journey.rules.notice_ladder import MACHINES, Rung, Step, Tried, next_step, no_machine_reaches
from journey.rules.working_days import calendar_named
from journey.services.notices import look_again, task_write, unreachable_note
from messaging.delivery.recipients import Audience, audience_of
from messaging.delivery.roads import reason_against
from messaging.models import Delivery, Suppression
from messaging.models.delivery import Channel, DeliveryState

log = structlog.get_logger(__name__)

AFTER_TROUBLE = timedelta(minutes=5)
GIVEN_UP = {DeliveryState.FAILED, DeliveryState.SKIPPED}
_SENT: Rows[Delivery] = Rows(lambda: Delivery.objects.filter(event=NUMBER, person=VIEWER, channel__in=MACHINES))
_TASKS: Rows[NoticeTask] = Rows(lambda: NoticeTask.objects.filter(recipient=ROW))
TASKS = {Rung.CALL: NoticeTaskKind.CALL, Rung.LETTER: NoticeTaskKind.LETTER}


def climb(*, limit: int = 500) -> int:
    """Look at all news whose time has come, oldest first; gives the number of roads that were taken."""
    due = Recipient.objects.filter(next_rung_at__lte=clock.now()).order_by("next_rung_at")
    return sum(_climb_noted(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _climb_noted(recipient_id: UUID) -> int:
    try:
        return climb_one(recipient_id)
    except Exception as problem:  # the edge of the batch: one piece of news must never hold up the others
        log.error("climb_broke", recipient=str(recipient_id), error=type(problem).__name__)  # noqa: TRY400
        Recipient.objects.filter(pk=recipient_id).update(next_rung_at=clock.now() + AFTER_TROUBLE)
        return 0


@transaction.atomic(durable=True)
def climb_one(recipient_id: UUID) -> int:
    """Take every road that is due for one piece of news to one person.

    1. Whoever knows it, or for whom it was signed off, needs no road.
    2. Rights are looked at again: who may no longer know is left alone, with the reason on record (T22, N8).
    3. A road that the person does not have is taken in vain, with its reason, and the next one comes at once.
    4. What is then to come gets its moment.
    """
    rows = Recipient.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    rows = rows.select_related("notice__event__case__municipality", "person")
    row = rows.filter(pk=recipient_id, next_rung_at__lte=clock.now()).first()
    if row is None:
        return 0
    if row.informed_at is not None or SignOff.objects.filter(recipient=row).exists():
        look_again(recipient=row, at=None)
        return 0
    now = clock.now()
    audience = audience_of(row.notice.event, now)
    if reason := audience.reason_against(row.person_id, Channel.INAPP):
        _left_alone(row, reason)
        return 0
    return _taken(row, audience, now)


def _left_alone(row: Recipient, reason: str) -> None:
    event = row.notice.event
    silence = Suppression(
        municipality_id=event.municipality_id, event=event, person_id=row.person_id, reason=reason, at=clock.now()
    )
    Suppression.objects.bulk_create([silence], ignore_conflicts=True)
    look_again(recipient=row, at=None)


def _taken(row: Recipient, audience: Audience, now: datetime) -> int:
    taken, calendar = 0, calendar_named(row.notice.event.case.municipality.calendar)  # type: ignore[union-attr]
    while step := next_step(row.recorded_at, _tried(row), calendar):
        if step.at > now:
            break
        _take(row, step, audience, now)
        taken += 1
    look_again(recipient=row, at=step.at if step else None)
    return taken


def _tried(row: Recipient) -> Mapping[Rung, Tried]:
    """What has been done so far. Family news is mailed at once, so without a mail there is no address."""
    sent = _SENT.all({NUMBER: row.notice.event_id, VIEWER: row.person_id})
    tried = {Rung.EMAIL: Tried(row.recorded_at, reaches_nobody=True)}
    tried |= {Rung(one.channel): Tried(one.created_at, one.state in GIVEN_UP) for one in sent}
    for task in _TASKS.all({ROW: row.pk}):
        in_vain = task.outcome == TaskOutcome.NOT_REACHED
        tried[Rung(task.kind)] = Tried(task.done_at or task.due_at, in_vain)
    return tried


def _take(row: Recipient, step: Step, audience: Audience, now: datetime) -> None:
    if step.rung in TASKS:
        task_write(recipient=row, kind=TASKS[step.rung], due_at=step.at)
        if no_machine_reaches(_tried(row)):
            unreachable_note(recipient=row)
        return
    channel = Channel(step.rung)
    reason = reason_against(row.person, channel)
    Delivery.objects.create(
        municipality_id=row.municipality_id,
        case_id=row.case_id,
        event=row.notice.event,
        person=row.person,
        channel=channel,
        state=DeliveryState.SKIPPED if reason else DeliveryState.PENDING,
        reason=reason,
        due_at=audience.not_before(row.person_id, channel, now, written=row.recorded_at),
    )
