"""Writing down who must know what, and who has been informed by proof (P6, RQ-109).

Transport lies above this package: it decides by which road someone is reached and calls in here with the result.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from journey.models import Event, Notice, NoticeTask, Person, Recipient
from journey.models.notices import NoticeTaskKind
from journey.models.statements import insert
from journey.rules import clock
from journey.services.events import record_event


def notice_rows(
    *, event: Event, kind: str, is_critical: bool, people: Iterable[Person], family: Collection[UUID]
) -> tuple[Notice, list[Recipient]] | None:
    """The notice of an event with one recipient row per person, not written yet; None when nobody is to know.

    For a relay that has the event to itself and has seen no notice of it: it writes them with what else follows.
    ``family`` are the ids of those who are told as family members: to them it is a promise that it arrives (P6), and
    critical news begins to climb at once (N7).
    """
    recipients = list(people)
    if not recipients or event.case_id is None:
        return None
    belongs = {"case_id": event.case_id, "municipality_id": event.municipality_id}
    notice = Notice(event=event, kind=kind, is_critical=is_critical, **belongs)
    climbs_at = clock.now() if is_critical else None
    return notice, [
        Recipient(
            notice=notice,
            person=person,
            is_family=person.pk in family,
            next_rung_at=climbs_at if person.pk in family else None,
            **belongs,
        )
        for person in recipients
    ]


def notice_write(wanted: "tuple[Notice, list[Recipient]] | None") -> Notice | None:
    """Write ``notice_rows`` where an earlier relay may have written some of them; None when nobody is to know.

    Runs inside the relay's transaction. Writing it twice leaves what is there: a person who has been informed stays
    informed.
    """
    if wanted is None:
        return None
    notice, rows = wanted
    if not insert(notice, unless_there=True):
        notice = Notice.objects.get(event=notice.event)
        for row in rows:
            row.notice = notice
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


@transaction.atomic(durable=True)
def notice_acknowledge(*, recipient: Recipient) -> Recipient:
    """An app has shown this news to the person. The same as opening the page, for one piece of news; once is enough."""
    row = Recipient.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=recipient.pk)
    if row.informed_at is None:
        row.informed_at, row.informed_how = clock.now(), "acknowledged"
        row.save(update_fields=["informed_at", "informed_how"])
        record_event(kind="notice.acknowledged", case=row.case, actor=recipient.person, subject_id=row.pk)
    return row


# --- What the ladder reports. Each runs inside its transaction.


def look_again(*, recipient: Recipient, at: datetime | None) -> None:
    """When the ladder looks at this news again; None: it has nothing more to do."""
    recipient.next_rung_at = at
    recipient.save(update_fields=["next_rung_at"])


def look_again_now(*, person: Person, events: Iterable[Event]) -> None:
    """A road has turned out to reach nobody: the ladder looks at once what comes next."""
    waiting = Recipient.objects.filter(
        person=person, notice__event__in=list(events), is_family=True, notice__is_critical=True
    )
    waiting.filter(informed_at__isnull=True, sign_off__isnull=True).update(next_rung_at=clock.now())


def task_write(*, recipient: Recipient, kind: NoticeTaskKind, due_at: datetime) -> None:
    """Somebody has to call, or to write a letter; asking twice is asking once."""
    NoticeTask.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        defaults={
            "case_id": recipient.case_id,
            "municipality_id": recipient.municipality_id,
            "due_at": due_at,
        },
    )


def unreachable_note(*, recipient: Recipient) -> None:
    """No machine's road reaches the person: from now on this is a broken promise until the person knows (P6)."""
    if recipient.unreachable_since is None:
        recipient.unreachable_since = clock.now()
        recipient.save(update_fields=["unreachable_since"])
