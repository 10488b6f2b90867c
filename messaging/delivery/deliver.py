"""Sending what is due. What a crash interrupts is known to be unknown, and is taken up again (R1, R5).

By e-mail it is sent again under its old Message-ID, to a browser in the place of itself. Where there is a gateway that
can be asked, it is asked first (messaging.delivery.resolve).
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, Min, Q, QuerySet, Value, When

from journey.access.translated import NOW, NUMBER, ROW, VIEWER, WORD, Rows
from journey.models import Event, Person, Recipient
from journey.rules import clock
from journey.rules.bursts import BURST
from journey.services.notices import look_again_now
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import reference_of
from messaging.delivery.instead import mail_instead
from messaging.delivery.recipients import Audience, audience_of
from messaging.delivery.roads import ASKS, CARRIED, ROADS, WAITS, Carriers, provider_of, reason_against, wait_after
from messaging.models import Attempt, Delivery, FeedCounter
from messaging.models.delivery import Channel, DeliveryState

log = structlog.get_logger(__name__)

OPEN = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.UNKNOWN)
NOT_CALLED = (DeliveryState.PENDING, DeliveryState.RETRY)
_COUNTER: Rows[FeedCounter] = Rows(lambda: FeedCounter.objects.select_for_update(no_key=True).filter(person=ROW))
_READ: Rows[Recipient] = Rows(
    lambda: Recipient.objects.filter(notice__event=NUMBER, person=VIEWER, informed_at__isnull=False)
)
_LAST: Rows[Delivery] = Rows(
    lambda: Delivery.objects.filter(person=VIEWER, channel=WORD, sent_at__gt=NOW).order_by("-sent_at")[:1]
)
LEASE = timedelta(minutes=5)
"""After this a call that nobody has reported on is taken up again."""
BATCH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail (or SMS …) to one person, which carries all that is due for the person on this road."""

    channel: Channel
    person: Person
    carrier: Delivery
    others: Sequence[Delivery]
    attempt: Attempt
    number: int

    @property
    def news(self) -> int:
        """How many pieces of news it is about, which is what it says."""
        return 1 + len(self.others)


def deliver_due(*, limit: int = 100) -> int:
    """Send what is due to up to ``limit`` people on each road, oldest first; gives the number of mails and others sent.

    Per person: claim and write the attempt in one transaction, call the outside in none, write the outcome in another.
    Stops after a minute, so that a slow mail server cannot hold a worker; the next tick goes on.
    """
    started, sent, carriers = time.monotonic(), 0, Carriers()
    try:
        for channel in _channels_due():
            for person_id in _people_due(channel, limit):
                sent += _deliver_to(person_id, channel, carriers)
                if time.monotonic() - started > BATCH_SECONDS:
                    return sent
    finally:
        carriers.close()
    return sent


def _sendable(channel: Channel) -> tuple[DeliveryState, ...]:
    """Of what nobody can say whether it was taken, only what has nobody to ask is sent again without asking."""
    return NOT_CALLED if channel in ROADS else OPEN


def _channels_due() -> list[Channel]:
    due = Delivery.objects.filter(channel__in=CARRIED, state__in=OPEN, due_at__lte=clock.now())
    waiting = set(due.values_list("channel", flat=True).distinct())
    return [channel for channel in CARRIED if channel in waiting]


def _people_due(channel: Channel, limit: int) -> list[UUID]:
    due = Delivery.objects.filter(channel=channel, state__in=_sendable(channel), due_at__lte=clock.now())
    people = due.values("person_id").annotate(oldest=Min("due_at")).order_by("oldest")[:limit]
    return [row["person_id"] for row in people]


def _deliver_to(person_id: UUID, channel: Channel, carriers: Carriers) -> bool:
    try:
        claim = claim_for(person_id, channel)
    except Exception as problem:  # the edge of the batch: one person's trouble must not silence the others
        log.error("claim_broke", error=type(problem).__name__)  # noqa: TRY400 - the text may hold content
        return False
    if claim is None:
        return False
    outcome = _called(claim, carriers)
    finish(claim, outcome)
    return outcome.state == DeliveryState.SENT


