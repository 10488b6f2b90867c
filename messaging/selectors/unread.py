"""What a person has not read yet: own threads for family, threads of own cases for contact, deputy and cover."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journey.access.queries import answered_cases, family_cases
from journey.models import Case, Person
from messaging.models import Message, Thread, ThreadSeen


def reachable_threads(person: Person) -> QuerySet[Thread]:
    """The threads that the person may read now: own ones for family, those of answered cases for staff.

    Asked from the person's side, because every page asks: it must cost what this person has, not what the system has.
    """
    as_family = Thread.objects.filter(guardian=person, case__in=family_cases(person).values("pk"))
    as_staff = Thread.objects.filter(case__in=answered_cases(person).values("pk")).exclude(guardian=person)
    return Thread.objects.filter(pk__in=as_family.values("pk").union(as_staff.values("pk")))


def unread_messages(person: Person) -> QuerySet[Message]:
    """Messages from the other side beyond the person's mark, in threads that the person may read now."""
    theirs = Q(from_family=False, thread__guardian=person) | (Q(from_family=True) & ~Q(thread__guardian=person))
    mark = ThreadSeen.objects.filter(thread=OuterRef("thread"), person=person).values("seen_up_to")
    reachable = Message.objects.filter(theirs, thread__in=reachable_threads(person).values("pk"))
    return reachable.filter(seq__gt=Coalesce(Subquery(mark), 0))


def unread_by_thread(person: Person) -> Mapping[tuple[UUID, UUID], int]:
    """Unread messages by (case id, guardian id). One statement, whatever the number of threads."""
    counted = (
        unread_messages(person)
        .values(case_key=F("case_id"), guardian_key=F("thread__guardian_id"))
        .annotate(unread=Count("pk"))
        .order_by()
    )
    return {(row["case_key"], row["guardian_key"]): row["unread"] for row in counted}


def unread_total(person: Person) -> int:
    """How many messages wait for the person, over all cases."""
    return unread_messages(person).count()


def unread_in_case(person: Person, case: Case) -> int:
    """How many messages wait for the person in one case."""
    return unread_messages(person).filter(case=case).count()
