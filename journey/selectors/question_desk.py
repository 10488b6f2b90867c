"""Whose desk an open question lies on: the one truth about what waits for an answer from whom (P5, RQ-081).

1. Whoever was promised to answer has it from the first moment, and the contact while that person is away.
2. From nine on the working day before the promised one the contact has it too, whoever it lies with: the first step of
   the ladder, as of a next word that nears.
3. Deputy and cover have it while the contact is away, and in any case from four on the promised day.
4. Answered by one is answered for all, and seen is not answered (G6): only the end of the question takes it off.
5. A closed case counts too: its contact stays for questions (RQ-038). Whoever follows the case no more is owed none.
6. By date alone: who asks most stands no higher (RQ-082).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from journey.access.matrix import Role
from journey.access.roles import answered_by, at_work, roles_on
from journey.models import Absence, ContactAssignment, Person, Question, Relation
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.questions import is_near, is_pressing
from journey.rules.working_days import calendar_named


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that lies with somebody."""

    question: Question
    reads_thread: bool
    """Whether that person may answer in the conversation; else the answer goes on the timeline."""
    is_near: bool
    """The promised day is the next working day, or nearer."""


def asked_of(person: Person) -> list[Asked]:
    """The open questions that lie with the person, the next date first; four statements, one when there are none."""
    at = clock.now()
    follows = Relation.objects.filter(
        kind=RelationKind.CUSTODIAN, period__contains=at, person=OuterRef("asker"), child=OuterRef("case__child")
    )
    open_ones = Question.objects.filter(closed_at__isnull=True)
    own, near = open_ones.filter(owner=person), open_ones.filter(case__in=answered_by(person, at))
    ids = own.values("pk").union(near.values("pk"))  # each by its index: an "or" would read every open question
    rows = list(
        Question.objects.filter(Exists(follows), pk__in=ids)
        .select_related("asker", "step", "case__child", "case__municipality")
        .order_by("promised_on", "asked_at", "pk")
    )
    if not rows:
        return []
    cases = {case.pk: case for case in at_work(person, at).filter(pk__in={row.case_id for row in rows})}
    contacts = _contacts(cases)
    away = _away({*contacts.values(), *(row.owner_id for row in rows)})
    roles = {pk: roles_on(case) for pk, case in cases.items()}
    return [
        Asked(row, reads_thread=bool(roles[row.case_id] & READS_THREADS), is_near=_is_near(row))
        for row in rows
        if row.case_id in cases and _lies_with(person, row, roles[row.case_id], contacts.get(row.case_id), away)
    ]


READS_THREADS = frozenset({Role.CONTACT, Role.COVER})


def _is_near(question: Question) -> bool:
    return is_near(question.promised_on, clock.now(), calendar_named(question.case.municipality.calendar))


def _lies_with(
    person: Person, question: Question, roles: frozenset[Role], contact: UUID | None, away: set[UUID]
) -> bool:
    if question.owner_id == person.pk:
        return bool(roles)
    pressing = is_pressing(question.promised_on, clock.now())
    if Role.CONTACT in roles:
        return _is_near(question) or question.owner_id in away
    instead = contact in away and (_is_near(question) or question.owner_id in away)
    return Role.COVER in roles and (pressing or instead)


def _contacts(case_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    now = ContactAssignment.objects.filter(case__in=list(case_ids), period__contains=clock.now())
    return dict(now.values_list("case", "person"))


def _away(people: Iterable[UUID]) -> set[UUID]:
    today = clock.today()
    absent = Absence.objects.filter(person__in=list(people), first_day__lte=today).exclude(last_day__lt=today)
    return set(absent.values_list("person", flat=True))
