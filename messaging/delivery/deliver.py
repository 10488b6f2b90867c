"""Sending what is due. What a crash interrupts is known to be unknown, and is taken up again (R1, R5)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max, Min

from journey.models import Person, Recipient
from journey.rules import clock
from messaging.delivery.channels.email import Mailbox, Outcome
from messaging.delivery.content import mail_to
from messaging.delivery.recipients import Audience, audience_of
from messaging.models import Attempt, Delivery, FeedCounter
from messaging.models.delivery import Channel, DeliveryState

log = structlog.get_logger(__name__)

OPEN = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNKNOWN)
QUIET = timedelta(minutes=10)
"""At most one mail to a person in this time. What comes meanwhile goes out together; nothing is dropped (RQ-094)."""
LEASE = timedelta(minutes=5)
"""After this a call that nobody has reported on is taken up again."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""Between attempts; after the last one the delivery has failed."""
BATCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail to one person, which carries all that is due for the person."""

    person: Person
    carrier: Delivery
    others: Sequence[Delivery]
    attempt: Attempt
    number: int


def deliver_due(*, limit: int = 100) -> int:
    """Send the due e-mails of up to ``limit`` people, oldest first; gives the number of mails sent.

    Per person: claim and write the attempt in one transaction, call the mail server outside any, write the outcome
    in another. Stops after a minute, so that a slow mail server cannot hold a worker; the next tick goes on.
    """
    started, sent, mailbox = time.monotonic(), 0, Mailbox()
    try:
        for person_id in _people_due(limit):
            sent += _deliver_to(person_id, mailbox)
            if time.monotonic() - started > BATCH_SECONDS:
                break
    finally:
        mailbox.close()
    return sent


def _people_due(limit: int) -> list[UUID]:
    due = Delivery.objects.filter(channel=Channel.EMAIL, state__in=OPEN, due_at__lte=clock.now())
    people = due.values("person_id").annotate(oldest=Min("due_at")).order_by("oldest")[:limit]
    return [row["person_id"] for row in people]


def _deliver_to(person_id: UUID, mailbox: Mailbox) -> bool:
    try:
        claim = claim_for(person_id)
    except Exception as problem:  # the edge of the batch: one person's trouble must not silence the others
        log.error("claim_broke", error=type(problem).__name__)  # noqa: TRY400 - the text may hold content
        return False
    if claim is None:
        return False
    outcome = _called(claim, mailbox)
    finish(claim, outcome)
    return outcome.state == DeliveryState.SENT


def _called(claim: Claim, mailbox: Mailbox) -> Outcome:
    try:
        return mailbox.send(mail_to(claim.person, claim.carrier.pk))
    except Exception as problem:  # a mail that cannot be written is a delivery that failed, with its reason
        log.error("mail_broke", error=type(problem).__name__)  # noqa: TRY400
        return Outcome(DeliveryState.RETRY, type(problem).__name__)


@transaction.atomic(durable=True)
def claim_for(person_id: UUID) -> Claim | None:
    """Take what is due for the person; None when nothing is left to send now.

    1. One claim per person at a time: the feed counter is the lock.
    2. Whoever had a mail a moment ago waits out the quiet time.
    3. Rights, address, need and quiet hours are looked at again; what falls away is marked with the reason (T22).
    4. The rest is "unknown" from here on, with the attempt on record, until the outcome is written.
    """
    FeedCounter.objects.select_for_update(no_key=True).filter(person=person_id).first()
    now = clock.now()
    rows = Delivery.objects.filter(person=person_id, channel=Channel.EMAIL, state__in=OPEN, due_at__lte=now)
    due = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("event__case"))
    if not due or _must_wait(due, now):
        return None
    person = Person.objects.get(pk=person_id)
    wanted = [row for row in due if not _kept_back(row, person, now)]
    if not wanted:
        return None
    wanted.sort(key=lambda row: (row.created_at, row.event_id))
    return _begun(person, wanted, now)


def _must_wait(due: Sequence[Delivery], now: datetime) -> bool:
    """Postpone all to the end of the quiet time, if there was a mail within it."""
    mailed = Delivery.objects.filter(
        person=due[0].person_id, channel=Channel.EMAIL, state=DeliveryState.SENT, sent_at__gt=now - QUIET
    )
    last = mailed.aggregate(last=Max("sent_at"))["last"]
    if last is None:
        return False
    Delivery.objects.filter(pk__in=[row.pk for row in due]).update(due_at=last + QUIET)
    return True


def _kept_back(row: Delivery, person: Person, now: datetime) -> bool:
    """Marked as skipped with its reason, or put off to the end of the quiet hours; False: it may go now."""
    audience = audience_of(row.event, now)
    row.due_at = audience.not_before(person.pk, Channel.EMAIL, now)
    reason = _reason_to_skip(row, person, audience)
    if reason:
        row.state, row.reason = DeliveryState.SKIPPED, reason
    kept = bool(reason) or row.due_at > now
    if kept:
        row.save(update_fields=["state", "reason", "due_at"])
    return kept


def _reason_to_skip(row: Delivery, person: Person, audience: Audience) -> str:
    read = Recipient.objects.filter(notice__event=row.event_id, person=person, informed_at__isnull=False)
    if read.exists():
        return "already_informed"
    return audience.reason_against(person.pk, Channel.EMAIL)


def _begun(person: Person, wanted: Sequence[Delivery], now: datetime) -> Claim | None:
    """The attempt on record before the call. None when call after call has ended without a report: then it failed."""
    carrier, rows = wanted[0], Delivery.objects.filter(pk__in=[row.pk for row in wanted])
    silent = carrier.attempts.filter(finished_at__isnull=True)
    silent.update(finished_at=now, outcome=DeliveryState.UNKNOWN, error="never_reported")
    number = carrier.attempts.count() + 1
    if number > len(WAITS) + 1:
        rows.update(state=DeliveryState.FAILED, reason="never_reported")
        _say_failed(carrier, "never_reported", number - 1)
        return None
    attempt = Attempt.objects.create(delivery=carrier, started_at=now)
    rows.update(state=DeliveryState.UNKNOWN, reason="call_begun", due_at=now + LEASE)
    return Claim(person, carrier, wanted[1:], attempt, number)


@transaction.atomic(durable=True)
def finish(claim: Claim, outcome: Outcome) -> None:
    """Write how the call ended, on the attempt and on every delivery that the mail carried."""
    now = clock.now()
    attempt = claim.attempt
    attempt.finished_at, attempt.outcome, attempt.error = now, outcome.state, outcome.error[:100]
    attempt.save(update_fields=["finished_at", "outcome", "error"])
    carrier = Delivery.objects.filter(pk=claim.carrier.pk)
    others = Delivery.objects.filter(pk__in=[row.pk for row in claim.others])
    if outcome.state == DeliveryState.SENT:
        carrier.update(state=DeliveryState.SENT, reason="", sent_at=now)
        others.update(state=DeliveryState.SENT, reason=f"merged_into:{claim.carrier.pk}", sent_at=now)
        return
    (carrier | others).update(**_not_sent(claim, outcome, now))


def _not_sent(claim: Claim, outcome: Outcome, now: datetime) -> dict[str, object]:
    """Try again later, or give up with a reason."""
    if outcome.state == DeliveryState.FAILED or claim.number > len(WAITS):
        _say_failed(claim.carrier, outcome.error, claim.number)
        return {"state": DeliveryState.FAILED, "reason": outcome.error or "gave_up"}
    wait = WAITS[claim.number - 1]
    return {"state": outcome.state, "reason": outcome.error, "due_at": now + wait}


def _say_failed(carrier: Delivery, error: str, attempts: int) -> None:
    """Loud, because somebody is uninformed by this road; the row is what a person works from."""
    log.error("delivery_failed", delivery=str(carrier.pk), error=error, attempts=attempts)
