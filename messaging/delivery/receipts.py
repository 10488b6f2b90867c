"""What providers report afterwards. The same report twice, or one that comes too late, changes nothing."""

from datetime import datetime

from django.db import transaction

from journey.rules import clock
from messaging.delivery.deliver import carried_by, give_up, mark_sent
from messaging.models import Attempt, Delivery, Receipt
from messaging.models.delivery import DeliveryState

MAY_STILL_ARRIVE = (DeliveryState.UNKNOWN, DeliveryState.SENT, DeliveryState.RETRY, DeliveryState.FAILED)
MAY_STILL_FAIL = (DeliveryState.UNKNOWN, DeliveryState.SENT)


@transaction.atomic(durable=True)
def receipt_note(*, provider: str, reference: str, state: DeliveryState, error: str = "") -> bool:
    """Note that the provider says SENT, DELIVERED or FAILED of what it knows by ``reference``.

    1. A reference that we never gave this provider is no receipt; neither is one that has been noted before.
    2. Arrived is arrived, also after we had given up: nothing is sent again.
    3. Failed counts only for the last attempt and never after arrived; then the ladder looks for the next road.

    False when there was nothing to note.
    """
    attempts = Attempt.objects.filter(provider=provider, provider_ref=reference).order_by("-pk")
    attempt = attempts.first()
    if attempt is None:
        return False
    carrier = Delivery.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(
        pk=attempt.delivery_id
    )  # fmt: skip
    _row, is_new = Receipt.objects.get_or_create(
        provider=provider, provider_ref=reference, status=state, defaults={"delivery": carrier, "error": error}
    )
    if not is_new:
        return False
    if state == DeliveryState.DELIVERED:
        mark_delivered(carrier, at=clock.now())
    elif state == DeliveryState.SENT:
        mark_sent(carrier, at=clock.now())
    elif attempt == carrier.attempts.order_by("-pk").first():
        rows = carried_by(carrier).filter(state__in=MAY_STILL_FAIL)
        if rows.exists():
            give_up(carrier, rows, error or "refused", attempts=carrier.attempts.count())
    return True


def mark_delivered(carrier: Delivery, *, at: datetime) -> None:
    """It has arrived. Runs inside a transaction. That informs nobody yet: the ladder goes on (G6)."""
    rows = carried_by(carrier).filter(state__in=MAY_STILL_ARRIVE)
    rows.filter(sent_at__isnull=True).update(sent_at=at)
    rows.filter(pk=carrier.pk).update(state=DeliveryState.DELIVERED, reason="", delivered_at=at)
    rows.update(state=DeliveryState.DELIVERED, delivered_at=at)