def _called(claim: Claim, carriers: Carriers) -> Outcome:
    try:
        return carriers.send(claim.channel, claim.person, claim.carrier.pk, number=claim.number, news=claim.news)
    except Exception as problem:  # a mail that cannot be written is a delivery that failed, with its reason
        log.error("mail_broke", error=type(problem).__name__)  # noqa: TRY400
        return Outcome(DeliveryState.RETRY, type(problem).__name__)


@transaction.atomic(durable=True)
def claim_for(person_id: UUID, channel: Channel = Channel.EMAIL) -> Claim | None:
    """Take what is due for the person on one road; None when nothing is left to send now.

    1. One claim per person at a time: the feed counter is the lock.
    2. A mail that may have come already is sent again as it was, by itself: the same Message-ID, the same number.
    3. Rights, address, need and quiet hours are looked at again; what falls away is marked with the reason (T22).
    4. Whoever had a mail a moment ago waits for the next one, unless something must be known: that waits for nothing.
    5. What goes takes along whatever else may go now, so that several small things are one mail (RQ-094).
    6. All of it is "unknown" from here on, with the attempt on record, until the outcome is written.
    """
    _COUNTER.first({ROW: person_id})
    now = clock.now()
    due, later = _locked(person_id, channel, now)
    if not due:
        return None
    again, person = _sent_before(due), due[0].person
    ready = _ready(again or due, person, now)
    if not ready or (not again and _must_wait(ready, now)):
        return None
    if not again:
        ready |= _ready(later, person, now)
    return _begun(channel, person, sorted(ready, key=lambda row: (row.created_at, row.event_id)), now)


def _locked(person_id: UUID, channel: Channel, now: datetime) -> tuple[list[Delivery], list[Delivery]]:
    """What is due, and what has only been put off until later."""
    wanted = Q(state__in=_sendable(channel), due_at__lte=now) | Q(state=DeliveryState.PENDING, due_at__gt=now)
    rows = Delivery.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    rows = rows.filter(wanted, person=person_id, channel=channel).select_related("event__case", "person")
    found: tuple[list[Delivery], list[Delivery]] = ([], [])
    for row in rows.order_by("due_at", "event"):
        found[row.due_at > now].append(row)
    return found


def _sent_before(due: Sequence[Delivery]) -> list[Delivery]:
    """Those that went out together in a call that nobody has reported on; none: there is no such call."""
    first = next((row for row in due if row.state == DeliveryState.UNKNOWN), None)
    if first is None:
        return []
    carrier = first.carrier_id or first.pk
    return [row for row in due if carrier in {row.pk, row.carrier_id} and row.state == DeliveryState.UNKNOWN]


def _ready(rows: Sequence[Delivery], person: Person, now: datetime) -> dict[Delivery, bool]:
    """Those that may go now, each with whether it must be known. The others have been marked with why or until when."""
    looked_at = [(row, audience_of(row.event, now)) for row in rows]
    return {row: audience.must_go for row, audience in looked_at if not _kept_back(row, person, audience, now)}


def _must_wait(ready: Mapping[Delivery, bool], now: datetime) -> bool:
    """Postpone all by the time of a burst, if there was a mail (or SMS …) within it and nothing must be known."""
    if any(ready.values()):
        return False
    one = next(iter(ready))
    last = _LAST.first({VIEWER: one.person_id, WORD: one.channel, NOW: now - BURST})
    if last is None or last.sent_at is None:
        return False
    Delivery.objects.filter(pk__in=[row.pk for row in ready]).update(due_at=last.sent_at + BURST)
    return True


def _kept_back(row: Delivery, person: Person, audience: Audience, now: datetime) -> bool:
    """Marked as skipped with its reason, or put off to the hour at which it may go; False: it may go now."""
    row.due_at = audience.not_before(person.pk, Channel(row.channel), now, written=row.created_at)
    reason = _reason_to_skip(row, person, audience)
    if reason:
        row.state, row.reason = DeliveryState.SKIPPED, reason
    kept = bool(reason) or row.due_at > now
    if kept:
        row.save(update_fields=["state", "reason", "due_at"])
    if reason:
        _nobody_reached(person, Channel(row.channel), [row.event])
    return kept


