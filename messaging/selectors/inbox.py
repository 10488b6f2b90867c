"""All threads that a person may use now: own ones for family, those of own cases for contact, deputy and cover."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journey.models import Person
from messaging.selectors.unread import reachable_threads, unread_by_thread


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
    """The threads by age; two statements. Threads that nobody has opened yet are not there (thread_of makes them)."""
    rows = reachable_threads(person).select_related("case__child", "guardian")
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
