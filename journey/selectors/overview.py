"""The leader's start page: which families do not know, and what lies still with the leader's people (RQ-145).

The rows are the open gaps of the watch, and nothing else. Two things are never mixed: what a family was promised and
does not have, and what staff have to follow up among themselves. Late things, never the text of a thread (G14).

What the leader's people hold in cases that the leader may not open is told by who and where: no child, and no words
that somebody wrote about one.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.queries import ever_led_cases, led_cases
from journey.access.roles import at_work, led_units
from journey.models import Agreement, Case, Decision, Meeting, Person, Step, Wait
from journey.models.base import Visibility
from journey.models.gaps import GapKind
from journey.rules import clock
from journey.rules.next_word import Stage
from journey.selectors.desk import next_word_rows, with_facts
from journey.selectors.desk_rows import desk_row
from journey.selectors.gaps import GapLine, open_gaps
from journey.selectors.late import late_things
from journey.selectors.staff_shapes import ElsewhereRow, LeaderRow, Overview

DESK_KINDS = {
    GapKind.WAIT_REVIEW_LATE: "wait_review",
    GapKind.STEP_FOLLOW_UP_LATE: "step_follow_up",
    GapKind.CONCLUSION_LATE: "conclusion_due",
    GapKind.DECISION_LATE: "decision_due",
    GapKind.AGREEMENT_LATE: "agreement_due",
}
"""What a gap is called on a desk, where that is another word: the same thing to do is done in the same place."""
REMINDERS = {
    GapKind.WAIT_REVIEW_LATE,
    GapKind.STEP_FOLLOW_UP_LATE,
    GapKind.HOLDER_LEFT,
    GapKind.WAITS_IN_A_CIRCLE,
    GapKind.DECISION_WITHOUT_DECIDER,
}
"""Staff's own to follow up; every other kind leaves a family without something that it was promised (P1-P7)."""
WITHOUT_A_DAY = {
    GapKind.CONTACT_UNREACHABLE,
    GapKind.HOLDER_LEFT,
    GapKind.WAITS_IN_A_CIRCLE,
    GapKind.NOTHING_NEXT,
    GapKind.NOT_INFORMED,
    GapKind.UNREACHABLE,
    GapKind.INFORMED_UNEQUALLY,
    GapKind.DECISION_WITHOUT_DECIDER,
}
"""Broken since a day; the others have a promised day, the one before."""
TITLED: dict[str, tuple[type[Step] | type[Wait] | type[Meeting] | type[Decision] | type[Agreement], str]] = {
    GapKind.STEP_FOLLOW_UP_LATE: (Step, "title"),
    GapKind.WAIT_REVIEW_LATE: (Wait, "awaited"),
    GapKind.MEETING_UNSETTLED: (Meeting, "title"),
    GapKind.CONCLUSION_LATE: (Meeting, "title"),
    GapKind.DECISION_LATE: (Decision, "asked"),
    GapKind.DECISION_WITHOUT_DECIDER: (Decision, "asked"),
    GapKind.AGREEMENT_LATE: (Agreement, "text"),
}
"""Where the words are that tell one row from its neighbour. None for a question: a leader does not read it (G14)."""


def overview(person: Person) -> Overview:
    """Numbers and late rows, the oldest first; a number of statements that grows with neither cases nor people."""
    cases = {case.pk: case for case in with_facts(led_cases(person))}
    gaps = open_gaps(person)
    broken = _broken_in(gaps, cases | _closed(person, {gap.case_id for gap in gaps} - cases.keys()))
    uninformed = tuple(row for kind, row in broken if kind not in REMINDERS)
    return Overview(
        open_cases=len(cases),
        uninformed=len({one.row.case_id for one in uninformed}),
        soon=len(next_word_rows(list(cases.values()), (Stage.SOON, Stage.DUE))),
        uninformed_rows=uninformed,
        follow_up=tuple(row for kind, row in broken if kind in REMINDERS),
        elsewhere=_elsewhere(person, cases),
    )


def desk_kind(kind: str) -> str:
    """What a gap of this kind is called on a desk."""
    return DESK_KINDS.get(GapKind(kind), kind)


def _closed(person: Person, ids: Collection[UUID]) -> dict[UUID, Case]:
    """Closed cases in which a family waits for an answer (RQ-038)."""
    led = ever_led_cases(person).filter(pk__in=ids) if ids else Case.objects.none()
    return {case.pk: case for case in with_facts(led)}


def _broken_in(everything: Iterable[GapLine], cases: dict[UUID, Case]) -> list[tuple[str, LeaderRow]]:
    """The open gaps of the led cases, the oldest first, each with its kind; with whom it lies now."""
    gaps = [gap for gap in everything if gap.case_id in cases]
    words = gap_titles(gaps)
    rows = [(gap.kind, _leader_row(gap, cases[gap.case_id], words.get(gap.subject_id, ""))) for gap in gaps]
    return sorted(rows, key=lambda one: (one[1].row.due_on, one[1].row.child_name))


def gap_titles(gaps: Iterable[GapLine]) -> dict[UUID, str]:
    """What the subjects are called, by their id; one statement a kind that is there."""
    found: dict[UUID, str] = {}
    gaps = list(gaps)
    for kind in {gap.kind for gap in gaps} & TITLED.keys():
        model, field = TITLED[kind]
        ids = [gap.subject_id for gap in gaps if gap.kind == kind]
        found |= dict(model._default_manager.filter(pk__in=ids).values_list("pk", field))
    return found


def _leader_row(gap: GapLine, case: Case, what: str) -> LeaderRow:
    due_on = gap.since if gap.kind in WITHOUT_A_DAY else gap.since - timedelta(days=1)
    row = desk_row(desk_kind(gap.kind), case, gap.subject_id, what, due_on, gap.about, gap.about_id)
    return LeaderRow(row, gap.holder_name, (clock.today() - due_on).days)


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