def _reason_to_skip(row: Delivery, person: Person, audience: Audience) -> str:
    """Another wish since then holds back ordinary news only: what must be known is on its way by this road."""
    if _READ.first({NUMBER: row.event_id, VIEWER: person.pk}):
        return "already_informed"
    channel = Channel(row.channel)
    if audience.must_go:
        return audience.reason_against(person.pk, Channel.INAPP) or reason_against(person, channel)
    against = audience.reason_against(person.pk, channel)
    return against or (reason_against(person, channel) if channel == Channel.PUSH else "")


def _nobody_reached(person: Person, channel: Channel, events: Sequence[Event]) -> None:
    """This road was in vain: an SMS that was asked for is a mail after all, and the ladder looks at once."""
    if channel == Channel.SMS:
        mail_instead(person=person, events=events)
    look_again_now(person=person, events=events)


def _begun(channel: Channel, person: Person, wanted: Sequence[Delivery], now: datetime) -> Claim | None:
    """The attempt on record before the call. None when call after call has ended without a report: then it failed."""
    carrier, rows = wanted[0], Delivery.objects.filter(pk__in=[row.pk for row in wanted])
    number = carrier.attempts.count() + 1
    if number > 1:
        silent = carrier.attempts.filter(finished_at__isnull=True)
        silent.update(finished_at=now, outcome=DeliveryState.UNKNOWN, error="never_reported")
    if number > len(WAITS) + 1:
        give_up(carrier, rows, "never_reported", attempts=number - 1)
        return None
    attempt = Attempt.objects.create(
        delivery=carrier,
        started_at=now,
        provider=provider_of(channel, number),
        provider_ref=reference_of(carrier.pk),
    )
    by = Case(When(pk=carrier.pk, then=None), default=carrier.pk)
    rows.update(state=DeliveryState.UNKNOWN, reason="call_begun", due_at=now + LEASE, carrier=by, asked=0)
    return Claim(channel, person, carrier, wanted[1:], attempt, number)


@transaction.atomic(durable=True)
def finish(claim: Claim, outcome: Outcome) -> None:
    """Write how the call ended, on the attempt and on every delivery that the mail carried."""
    now = clock.now()
    attempt = claim.attempt
    attempt.finished_at, attempt.outcome, attempt.error = now, outcome.state, outcome.error[:100]
    attempt.save(update_fields=["finished_at", "outcome", "error"])
    rows = carried_by(claim.carrier).filter(state=DeliveryState.UNKNOWN)  # a receipt may have come before the answer
    if outcome.state == DeliveryState.SENT:
        mark_sent(claim.carrier, at=now)
    elif outcome.state == DeliveryState.UNKNOWN and claim.channel in ROADS:
        rows.update(reason=outcome.error, due_at=now + ASKS[0])
    elif outcome.state == DeliveryState.FAILED or claim.number > len(WAITS):
        give_up(claim.carrier, rows, outcome.error or "gave_up", attempts=claim.number)
    else:
        wait = wait_after(claim.channel, claim.number)
        rows.update(state=outcome.state, reason=outcome.error, due_at=now + wait)


def carried_by(carrier: Delivery) -> QuerySet[Delivery]:
    """The delivery that went out, and those for which it went out too."""
    return Delivery.objects.filter(Q(pk=carrier.pk) | Q(carrier=carrier.pk))


def mark_sent(carrier: Delivery, *, at: datetime) -> None:
    """It has been handed over. Runs inside a transaction."""
    reason = Case(When(pk=carrier.pk, then=Value("")), default=Value(f"merged_into:{carrier.pk}"))
    rows = carried_by(carrier).filter(state=DeliveryState.UNKNOWN)
    rows.update(state=DeliveryState.SENT, reason=reason, sent_at=at)


def give_up(carrier: Delivery, rows: QuerySet[Delivery], reason: str, *, attempts: int) -> None:
    """This road has reached nobody: said aloud, and the ladder looks at once for the next one.

    Loud, because somebody is uninformed by this road; the row is what a person works from.
    """
    events = Event.objects.filter(pk__in=rows.values("event")).select_related("case")
    _nobody_reached(carrier.person, Channel(carrier.channel), list(events))
    rows.update(state=DeliveryState.FAILED, reason=reason)
    log.error("delivery_failed", delivery=str(carrier.pk), error=reason, attempts=attempts)
