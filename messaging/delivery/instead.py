"""What must be known goes by e-mail when the SMS that was asked for instead reaches nobody (RQ-093)."""

from collections.abc import Collection

from journey.models import Event, Person
from journey.rules import clock
from messaging.delivery.recipients import audience_of
from messaging.delivery.roads import reason_against
from messaging.models import Delivery
from messaging.models.delivery import Channel


def mail_instead(*, person: Person, events: Collection[Event]) -> None:
    """A mail about each of the events that must go and has no mail yet. Runs inside the transaction that gives up.

    Ordinary news stays where it stands, in the product: whoever wants no e-mail gets none.
    """
    if reason_against(person, Channel.EMAIL):
        return
    now = clock.now()
    mailed = Delivery.objects.filter(person=person, channel=Channel.EMAIL, event__in=events)
    there = set(mailed.values_list("event", flat=True))
    for event in events:
        audience = audience_of(event, now)
        if event.pk in there or not audience.must_go or audience.reason_against(person.pk, Channel.INAPP):
            continue
        Delivery.objects.create(
            municipality_id=event.municipality_id,
            case_id=event.case_id,
            event=event,
            person=person,
            channel=Channel.EMAIL,
            due_at=audience.not_before(person.pk, Channel.EMAIL, now, written=now),
        )
