"""A family member opens the page: what is new is remembered, and what was opened counts as informed (P6)."""

from datetime import timedelta

from django.db import transaction

from journey.models import Case, Person, Recipient, Visit
from journey.rules import clock

VISIT_GAP = timedelta(minutes=30)
"""Two looks closer than this are one visit: reloading the page does not wipe the "new" marks."""


@transaction.atomic(durable=True)
def visit_open(*, case: Case, person: Person) -> Visit:
    """Record that the person looks now. Marks the notices that the page shows as informed, by being opened.

    Messages are not shown on the page and are informed by opening the thread.
    """
    now = clock.now()
    visit, created = Visit.objects.select_for_update(no_key=True).get_or_create(
        case=case,
        person=person,
        defaults={"municipality_id": case.municipality_id, "seen_until": now, "last_at": now},
    )
    if not created:
        if now - visit.last_at > VISIT_GAP:
            visit.seen_until = visit.last_at
        visit.last_at = now
        visit.save(update_fields=["seen_until", "last_at"])
    unread = Recipient.objects.filter(case=case, person=person, informed_at__isnull=True)
    unread.exclude(notice__kind="message").update(informed_at=now, informed_how="opened")
    return visit
