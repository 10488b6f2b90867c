"""The safety net, every half minute: whatever is pending, stuck or unknown is taken up; lateness is said aloud."""

from datetime import datetime, timedelta

import structlog
from django.db.models import Count, Min, Q

from journey.models import OutboxItem
from journey.rules import clock
from messaging.delivery.deliver import deliver_due
from messaging.delivery.ladder import climb
from messaging.delivery.old_addresses import tell_old_addresses
from messaging.delivery.relay import relay_pending
from messaging.delivery.resolve import resolve_unknown
from messaging.models import Delivery
from messaging.models.delivery import DeliveryState
from messaging.services.push import push_end_without_access

log = structlog.get_logger(__name__)

TRIED = (DeliveryState.RETRY, DeliveryState.UNKNOWN)
EVENT_LATE = timedelta(minutes=2)
DELIVERY_LATE = timedelta(minutes=30)
"""Longer than the quiet time between two mails, so whatever is older has trouble."""


def sweep() -> None:
    """Relay, climb and deliver what is left lying, ask what became of it, then look whether something still lies.

    First of all, whoever has lost all access is told on no browser any longer (T07, T21).
    """
    push_end_without_access()
    relay_pending()
    climb()
    deliver_due()
    resolve_unknown()
    tell_old_addresses()
    now = clock.now()
    _alarm("events_late", _late_events(now), now)
    _alarm("deliveries_late", _late_deliveries(now), now)


def _late_events(now: datetime) -> tuple[int, datetime | None]:
    late = OutboxItem.objects.filter(relayed_at__isnull=True, event__recorded_at__lt=now - EVENT_LATE)
    found = late.aggregate(count=Count("pk"), oldest=Min("event__recorded_at"))
    return found["count"], found["oldest"]


def _late_deliveries(now: datetime) -> tuple[int, datetime | None]:
    """What has waited too long since it could go: since it was due, or since it was decided once a call went wrong."""
    waiting = Q(state=DeliveryState.PENDING, due_at__lt=now - DELIVERY_LATE)
    late = Delivery.objects.filter(waiting | Q(state__in=TRIED, created_at__lt=now - DELIVERY_LATE))
    found = late.aggregate(count=Count("pk"), oldest=Min("created_at"))
    return found["count"], found["oldest"]


def _alarm(what: str, found: tuple[int, datetime | None], now: datetime) -> None:
    count, oldest = found
    if oldest is not None:
        log.error(what, count=count, oldest_seconds=round((now - oldest).total_seconds()))
