"""How staff put right what is broken: whoever has a gap acts some day, each kind by the service that mends it."""

from __future__ import annotations

from config.simulation import staff
from config.simulation.town import Town
from journey.models import Agreement, Decision, Gap, Meeting, Step, Wait
from journey.models.gaps import GapKind
from journey.services.breaches import breach_explain
from journey.services.decisions import decision_conclude, decision_reassign

A_DAY = 0.3
"""How often somebody who is there deals with a gap on one working day. One that lies longer than three days climbs."""


def work_through(town: Town) -> list[Gap]:
    """The gaps that somebody takes up today, oldest first."""
    rows = Gap.objects.filter(closed_at__isnull=True).select_related("case__unit", "person", "responsible")
    order = sorted(rows, key=lambda gap: (gap.opened_at, gap.kind, town.family_of(gap.case_id).number, str(gap.person)))
    return [gap for gap in order if town.chance.random() < A_DAY]


def put_right(town: Town, gap: Gap) -> None:
    """By whoever has it, unless that person is not there today: then it lies, and climbs."""
    gap = Gap.objects.select_related("case__unit", "person", "responsible").get(pk=gap.pk)
    if gap.closed_at is not None or not gap.case.is_open or not town.is_there(town.worker_of(gap.responsible)):
        return
    _someone_is_there(town, gap)
    _MENDS[GapKind(gap.kind)](town, gap)
    town.done["gap taken up"] += 1


def _someone_is_there(town: Town, gap: Gap) -> None:
    """First of all the family gets somebody who works here, when contact or deputy has left."""
    now = town.contact_of(gap.case)
    if town.worker_of(now.person).has_left or town.worker_of(now.deputy).has_left:
        staff.replace(town, gap.case)
        for leaver in (now.person, now.deputy):
            if town.worker_of(leaver).has_left:
                staff.take_over(town, gap.case, leaver)


def _word(town: Town, gap: Gap) -> None:
    if town.chance.random() < 0.15:
        breach_explain(gap=gap, by=gap.responsible, happened="Vi nåede det ikke. Det er vores fejl.")
        town.done["breach explained"] += 1
    else:
        staff.write(town, gap.case, gap.responsible)


def _question(town: Town, gap: Gap) -> None:
    staff.answer(town, gap.subject_id, gap.responsible)


def _call(town: Town, gap: Gap) -> None:
    if gap.person:
        staff.call(town, gap.case, gap.responsible, gap.person)


def _wait(town: Town, gap: Gap) -> None:
    staff.review_wait(town, Wait.objects.get(pk=gap.subject_id))


def _step(town: Town, gap: Gap) -> None:
    staff.follow_up_step(town, Step.objects.get(pk=gap.subject_id), gap.responsible)


def _meeting(town: Town, gap: Gap) -> None:
    staff.settle_meeting(town, Meeting.objects.get(pk=gap.subject_id), surely=True)


def _conclusion(town: Town, gap: Gap) -> None:
    staff.conclude(town, Meeting.objects.select_related("case", "organiser").get(pk=gap.subject_id))


def _agreement(town: Town, gap: Gap) -> None:
    staff.keep_agreement(town, Agreement.objects.get(pk=gap.subject_id))


def _decision(_town: Town, gap: Gap) -> None:
    row = Decision.objects.select_related("case", "decider").get(pk=gap.subject_id)
    if row.decider is None:
        decision_reassign(decision=row, by=gap.responsible, decider=gap.responsible)
    else:
        decision_conclude(decision=row, by=row.decider, outcome="granted", means="Barnet får den støtte.")


def _next(town: Town, gap: Gap) -> None:
    """A meeting lies ahead again."""
    later = staff.meet(town, town.family_of(gap.case_id), gap.responsible)
    town.plans.append(later)


def _left_behind(town: Town, gap: Gap) -> None:
    """Waits, steps and agreements of people who have left go to the contact."""
    held = staff.holders(gap.case)
    for worker in town.workers:
        if worker.has_left and worker.person.pk in held:
            staff.take_over(town, gap.case, worker.person)


def _unreachable(town: Town, gap: Gap) -> None:
    staff.replace(town, gap.case)


_MENDS = {
    GapKind.CONTACT_UNREACHABLE: _unreachable,
    GapKind.WAIT_REVIEW_LATE: _wait,
    GapKind.STEP_FOLLOW_UP_LATE: _step,
    GapKind.HOLDER_LEFT: _left_behind,
    GapKind.WAITS_IN_A_CIRCLE: _unreachable,
    GapKind.NOTHING_NEXT: _next,
    GapKind.NEXT_WORD_BROKEN: _word,
    GapKind.QUESTION_LATE: _question,
    GapKind.NOT_INFORMED: _call,
    GapKind.UNREACHABLE: _call,
    GapKind.INFORMED_UNEQUALLY: _call,
    GapKind.MEETING_UNSETTLED: _meeting,
    GapKind.CONCLUSION_LATE: _conclusion,
    GapKind.AGREEMENT_LATE: _agreement,
    GapKind.DECISION_LATE: _decision,
    GapKind.DECISION_WITHOUT_DECIDER: _decision,
}
