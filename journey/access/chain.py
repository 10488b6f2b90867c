"""Who has a broken promise, step by step upwards: the holder or stand-in first, then the leaders (RQ-003, RQ-004)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.roles import family_of
from journey.models import (
    Absence,
    Agreement,
    Case,
    ContactAssignment,
    Decision,
    Employment,
    Meeting,
    Person,
    Question,
    Step,
    Wait,
)
from journey.models.agreements import OwnerRole
from journey.models.gaps import GapKind
from journey.models.questions import QuestionKind
from journey.rules import clock

_HOLDER_FIRST = {
    GapKind.WAIT_REVIEW_LATE: (Wait, "holder"),
    GapKind.STEP_FOLLOW_UP_LATE: (Step, "owner"),
    GapKind.MEETING_UNSETTLED: (Meeting, "organiser"),
    GapKind.CONCLUSION_LATE: (Meeting, "organiser"),
    GapKind.DECISION_LATE: (Decision, "decider"),
}
_CONTACT_FIRST = {GapKind.NOT_INFORMED, GapKind.UNREACHABLE, GapKind.INFORMED_UNEQUALLY, GapKind.NOTHING_NEXT}
_STAND_IN_FIRST = {GapKind.NEXT_WORD_BROKEN}


def chain_of(case: Case, kind: str, subject_id: UUID, at: datetime) -> list[Person]:
    """The people who have the gap in turn, each once, only those who are here on the day of `at`; never empty.

    With nobody here it is the contact, or the next whose work it is: a promise that nobody can mend still has a name.
    """
    contact = ContactAssignment.objects.select_related("person", "deputy").get(case=case, period__contains=at)
    first = _first(kind, subject_id, contact, at)
    above = [] if _is_kept_from_leaders(kind, subject_id) else leaders_upwards(case, at)
    there = those_here([*first, *above], case, at)
    return there or not_at_home([contact.person, *first, *above], case, at)[:1] or [contact.person]


def _is_kept_from_leaders(kind: str, subject_id: UUID) -> bool:
    """Who needs to be heard gets a human, and no leader hears of it (RQ-086)."""
    asked = Question.objects.filter(pk=subject_id, kind=QuestionKind.HEARD)
    return kind == GapKind.QUESTION_LATE and asked.exists()


def _first(kind: str, subject_id: UUID, contact: ContactAssignment, at: datetime) -> list[Person]:
    if kind == GapKind.QUESTION_LATE:
        question = Question.objects.select_related("owner").get(pk=subject_id)
        return [question.owner, *covers_of(contact, at), contact.deputy]
    if kind in _HOLDER_FIRST:
        model, name = _HOLDER_FIRST[GapKind(kind)]
        row = model._default_manager.select_related(name).filter(pk=subject_id).first()
        holder: Person | None = getattr(row, name, None)
        return [holder] if holder else [contact.person]
    if kind == GapKind.AGREEMENT_LATE:
        agreed = Agreement.objects.select_related("owner").filter(pk=subject_id).exclude(owner_role=OwnerRole.FAMILY)
        return [row.owner for row in agreed] or [contact.person, contact.deputy]
    if kind in _CONTACT_FIRST:
        return [contact.person, contact.deputy]
    return [*covers_of(contact, at), contact.deputy] if kind in _STAND_IN_FIRST else []


def covers_of(contact: ContactAssignment, at: datetime) -> list[Person]:
    """Who stands in for an absent contact on that day."""
    return [row.cover for row in _absences([contact.person_id], at).select_related("cover")]


def leaders_upwards(case: Case, at: datetime) -> list[Person]:
    """Leaders of the case's unit, then of the one above it, and so on."""
    led = Employment.objects.filter(unit__in=case.unit.lineage, is_leader=True, period__contains=at)
    rows = led.select_related("person").order_by("period__startswith")
    return [row.person for unit in case.unit.lineage for row in rows if row.unit_id == unit]


def those_here(people: Iterable[Person], case: Case, at: datetime) -> list[Person]:
    """Of these, in their order, each once, who is at work on that day: whoever has left is away for good."""
    wanted = not_at_home(people, case, at)
    ids = [person.pk for person in wanted]
    away = set(_absences(ids, at).values_list("person", flat=True))
    works = Employment.objects.filter(person__in=ids, municipality=case.municipality_id, period__contains=at)
    here = set(works.values_list("person", flat=True)) - away
    return [person for person in wanted if person.is_active and person.pk in here]


def not_at_home(people: Iterable[Person], case: Case, at: datetime) -> list[Person]:
    """Of these, in their order, each once, for whom the case is work and not their own child's."""
    wanted = list(dict.fromkeys(people))
    family = set(family_of(case, at).filter(person__in=[person.pk for person in wanted]))
    return [person for person in wanted if person.pk not in family]


def _absences(ids: list[UUID], at: datetime) -> QuerySet[Absence]:
    day = clock.local(at).date()
    return Absence.objects.filter(person__in=ids, first_day__lte=day).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=day)
    )
