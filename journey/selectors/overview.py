"""The leader's start page: which families do not know, and what lies still with the leader's people (RQ-145).

Two things that are never mixed: a date that a family was told and that has passed, and a reminder that staff set for
themselves. Late things, never the text of a thread (G14). What the leader's people hold in cases that the leader may
not open is told by who and where: no child, and no words that somebody wrote about one.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.queries import led_cases
from journey.access.roles import at_work, led_units
from journey.models import Case, Decision, Person, Question
from journey.models.base import Visibility
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.next_word import Stage
from journey.selectors.desk import contact_names, next_word_rows, passed_meetings, promise_lines, with_facts
from journey.selectors.desk_rows import desk_row
from journey.selectors.late import late_things
from journey.selectors.shapes import DeskRow, ElsewhereRow, LeaderRow, Overview

BROKEN = (Stage.BROKEN, Stage.FAMILY_TOLD)
TOLD_TO_FAMILIES = {
    "next_word_broken",
    "meeting_unsettled",
    "conclusion_due",
    "decision_due",
    "agreement_due",
    "question_late",
}
"""A day of these kinds stands on the family's page."""


def overview(person: Person) -> Overview:
    """Numbers and late rows, the oldest first; a number of statements that grows with neither cases nor people."""
    cases = {case.pk: case for case in with_facts(led_cases(person))}
    rows = sorted(_late_in(cases), key=lambda one: (one.row.due_on, one.row.child_name))
    uninformed = tuple(one for one in rows if one.row.kind in TOLD_TO_FAMILIES)
    promises = promise_lines(cases.values()).values()
    silence = [(clock.today() - line.last_word_on).days for lines in promises for line in lines]
    return Overview(
        open_cases=len(cases),
        uninformed=len({one.row.case_id for one in uninformed}),
        longest_silence_days=max(silence, default=0),
        soon=len(next_word_rows(list(cases.values()), (Stage.SOON, Stage.DUE))),
        uninformed_rows=uninformed,
        follow_up=tuple(one for one in rows if one.row.kind not in TOLD_TO_FAMILIES),
        elsewhere=_elsewhere(person, cases),
    )


def _late_in(cases: dict[UUID, Case]) -> list[LeaderRow]:
    """Everything late in the led cases, whoever has it; the contact has what has no holder of its own."""
    names = contact_names(cases)
    of_contact: list[DeskRow] = next_word_rows(list(cases.values()), BROKEN) + _without_decider(cases)
    of_contact += [
        desk_row(one.kind, cases[one.meeting.case_id], one.meeting.pk, one.meeting.title, one.due_on)
        for one in passed_meetings(cases.values())
        if one.is_late
    ]
    rows = [_leader_row(row, names.get(row.case_id, "")) for row in of_contact] + _unanswered(cases)
    for one in late_things(Q(case__in=list(cases))):
        row = desk_row(one.kind, cases[one.case.pk], one.subject_id, one.what, one.due_on)
        rows.append(_leader_row(row, one.holder.display_name if one.holder else names.get(one.case.pk, "")))
    return rows


def _leader_row(row: DeskRow, holder_name: str) -> LeaderRow:
    return LeaderRow(row, holder_name, (clock.today() - row.due_on).days)


def _unanswered(cases: dict[UUID, Case]) -> list[LeaderRow]:
    """Questions past their day: that there is one and with whom, never whose or what (G14, RQ-086)."""
    late = Question.objects.filter(case__in=list(cases), closed_at__isnull=True, promised_on__lt=clock.today())
    return [
        _leader_row(desk_row("question_late", cases[one.case_id], one.pk, "", one.promised_on), one.owner.display_name)
        for one in late.exclude(kind=QuestionKind.HEARD).select_related("owner")
    ]


def _without_decider(cases: dict[UUID, Case]) -> list[DeskRow]:
    vacant = Decision.objects.filter(case__in=list(cases), decided_at__isnull=True, decider__isnull=True)
    return [
        desk_row("decision_without_decider", cases[one.case_id], one.pk, one.asked, clock.today()) for one in vacant
    ]


def _elsewhere(person: Person, mine: Iterable[UUID]) -> tuple[ElsewhereRow, ...]:
    """Late things of the leader's people in open cases of other units. A step's title is the template's: it is said."""
    others = at_work(person, clock.now()).filter(closed_at__isnull=True).exclude(pk__in=list(mine))
    released = Q(case__in=others.values("pk"), visibility=Visibility.RELEASED)
    return tuple(
        ElsewhereRow(
            kind=one.kind,
            what=one.what if one.kind == "step_follow_up" else "",
            holder_name=one.holder.display_name,
            unit_name=one.case.unit.name,
            due_on=one.due_on,
            days_late=(clock.today() - one.due_on).days,
        )
        for one in late_things(released, held_by=_people(person))
        if one.holder
    )


def _people(person: Person) -> QuerySet[Person]:
    """Those who work in a unit that the person leads, or below it."""
    here = Q(employments__unit__lineage__overlap=led_units(person, clock.now()))
    return Person.objects.filter(here, employments__period__contains=clock.now()).exclude(pk=person.pk).distinct()
