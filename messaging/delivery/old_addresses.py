"""Telling an old number and an old e-mail that they were changed. It delays nothing and is never dropped (T46)."""

import json
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction

from journey.models import Person
from journey.rules import clock
from messaging.delivery.channels import sms
from messaging.delivery.channels.email import Mailbox
from messaging.delivery.channels.gateway import Gateway, hand_over
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import changed_mail, changed_text, reference_of
from messaging.delivery.roads import SMTP, WAITS
from messaging.models import OldAddress
from messaging.models.delivery import Channel, DeliveryState

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
OPEN = (DeliveryState.RETRY, DeliveryState.UNKNOWN)


def tell_old_addresses(*, limit: int = 50) -> int:
    """Everything that is due, oldest first; gives how many words went out."""
    due = OldAddress.objects.filter(ended_at__isnull=True, due_at__lte=clock.now()).order_by("due_at")
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _tell(row_id: UUID) -> bool:
    row = _taken(row_id)
    if row is None:
        return False
    outcome = _sent(row)
    _finish(row, outcome)
    return outcome.state == DeliveryState.SENT


@transaction.atomic(durable=True)
def _taken(row_id: UUID) -> OldAddress | None:
    """On record before the call; what a crash leaves is taken up after the lease, under the same reference."""
    rows = OldAddress.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("person")
    row = rows.filter(pk=row_id, ended_at__isnull=True, due_at__lte=clock.now()).first()
    if row is None:
        return None
    if row.state != DeliveryState.UNKNOWN:
        row.provider = _next_provider(row)
    row.state, row.attempts, row.due_at = DeliveryState.UNKNOWN, row.attempts + 1, clock.now() + LEASE
    row.save(update_fields=["state", "attempts", "due_at", "provider"])
    return row


def _next_provider(row: OldAddress) -> str:
    if row.channel == Channel.EMAIL:
        return SMTP
    gateways = sms.gateways()
    return gateways[row.attempts % len(gateways)].name if gateways else ""


def _sent(row: OldAddress) -> Outcome:
    if row.channel == Channel.EMAIL:
        return _mailed(row.person, row)
    gateway = next((one for one in sms.gateways() if one.name == row.provider), None)
    if gateway is None:
        return Outcome(DeliveryState.SKIPPED, "not_set_up")
    return _texted(row, gateway)


def _mailed(person: Person, row: OldAddress) -> Outcome:
    mailbox = Mailbox()
    try:
        return mailbox.send(changed_mail(person.language, row.address, row.pk))
    finally:
        mailbox.close()


def _texted(row: OldAddress, gateway: Gateway) -> Outcome:
    said = {"to": row.address, "text": changed_text(row.person.language)}
    return hand_over(gateway, reference_of(row.pk), json.dumps(said).encode(), "application/json")


@transaction.atomic(durable=True)
def _finish(row: OldAddress, outcome: Outcome) -> None:
    row.state, row.reason = outcome.state, outcome.error[:100]
    if outcome.state in OPEN and row.attempts <= len(WAITS):
        row.due_at = clock.now() + WAITS[row.attempts - 1]
    else:
        row.state = DeliveryState.FAILED if outcome.state in OPEN else outcome.state
        row.ended_at, row.address = clock.now(), ""
    if row.state == DeliveryState.FAILED:
        log.error("old_address_not_told", row=str(row.pk), error=row.reason)
    row.save(update_fields=["state", "reason", "due_at", "ended_at", "address"])
