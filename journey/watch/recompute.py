"""The nightly proof: walks through every open case without the scan's statement and must find the same (P1-P7).

Slow on purpose and simple on purpose. A difference means that the scan has a hole, and is said aloud.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import Prefetch, Q

from journey.access.queries import entitled_family
from journey.models import (
    Absence,
    Agreement,
    Case,
    Decision,
    Employment,
    Gap,
    Meeting,
    Municipality,
    Question,
    Recipient,
    Step,
    Wait,
)
from journey.models.agreements import OwnerRole
from journey.models.base import Visibility
from journey.models.gaps import GapKind
from journey.models.meetings import MeetingState
from journey.models.steps import StepState
from journey.rules import clock, gaps
from journey.rules.gaps import Broken
from journey.rules.working_days import Calendar, calendar_named
from journey.services.gaps import gap_open

log = structlog.get_logger(__name__)
CASES_AT_ONCE = 500


def recompute() -> int:
    """Compare every municipality's open gaps with what is broken; the number of differences, each of them logged.

    Runs right after a scan, so that nothing is open that has just been put right. A gap that the scan missed is opened:
    no family waits for the hole to be mended first.
    """
    return sum(_differences(municipality) for municipality in Municipality.objects.order_by("slug"))


def _differences(municipality: Municipality) -> int:
    broken = {one.key: one for one in broken_by_walking(municipality)}
    rows = Gap.objects.filter(municipality=municipality, closed_at__isnull=True)
    there = set(rows.values_list("case_id", "kind", "subject_id", "person_id"))
    differences = broken.keys() ^ there
    for key in sorted(differences, key=str):
        case_id, kind, *_rest = key
        log.error("gap_missed" if key in broken else "gap_without_reason", case=str(case_id), kind=kind)
        if key in broken:
            gap_open(broken=broken[key])
    return len(differences)


def broken_by_walking(municipality: Municipality) -> Iterator[Broken]:
    """What is broken at this moment, case by case; of closed cases only what was asked and not answered."""
    staff = _Staff(municipality, clock.now())
    calendar = calendar_named(municipality.calendar)
    asked = Question.objects.filter(municipality=municipality, closed_at__isnull=True).values("case")
    watched = Case.objects.filter(Q(closed_at__isnull=True) | Q(pk__in=asked), municipality=municipality).order_by("pk")
    for case in watched.prefetch_related(*_FACTS).iterator(CASES_AT_ONCE):
        walk = _Walk(case, staff, calendar)
        yield from walk.everything() if case.is_open else walk.questions()


_FACTS = (
    Prefetch("steps", Step.objects.select_related("owner")),
    Prefetch("waits", Wait.objects.filter(ended_at__isnull=True).select_related("step")),
    "meetings",
    Prefetch("agreements", Agreement.objects.filter(closed_at__isnull=True)),
    Prefetch("decisions", Decision.objects.filter(decided_at__isnull=True).select_related("step")),
    "contactassignments",
    "nextwords",
    Prefetch("questions", Question.objects.filter(closed_at__isnull=True)),
    Prefetch("recipients", Recipient.objects.filter(is_family=True).select_related("notice", "sign_off")),
)


class _Staff:
    """Who works here, who is away and who covers, at one moment."""

    def __init__(self, municipality: Municipality, at: datetime) -> None:
        day = clock.local(at).date()
        work = Employment.objects.filter(municipality=municipality).select_related("person")
        self.units: dict[UUID, list[UUID]] = {}
        self.known: set[UUID] = set()
        for row in work:
            self.known.add(row.person_id)
            if _contains(row.period, at) and row.person.is_active:
                self.units.setdefault(row.person_id, []).append(row.unit_id)
        self.covers: dict[UUID, list[UUID]] = {}
        for absence in Absence.objects.filter(municipality=municipality):
            if absence.first_day <= day and (absence.last_day is None or absence.last_day >= day):
                self.covers.setdefault(absence.person_id, []).append(absence.cover_id)

    def has_left(self, person: UUID) -> bool:
        return person in self.known and person not in self.units

    def is_away(self, person: UUID) -> bool:
        return person in self.covers or self.has_left(person)


def _contains(period: object, at: datetime) -> bool:
    lower, upper, is_empty = period.lower, period.upper, period.isempty  # type: ignore[attr-defined]  # a range
    return not is_empty and (lower is None or lower <= at) and (upper is None or at < upper)


def _is_shown(row: Step | Meeting | Decision) -> bool:
    return row.visibility == Visibility.RELEASED


class _Walk:
    """One case at one moment."""

    def __init__(self, case: Case, staff: _Staff, calendar: Calendar) -> None:
        self.case, self.staff = case, staff
        self.now = clock.now()
        self.today = clock.local(self.now).date()
        self.family = {person.pk for person in entitled_family(case, self.now)}
        self.prove_before = gaps.to_be_proven_before(self.today, gaps.PROVE_WORKING_DAYS, calendar)
        self.equal_before = gaps.to_be_proven_before(self.today, gaps.PARITY_WORKING_DAYS, calendar)
        self.steps, self.waits = list(case.steps.all()), list(case.waits.all())
        self.meetings, self.decisions = list(case.meetings.all()), list(case.decisions.all())
        self.agreements = list(case.agreements.all())

    def everything(self) -> Iterator[Broken]:
        for kind, found in self._subjects():
            yield from (self._of(kind, subject) for subject in found)
        yield from self._people()
        yield from self._met()
        whole = {
            GapKind.CONTACT_UNREACHABLE: self._nobody_answers(),
            GapKind.NOTHING_NEXT: self._nothing_next(),
            GapKind.WAITS_IN_A_CIRCLE: self._in_a_circle(),
        }
        yield from (self._of(kind, self.case.pk) for kind, is_so in whole.items() if is_so)

    def _of(self, kind: GapKind, subject: UUID, person: UUID | None = None) -> Broken:
        return Broken(self.case.pk, kind, subject, person, self.today)

    def _subjects(self) -> Iterable[tuple[GapKind, list[UUID]]]:
        now_steps = [step for step in self.steps if step.state == StepState.NOW]
        held = [(step.pk, step.owner_id) for step in now_steps] + [(wait.pk, wait.holder_id) for wait in self.waits]
        held += [(one.pk, one.owner_id) for one in self.agreements if one.owner_role != OwnerRole.FAMILY]
        yield GapKind.WAIT_REVIEW_LATE, [wait.pk for wait in self.waits if wait.review_on < self.today]
        late = [step for step in now_steps if step.follow_up_on and step.follow_up_on < self.today]
        yield GapKind.STEP_FOLLOW_UP_LATE, [step.pk for step in late]
        yield GapKind.HOLDER_LEFT, [pk for pk, person in held if person and self._is_lost(person)]
        yield GapKind.AGREEMENT_LATE, [one.pk for one in self.agreements if one.due_on < self.today]
        pending = [(one.pk, one.decider_id, one.expected_on) for one in self.decisions]
        yield GapKind.DECISION_WITHOUT_DECIDER, [pk for pk, decider, _day in pending if decider is None]
        yield GapKind.DECISION_LATE, [pk for pk, decider, day in pending if decider and day and day < self.today]

    def _met(self) -> Iterator[Broken]:
        """Meetings, told to the one family member that a talk was with."""
        for one in self.meetings:
            if self._unsettled(one):
                yield self._of(GapKind.MEETING_UNSETTLED, one.pk, one.only_for_id)
            if self._unconcluded(one):
                yield self._of(GapKind.CONCLUSION_LATE, one.pk, one.only_for_id)

    def _unsettled(self, meeting: Meeting) -> bool:
        return meeting.state == MeetingState.PLANNED and clock.local(meeting.starts_at).date() < self.today

    def _unconcluded(self, meeting: Meeting) -> bool:
        due = meeting.conclusion_due_on
        held = meeting.state == MeetingState.HELD and not meeting.conclusion
        return held and due is not None and due < self.today

    def questions(self) -> Iterator[Broken]:
        """Late answers: the one thing that is owed of a closed case too (RQ-038)."""
        for question in self.case.questions.all():
            if question.asker_id in self.family and question.promised_on < self.today:
                yield self._of(GapKind.QUESTION_LATE, question.pk, question.asker_id)

    def _people(self) -> Iterator[Broken]:
        for word in self.case.nextwords.all():
            if word.person_id in self.family and word.promised_on < self.today:
                yield self._of(GapKind.NEXT_WORD_BROKEN, word.pk, word.person_id)
        yield from self.questions()
        told = [row for row in self.case.recipients.all() if row.is_family]
        proven = {row.notice_id for row in told if row.informed_at is not None}
        unproven = [row for row in told if row.informed_at is None and not hasattr(row, "sign_off")]
        waiting = [row for row in unproven if row.person_id in self.family]
        late = {row.person_id for row in waiting if row.notice.is_critical and row.recorded_at < self.prove_before}
        unequal = {row.person_id for row in waiting if row.notice_id in proven and row.recorded_at < self.equal_before}
        out_of_reach = {row.person_id for row in waiting if row.unreachable_since is not None}
        yield from (self._of(GapKind.NOT_INFORMED, self.case.pk, person) for person in late)
        yield from (self._of(GapKind.UNREACHABLE, self.case.pk, person) for person in out_of_reach)
        yield from (self._of(GapKind.INFORMED_UNEQUALLY, self.case.pk, person) for person in unequal)

    def _is_lost(self, person: UUID) -> bool:
        """Whether the person is no staff of the case for good: has left, or is a custodian of the child."""
        return self.staff.has_left(person) or (person in self.family and person in self.staff.known)

    def _nobody_answers(self) -> bool:
        """The contact is gone for good, or nobody of contact, deputy and cover is here today (P1)."""
        now = next(row for row in self.case.contactassignments.all() if _contains(row.period, self.now))
        if self._is_lost(now.person_id):
            return True
        covers = self.staff.covers.get(now.person_id, [])
        there = [person for person in (now.person_id, now.deputy_id, *covers) if not self.staff.is_away(person)]
        return all(self._is_lost(person) for person in there)

    def _nothing_next(self) -> bool:
        """What the family cannot see is nothing for them to look forward to."""
        ahead = any(step.state == StepState.PLANNED and _is_shown(step) for step in self.steps)
        everyones = [one for one in self.meetings if one.only_for_id is None and _is_shown(one)]
        met = any(one.state == MeetingState.PLANNED and one.starts_at > self.now for one in everyones)
        decided = any(_is_shown(one) and (one.step is None or _is_shown(one.step)) for one in self.decisions)
        return not (ahead or met or decided)

    def _in_a_circle(self) -> bool:
        pairs = [
            (str(waiting), str(awaited))
            for wait in self.waits
            if wait.step.owner_id
            for waiting in self.staff.units.get(wait.step.owner_id, ())
            for awaited in self.staff.units.get(wait.holder_id, ())
        ]
        return bool(gaps.units_in_a_circle(pairs))
