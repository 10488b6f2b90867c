"""What a person has not read yet: own threads for family; for staff, of what waits for an answer from them."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journey.access.queries import answered_cases, followed_cases
from journey.models import Case, Person, Question
from journey.models.questions import QuestionKind
from journey.selectors.question_desk import asked_of
from messaging.models import Message, Thread, ThreadSeen


def reachable_threads(person: Person) -> QuerySet[Thread]:
    """The threads that the person may read now: own ones for family, those of answered cases for staff.

    Asked from the person's side, because every page asks: it must cost what this person has, not what the system has.
    """
    as_family = Thread.objects.filter(guardian=person, case__in=followed_cases(person).values("pk"))
    as_staff = Thread.objects.filter(case__in=answered_cases(person).values("pk")).exclude(guardian=person)
    return Thread.objects.filter(pk__in=as_family.values("pk").union(as_staff.values("pk")))


def unread_by_thread(person: Person) -> Mapping[tuple[UUID, UUID], int]:
    """Unread messages by (case id, guardian id), whatever the number of threads."""
    return {**_at_home(person), **unread_at_work(person)}


def unread_at_work(person: Person) -> Mapping[tuple[UUID, UUID], int]:
    """Of the messages whose answer lies with the person now: what a colleague has answered is nobody's unread."""
    asked = [one.question.pk for one in asked_of(person) if one.question.kind == QuestionKind.MESSAGE]
    if not asked:
        return {}
    waits = Question.objects.filter(
        pk__in=asked, case=OuterRef("case"), asker=OuterRef("author"), asked_at__lte=OuterRef("sent_at")
    )
    rows = Message.objects.filter(Exists(waits), from_family=True).filter(_beyond_mark(person))
    rows = rows.filter(case__in=answered_cases(person).values("pk"))
    counted = rows.values_list("case", "author").annotate(unread=Count("pk")).order_by()
    return {(case, guardian): unread for case, guardian, unread in counted}


def _at_home(person: Person) -> Mapping[tuple[UUID, UUID], int]:
    counted = _for_family(person).values_list("case").annotate(unread=Count("pk")).order_by()
    return {(case, person.pk): unread for case, unread in counted}


def _for_family(person: Person) -> QuerySet[Message]:
    """Messages from staff beyond the person's mark, in the own threads that the person may read now."""
    followed = followed_cases(person).values("pk")
    own = Message.objects.filter(thread__guardian=person, from_family=False, case__in=followed)
    return own.filter(_beyond_mark(person))


def _beyond_mark(person: Person) -> Q:
    mark = ThreadSeen.objects.filter(thread=OuterRef("thread"), person=person).values("seen_up_to")
    return Q(seq__gt=Coalesce(Subquery(mark), 0))


def unread_in_case(person: Person, case: Case) -> int:
    """How many messages wait for a family member in the own thread of a case."""
    return _for_family(person).filter(case=case).count()
