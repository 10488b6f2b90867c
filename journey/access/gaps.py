"""Whose broken promise it is: who may read that it is there, and who owns up to it (P1-P7, RQ-003)."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from journey.access.gate import Access
from journey.access.matrix import Action, Role
from journey.access.queries import ever_led_cases
from journey.access.roles import at_work
from journey.access.staff_side import staff_case_for
from journey.errors import NotYours
from journey.models import Gap, Person, Question
from journey.models.gaps import GapKind
from journey.models.questions import QuestionKind
from journey.rules import clock

_HEARD = Q(kind=GapKind.QUESTION_LATE, subject_id__in=Question.objects.filter(kind=QuestionKind.HEARD).values("pk"))
"""Who needs to be heard gets a human, and no leader hears of it (RQ-086)."""


def visible_gaps(access: Access) -> QuerySet[Gap]:
    """Open gaps of a case: all for contact and cover, all but one kind for leaders, one's own for other staff."""
    rows = Gap.objects.filter(case=access.case, closed_at__isnull=True)
    own = Q(responsible=access.person)
    if access.roles & {Role.CONTACT, Role.COVER}:
        return rows
    return rows.filter(own | ~_HEARD) if Role.LEADER in access.roles else rows.filter(own)


def gaps_of(person: Person) -> QuerySet[Gap]:
    """Open gaps of the units that the person leads, and those that the person has, at work.

    Each gap is asked about its own case: there are few gaps, and a town's leader leads thousands of cases.
    """
    rows = Gap.objects.filter(closed_at__isnull=True, municipality=person.municipality_id)
    led, known = (
        Exists(cases.filter(pk=OuterRef("case"))) for cases in (ever_led_cases(person), at_work(person, clock.now()))
    )
    return rows.filter((led & ~_HEARD) | (Q(responsible=person) & known))


def gap_for(person: Person, case_id: UUID, gap_id: UUID, need: Action) -> tuple[Access, Gap]:
    """The broken next word, if the person may do ``need`` with it now. Raises NotYours."""
    access = staff_case_for(person, case_id, need, owner_id=owner_of_gap(need, gap_id))
    return access, gap_within(access, gap_id)


def owner_of_gap(_need: Action, gap_id: UUID) -> UUID | None:
    """Who has it now, as the gate wants to know it; None for an unknown one."""
    return Gap.objects.filter(pk=gap_id).values_list("responsible", flat=True).first()


def gap_within(access: Access, gap_id: UUID) -> Gap:
    """The broken next word of a case that has passed the gate for it. Raises NotYours."""
    rows = Gap.objects.filter(case=access.case, kind=GapKind.NEXT_WORD_BROKEN)
    gap = rows.select_related("responsible", "person", "case__municipality").filter(pk=gap_id).first()
    if gap is None:
        raise NotYours
    return gap
