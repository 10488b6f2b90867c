"""What became of a message whose call ended without an answer: the gateway is asked, before anything is sent twice."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import transaction

from journey.rules import clock
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.deliver import LEASE, carried_by, give_up, mark_sent
from messaging.delivery.receipts import mark_delivered
from messaging.delivery.roads import ASKS, ROADS, Road
from messaging.models import Attempt, Delivery
from messaging.models.delivery import Channel, DeliveryState

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One message of which nobody can say whether it was taken."""

    carrier: Delivery
    attempt: Attempt
    road: Road


def resolve_unknown(*, limit: int = 100) -> int:
    """Ask about everything that is in doubt and due, oldest first; gives the number of questions that were answered."""
    due = Delivery.objects.filter(
        channel__in=list(ROADS), state=DeliveryState.UNKNOWN, due_at__lte=clock.now(), carrier__isnull=True
    )
    ids = list(due.order_by("due_at").values_list("pk", flat=True)[:limit])
    return sum(_resolve(pk) for pk in ids)


def _resolve(delivery_id: UUID) -> bool:
    doubt = _taken(delivery_id)
    if doubt is None:
        return False
    gateway = doubt.road.gateway_named(doubt.attempt.provider)
    answer = doubt.road.ask(gateway, doubt.attempt.provider_ref) if gateway else Outcome(DeliveryState.UNKNOWN)
    _answered(doubt, answer)
    return answer.state != DeliveryState.UNKNOWN


@transaction.atomic(durable=True)
def _taken(delivery_id: UUID) -> Doubt | None:
    """Noted before the call; a crash leaves it to be asked about again after the lease."""
    now = clock.now()
    rows = Delivery.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("person")
    row = rows.filter(pk=delivery_id, state=DeliveryState.UNKNOWN, due_at__lte=now).first()
    attempt = row.attempts.order_by("pk").last() if row else None
    if row is None or attempt is None:
        return None
    attempt.finished_at = attempt.finished_at or now
    attempt.outcome = attempt.outcome or DeliveryState.UNKNOWN
    attempt.save(update_fields=["finished_at", "outcome"])
    row.asked += 1
    row.save(update_fields=["asked"])
    carried_by(row).update(due_at=now + LEASE)
    return Doubt(row, attempt, ROADS[Channel(row.channel)])


@transaction.atomic(durable=True)
def _answered(doubt: Doubt, answer: Outcome) -> None:
    """1. Taken, arrived or refused: so be it. 2. Never heard of: sent again, by the next gateway.

    3. No answer either: asked again, and in the end sent again or given up, as the road's policy says.
    """
    carrier, now = doubt.carrier, clock.now()
    rows = carried_by(carrier).filter(state=DeliveryState.UNKNOWN)
    attempts = carrier.attempts.count()
    if answer.state == DeliveryState.SENT:
        mark_sent(carrier, at=now)
    elif answer.state == DeliveryState.DELIVERED:
        mark_delivered(carrier, at=now)
    elif answer.state == DeliveryState.FAILED:
        give_up(carrier, rows, answer.error or "refused", attempts=attempts)
    elif answer.state == DeliveryState.RETRY or (carrier.asked >= len(ASKS) and doubt.road.resends_unknown):
        rows.update(state=DeliveryState.RETRY, reason=answer.error or "never_reported", due_at=now)
    elif carrier.asked >= len(ASKS):
        give_up(carrier, rows, "never_reported", attempts=attempts)
    else:
        rows.update(due_at=now + ASKS[carrier.asked])
