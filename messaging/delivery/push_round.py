"""One attempt to tell a person on their browsers: each that does not have the notice yet is called once.

A push service cannot be asked what became of a notice. Where nobody can say, it is sent again: it takes the place of
itself, in the push service by its topic and on the screen by its tag, so that nothing shows twice.
"""

from uuid import UUID

from django.db import transaction

from journey.models import Person
from journey.rules import clock
from messaging.delivery.channels import webpush
from messaging.delivery.channels.outcome import Outcome
from messaging.models import Attempt, PushCall, PushSubscription
from messaging.models.delivery import DeliveryState
from messaging.models.push import PushEnd, in_use
from messaging.services.push import push_turn_off

ENDS = {webpush.GONE: PushEnd.GONE, webpush.UNCALLABLE: PushEnd.REFUSED}
MEANWHILE = (DeliveryState.UNKNOWN, DeliveryState.RETRY)
NO_BROWSER = "no_browser"


def reason_against(person: Person) -> str:
    """Why the person has no such road; empty when a browser can be tried."""
    return "" if in_use().filter(person=person).exists() else NO_BROWSER


def send(person: Person, delivery_id: UUID, *, is_last: bool) -> Outcome:
    """Call each browser that is still to be called; what comes out is said for all of them together.

    1. The calls are on record before the first one is made (R1).
    2. A browser that is gone has ended; the others are not held up by it.
    3. SENT when every browser that can be reached has it. While one is to be tried again the whole is, and in the end
       what some have got counts.
    """
    calls = _begun(person, delivery_id)
    outcomes = [_called(call, person.language) for call in calls]
    open_ones = [one for one in outcomes if one.state in MEANWHILE]
    if open_ones and not (is_last and _somebody_has_it(delivery_id)):
        return open_ones[0]
    if _somebody_has_it(delivery_id):
        return Outcome(DeliveryState.SENT)
    return next(iter(outcomes), Outcome(DeliveryState.FAILED, NO_BROWSER))


@transaction.atomic(durable=True)
def _begun(person: Person, delivery_id: UUID) -> list[PushCall]:
    calls = PushCall.objects.filter(attempt__delivery=delivery_id)
    has_it = calls.filter(outcome=DeliveryState.SENT).values("subscription")
    refused = calls.filter(outcome=DeliveryState.FAILED).values("subscription")
    to_call = in_use().filter(person=person).exclude(pk__in=has_it).exclude(pk__in=refused).order_by("created_at", "pk")
    attempt = Attempt.objects.filter(delivery=delivery_id).latest("pk")
    return PushCall.objects.bulk_create(
        [PushCall(attempt=attempt, subscription=one, started_at=clock.now()) for one in to_call]
    )


def _called(call: PushCall, language: str) -> Outcome:
    outcome = webpush.send(call.subscription, language)
    _finish(call, outcome)
    if why := ENDS.get(outcome.error):
        push_turn_off(subscription=call.subscription, why=why)
    return outcome


@transaction.atomic(durable=True)
def _finish(call: PushCall, outcome: Outcome) -> None:
    call.finished_at, call.outcome, call.error = clock.now(), outcome.state, outcome.error[:100]
    call.save(update_fields=["finished_at", "outcome", "error"])
    if outcome.state == DeliveryState.SENT:
        PushSubscription.objects.filter(pk=call.subscription_id).update(last_used_at=call.finished_at)


def _somebody_has_it(delivery_id: UUID) -> bool:
    return PushCall.objects.filter(attempt__delivery=delivery_id, outcome=DeliveryState.SENT).exists()
