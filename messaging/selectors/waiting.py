"""Messages from families that wait for an answer, as the person sees them who has to give it.

1. Answered is answered for the whole team: what stands before the last word of staff in the thread waits for nobody.
2. Seen is not answered (G6). A message that has been read goes on waiting until it is answered, or until a named person
   has written to the family after reading it: "thank you" needs no answer, and the next word is promised anyway.
3. The contact has them at once, and so have deputy and cover while the contact is away. A deputy of somebody who is
   there has them only when a whole turn of the contact's answering hours has gone by without an answer (RQ-083).
4. A closed case counts too: its contact stays for questions (RQ-038).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from journey.access.roles import at_work
from journey.models import Absence, ContactAssignment, Employment, NextWord, Person
from journey.rules import clock
from journey.rules.answer_hours import WORKWEEK, answer_due
from journey.rules.working_days import calendar_named
from messaging.models import Message, ThreadSeen


@dataclass(frozen=True, slots=True)
class Waiting:
    """One family member's messages in one case that wait for an answer from the person who asks."""

    case_id: UUID
    case_title: str
    child_name: str
    is_open: bool
    guardian_id: UUID
    guardian_name: str
    count: int
    unread: int
    """How many of them the person has not had on the screen."""
    since_on: date
    """The local day of the oldest one."""
    due_on: date
    """By the end of the answering hours of this day the oldest one should be answered."""


@dataclass(frozen=True, slots=True)
class _Hours:
    days: Sequence[int] = WORKWEEK
    start: time = time(8)
    end: time = time(15)


def waiting_for(person: Person) -> tuple[Waiting, ...]:
    """The longest waiting first. Five statements, whatever the number of cases and messages; two when nothing waits."""
    rows = list(_unanswered(person))
    if not rows:
        return ()
    contacts = _contacts(row.case_id for row in rows)
    away, hours = _away(contacts.values()), _hours(contacts.values())
    mine: list[tuple[Message, date]] = []
    for row in rows:
        contact = contacts[row.case_id]
        at = hours.get(contact, _Hours())
        calendar = calendar_named(row.case.municipality.calendar)
        due = answer_due(row.sent_at, at.days, at.start, at.end, calendar)
        if contact == person.pk or contact in away or due < clock.now():
            mine.append((row, due.date()))
    grouped = groupby(mine, key=lambda one: one[0].thread_id)
    return tuple(sorted((_waiting(list(group)) for _, group in grouped), key=lambda one: (one.due_on, one.since_on)))


def _unanswered(person: Person) -> QuerySet[Message]:
    """By thread and number, with ``is_unread`` for the person."""
    cases = at_work(person, clock.now()).filter(Q(is_contact=True) | Q(is_cover=True))
    answer = Message.objects.filter(thread=OuterRef("thread"), from_family=False).order_by("-seq").values("seq")[:1]
    mark = ThreadSeen.objects.filter(thread=OuterRef("thread"), person=person).values("seen_up_to")
    written_since = NextWord.objects.filter(
        case=OuterRef("case"), person=OuterRef("thread__guardian"), last_word_at__gt=OuterRef("seen_at")
    )
    read_and_written_since = ThreadSeen.objects.filter(
        Exists(written_since), thread=OuterRef("thread"), seen_up_to__gte=OuterRef("seq")
    ).exclude(person=OuterRef("thread__guardian"))
    unread = ExpressionWrapper(Q(seq__gt=Coalesce(Subquery(mark), 0)), output_field=BooleanField())
    waiting = Message.objects.filter(from_family=True, case__in=cases.values("pk"))
    waiting = waiting.filter(seq__gt=Coalesce(Subquery(answer), 0)).exclude(Exists(read_and_written_since))
    with_facts = waiting.select_related("thread__guardian", "case__child", "case__municipality")
    return with_facts.annotate(is_unread=unread).order_by("thread", "seq")


def _contacts(case_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    now = ContactAssignment.objects.filter(case__in=set(case_ids), period__contains=clock.now())
    return dict(now.values_list("case", "person"))


def _away(people: Iterable[UUID]) -> set[UUID]:
    today = clock.today()
    absent = Absence.objects.filter(person__in=set(people), first_day__lte=today)
    return set(absent.filter(Q(last_day__isnull=True) | Q(last_day__gte=today)).values_list("person", flat=True))


def _hours(people: Iterable[UUID]) -> dict[UUID, _Hours]:
    """Of the latest employment, as the family reads them on its page."""
    work = Employment.objects.filter(person__in=set(people)).order_by("period__startswith")
    return {row.person_id: _Hours(row.answer_days, row.answer_from, row.answer_to) for row in work}


def _waiting(group: list[tuple[Message, date]]) -> Waiting:
    first, due_on = group[0]
    return Waiting(
        case_id=first.case_id,
        case_title=first.case.title,
        child_name=first.case.child.given_name,
        is_open=first.case.is_open,
        guardian_id=first.thread.guardian_id,
        guardian_name=first.thread.guardian.given_name,
        count=len(group),
        unread=sum(_is_unread(row) for row, _ in group),
        since_on=clock.local(first.sent_at).date(),
        due_on=due_on,
    )


def _is_unread(row: Message) -> bool:
    return bool(getattr(row, "is_unread"))  # noqa: B009 -- annotated by the queryset
