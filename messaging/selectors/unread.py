"""What a person has not read yet: own threads for family, threads of own cases for contact, deputy and cover."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journey.access.roles import with_roles
from journey.models import Case, Person
from journey.rules import clock
from messaging.models import Message, ThreadSeen


def unread_messages(person: Person) -> QuerySet[Message]:
    """Messages from the other side beyond the person's mark, in threads that the person may read now."""
    cases = with_roles(person, clock.now())
    as_family = Q(thread__guardian=person, from_family=False, case__in=cases.filter(is_custodian=True).values("pk"))
    answering = cases.filter(Q(is_contact=True) | Q(is_cover=True)).values("pk")
    as_staff = Q(from_family=True, case__in=answering) & ~Q(thread__guardian=person)
    mark = ThreadSeen.objects.filter(thread=OuterRef("thread"), person=person).values("seen_up_to")
    return Message.objects.filter(as_family | as_staff).filter(seq__gt=Coalesce(Subquery(mark), 0))


def unread_by_thread(person: Person) -> Mapping[tuple[UUID, UUID], int]:
    """Unread messages by (case id, guardian id). Two statements, whatever the number of threads."""
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
