"""Writing down who must know what, and who has been informed by proof (P6, RQ-109).

Transport lies above this package: it decides by which road someone is reached and calls in here with the result.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from journey.models import Event, Notice, Person, Recipient
from journey.models.statements import insert
from journey.rules import clock


def notice_write(
    *, event: Event, kind: str, is_critical: bool, people: Iterable[Person], family: Collection[UUID]
) -> Notice | None:
    """The notice of an event with one recipient row per person; None when nobody is to know.

    ``family`` are the ids of those who are told as family members: to them it is a promise that it arrives (P6).
    Runs inside the relay's transaction. Writing it twice leaves what is there: a person who has been informed stays
    informed.
    """
    recipients = list(people)
    if not recipients or event.case_id is None:
        return None
    belongs = {"case_id": event.case_id, "municipality_id": event.municipality_id}
    notice = Notice(event=event, kind=kind, is_critical=is_critical, **belongs)
    if not insert(notice, unless_there=True):
        notice = Notice.objects.get(event=event)
    rows = (Recipient(notice=notice, person=person, is_family=person.pk in family, **belongs) for person in recipients)
    insert(*rows, unless_there=True)
    return notice


def notices_opened(*, person: Person, subject_ids: Iterable[UUID]) -> int:
    """The person has opened these rows (messages, say) in the product: their notices count as informed, from now.

    Gives the number of notices that were not informed before. Runs inside the caller's transaction.
    """
    waiting = Recipient.objects.filter(
        person=person, informed_at__isnull=True, notice__event__subject_id__in=list(subject_ids)
    )
    return waiting.update(informed_at=clock.now(), informed_how="opened")
