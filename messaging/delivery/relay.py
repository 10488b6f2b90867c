"""From fact to people: each pending event is turned once into notices, deliveries and reasons for silence (R1, N8).

The outbox row is the claim: locked while the event is relayed, marked in the same transaction. Whoever comes second
finds it locked or done, and doing it again doubles nothing.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, Model, OuterRef

from journey.access.translated import NOW, NUMBER, Rows, Translation
from journey.models import Case, Event, Notice, OutboxItem
from journey.models.statements import insert_together
from journey.rules import clock
from journey.rules.bursts import gathered_until
from journey.services.notices import notice_rows, notice_write
from messaging.delivery.feed import places_for
from messaging.delivery.recipients import Audience, audience_of
from messaging.delivery.worker_call import call_worker
from messaging.models import Delivery, Suppression
from messaging.models.delivery import Channel, DeliveryState
from messaging.realtime.nudge import Hint, nudge_all
from messaging.topics import topic_of

log = structlog.get_logger(__name__)

Beside = tuple[str, Sequence[Any]] | None

CLAIM = """
UPDATE journey_outboxitem SET relayed_at = %s, last_error = '' WHERE event_id = (
    SELECT event_id FROM journey_outboxitem WHERE event_id = %s AND relayed_at IS NULL
    FOR NO KEY UPDATE SKIP LOCKED
) RETURNING event_id
"""
_CLAIMED: Rows[Event] = Rows(
    lambda: Event.objects.filter(pk=NUMBER).annotate(is_told=Exists(Notice.objects.filter(event=OuterRef("pk")))),
    (CLAIM, (NOW, NUMBER)),
    flags=["is_told"],
    case=Case,
)
"""The event, if this claims it, and whether an earlier relay of it has told anybody."""


_OWN = "UPDATE journey_outboxitem SET relayed_at = %s, last_error = '' WHERE event_id = %s"


@dataclass(frozen=True, slots=True)
class Relayed:
    hints: list[Hint]
    has_mail: bool


def wake(event_ids: Sequence[int], just_recorded: Event | None = None) -> None:
    """Relay the events of one transaction right after its commit, or one as the last act of the transaction that has
    ``just_recorded`` it, so that open pages move without a worker.

    The worker is called when all of them are relayed: what one act tells a person leaves together, as one mail.

    Speed only: whatever goes wrong here is noted and found by the sweep, and never reaches the request (T47).
    """
    done = [_relay_noted(event_id, just_recorded) for event_id in event_ids]
    if any(one and one.has_mail for one in done) and not clock.is_simulated():
        transaction.on_commit(lambda: call_worker("messaging.deliver_due"), robust=True)


def relay_pending(limit: int = 500) -> int:
    """Relay what is still pending, least often tried first, so that a poisoned event holds up nobody (R10)."""
    pending = OutboxItem.objects.filter(relayed_at__isnull=True).order_by("attempts", "event_id")
    ids = list(pending.values_list("event_id", flat=True)[:limit])
    return sum(1 for event_id in ids if _relay_noted(event_id))


def _relay_noted(event_id: int, just_recorded: Event | None = None) -> Relayed | None:
    """One event, hints included. A failure leaves a count and the class of the error: its text may hold content."""
    try:
        done = relay_own(just_recorded) if just_recorded else relay(event_id)
    except Exception as problem:  # the edge of the relay: one event must never stop the others or the request
        _note_failure(event_id, type(problem).__name__)
        return None
    if done:
        transaction.on_commit(lambda: nudge_all(done.hints), robust=True)
    return done


def _note_failure(event_id: int, error: str) -> None:
    log.error("event_not_relayed", event_id=event_id, error=error)
    try:
        with transaction.atomic():
            OutboxItem.objects.filter(event=event_id).update(attempts=F("attempts") + 1, last_error=error[:200])
    except DatabaseError as problem:
        log.error("failure_not_noted", event_id=event_id, error=type(problem).__name__)  # noqa: TRY400


@transaction.atomic
def relay(event_id: int) -> Relayed | None:
    """Write everything that follows from the event; None when somebody else has it or had it.

    1. Claim the outbox row and mark it as relayed: true at the commit, undone with everything else.
    2. Find the audience from the rights of this moment.
    3. Notice and recipients; numbered in-app deliveries; e-mails; the reasons for every silence.
    4. A hint without a number for the actor's own other pages: nothing is kept for them.
    5. Hints are for after the commit.
    """
    claimed = _CLAIMED.flagged({NUMBER: event_id, NOW: clock.now()})
    if not claimed:
        return None
    ((event, flags),) = claimed
    return _told(event, is_told=flags["is_told"])


def relay_own(event: Event) -> Relayed:
    """The same in the transaction that has just recorded the event: nobody else can see its outbox row, so it needs no
    claim and is marked with what follows from it. What it has written before it fails is undone, and nothing else; the
    savepoint for that ends with the transaction, which ends now."""
    before = transaction.savepoint()
    try:
        return _told(event, is_told=False, own=(_OWN, (clock.now(), event.pk)))
    except Exception:
        transaction.set_rollback(False)
        try:
            transaction.savepoint_rollback(before)
        except DatabaseError:
            transaction.set_rollback(True)  # the connection is lost, and the transaction with it
        raise


def _told(event: Event, *, is_told: bool, own: Beside = None) -> Relayed:
    audience = audience_of(event, clock.now())
    if audience.rule.live_only:
        insert_together(beside=own)
        done = _only_hints(event, audience)
    else:
        done = _written(event, audience, is_told=is_told, own=own)
    if audience.actor:
        done.hints.append(_hint(event, audience, audience.actor.pk, None))
    return done


def _only_hints(event: Event, audience: Audience) -> Relayed:
    return Relayed([_hint(event, audience, person.pk, None) for person in audience.channels], has_mail=False)


def _written(event: Event, audience: Audience, *, is_told: bool, own: Beside) -> Relayed:
    rows = _notice(event, audience, is_told=is_told)
    made = _deliveries(event, audience, set(_there().rows({NUMBER: event.pk})) if is_told else set())
    silences = (
        Suppression(
            municipality_id=event.municipality_id,
            event=event,
            person_id=out.person_id,
            channel=out.channel,
            reason=out.reason,
        )
        for out in audience.left_out
    )
    insert_together(*rows, *made, *silences, unless_there={Suppression}, beside=own)
    inapp = [row for row in made if row.channel == Channel.INAPP]
    hints = [_hint(event, audience, row.person_id, row.feed_seq) for row in inapp]
    return Relayed(hints, has_mail=len(inapp) < len(made))


def _notice(event: Event, audience: Audience, *, is_told: bool) -> list[Model]:
    """Its rows that are still to be written. If somebody has been told before, what is missing is written here."""
    wanted = notice_rows(
        event=event,
        kind=audience.rule.notice,
        is_critical=audience.is_critical,
        people=audience.channels,
        family=audience.family,
    )
    if is_told:
        notice_write(wanted)
    return [] if is_told or wanted is None else [wanted[0], *wanted[1]]


def _deliveries(event: Event, audience: Audience, there: Container[tuple[object, ...]]) -> list[Delivery]:
    """The deliveries that are not there yet. In-app is sent by being numbered: the feed is the page's own."""
    wanted = [
        (person.pk, channel)
        for person, channels in audience.channels.items()
        for channel in channels
        if (person.pk, channel) not in there
    ]
    places = places_for(person_id for person_id, channel in wanted if channel == Channel.INAPP)
    wanted += [
        (person_id, Channel.PUSH)
        for person_id, place in places.items()
        if place.has_push and person_id in audience.pushed and (person_id, Channel.PUSH) not in there
    ]
    now = clock.now()
    return [
        Delivery(
            municipality_id=event.municipality_id,
            case_id=event.case_id,
            event=event,
            person_id=person_id,
            channel=channel,
            due_at=audience.not_before(
                person_id, channel, gathered_until(now) if audience.gathers(person_id) else now, written=now
            ),
            feed_seq=places[person_id].seq if channel == Channel.INAPP else None,
            state=DeliveryState.SENT if channel == Channel.INAPP else DeliveryState.PENDING,
            sent_at=now if channel == Channel.INAPP else None,
        )
        for person_id, channel in wanted
    ]


@cache
def _there() -> Translation:
    return Translation.of(Delivery.objects.filter(event=NUMBER).values("person_id", "channel"))


def _hint(event: Event, audience: Audience, person_id: object, seq: int | None) -> Hint:
    about = audience.subject.about_id or event.case_id
    return Hint(person_id=str(person_id), kind=topic_of(event.kind), id=str(about), seq=seq)
