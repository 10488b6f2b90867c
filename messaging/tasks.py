"""What workers do. No task takes an argument: the work lies in the database (T26, R1)."""

from celery import shared_task

from messaging.delivery import deliver, relay
from messaging.delivery import sweep as sweeping
from messaging.delivery.worker_call import answer_call


@shared_task(name="messaging.relay_pending")
def relay_pending() -> None:
    relay.relay_pending()


@shared_task(name="messaging.deliver_due")
def deliver_due() -> None:
    answer_call("messaging.deliver_due")
    deliver.deliver_due()


@shared_task(name="messaging.sweep")
def sweep() -> None:
    sweeping.sweep()
