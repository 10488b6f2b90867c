"""All threads that a person may use now: own ones for family, those of own cases for contact, deputy and cover."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from journey.access.queries import family_cases
from journey.access.roles import at_work
from journey.models import Person
from journey.rules import clock
from messaging.models import Thread
from messaging.selectors.unread import unread_by_thread


@dataclass(frozen=True, slots=True)
class InboxLine:
    id: UUID
    case_id: UUID
    child_name: str
    guardian_id: UUID
    guardian_name: str
    last_seq: int
    """Number of the newest message; 0 while nothing has been written."""
    last_message_at: datetime | None
    unread: int


def inbox(person: Person) -> tuple[InboxLine, ...]:
    """The threads by age, in a number of statements that does not grow.

    Threads that nobody has opened yet are not there (thread_of makes them).
    """
    cases = at_work(person, clock.now()).filter(Q(is_contact=True) | Q(is_cover=True))
    mine = Q(guardian=person, case__in=family_cases(person).values("pk"))
    answering = Q(case__in=cases.values("pk"))
    rows = Thread.objects.filter(mine | answering).select_related("case__child", "guardian")
    unread = unread_by_thread(person)
    return tuple(
        InboxLine(
            id=row.pk,
            case_id=row.case_id,
            child_name=row.case.child.given_name,
            guardian_id=row.guardian_id,
            guardian_name=row.guardian.display_name,
            last_seq=row.last_seq,
            last_message_at=row.last_message_at,
            unread=unread.get((row.case_id, row.guardian_id), 0),
        )
        for row in rows.order_by("recorded_at", "pk")
    )
