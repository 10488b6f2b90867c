"""What is due, and on whose desk: the contact's families and every alarm that a person has to act on (RQ-003, RQ-004).

Everything here is derived from dated facts at the moment of asking; nothing is stored, so nothing can be stale.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from journey.access.communication import in_force
from journey.access.matrix import Role
from journey.access.queries import answered_cases, contact_cases, led_cases, professional_cases
from journey.access.roles import roles_on
from journey.models import (
    Absence,
    Case,
    ContactAssignment,
    Decision,
    Employment,
    ExternalIdentity,
    Meeting,
    NextWord,
    Person,
    Relation,
    Step,
    Wait,
)
from journey.models.base import Visibility
from journey.models.blueprint import template_settings
from journey.models.case import case_days
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.next_word import Holder, Stage, ladder_stage, who_has_it
from journey.rules.working_days import Calendar
from journey.selectors.desk_rows import agreements_due, desk_row, to_ask_again
from journey.selectors.question_desk import asked_of
from journey.selectors.staff_shapes import DeskRow, FamilyRow, PromiseLine
from journey.selectors.unreached import cases_with_tasks, notice_rows

STAGE_KINDS = {
    Stage.SOON: "next_word_soon",
    Stage.DUE: "next_word_due",
    Stage.BROKEN: "next_word_broken",
    Stage.FAMILY_TOLD: "next_word_broken",
}
HOLDER_OF_ROLE = {Role.CONTACT: Holder.CONTACT, Role.COVER: Holder.DEPUTY, Role.LEADER: Holder.LEADER}


def my_families(person: Person) -> list[FamilyRow]:
    """The open cases in which the person is contact, deputy, cover or holds another role; earliest next word first."""
    cases = [*with_facts(contact_cases(person)), *with_facts(professional_cases(person))]
    promises = promise_lines(cases)
    contacts = _contacts(case.pk for case in cases)
    rows = [_family_row(case, promises[case.pk], contacts[case.pk]) for case in cases if promises[case.pk]]
    return sorted(rows, key=lambda row: (row.due_on, row.child_name))


def with_facts(cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """The cases with child, municipality and current steps, in a number of statements that does not grow."""
    current = Step.objects.filter(state="now").order_by("position")
    return cases.select_related("child", "municipality").prefetch_related(Prefetch("steps", current, "now_steps"))


def contact_names(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The contact of each case now, in one statement."""
    now = ContactAssignment.objects.filter(case__in=list(case_ids), period__contains=clock.now())
    return dict(now.values_list("case", "person__display_name"))


def _contacts(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, bool]]:
    """The contact of each case now, and whether that person is away today or has left; in one statement."""
    today = clock.today()
    away = Absence.objects.filter(person=OuterRef("person"), first_day__lte=today).filter(
        Q(last_day__isnull=True) | Q(last_day__gte=today)
    )
    works = Employment.objects.filter(person=OuterRef("person"), person__is_active=True, period__contains=clock.now())
    now = ContactAssignment.objects.filter(case__in=list(case_ids), period__contains=clock.now())
    rows = now.annotate(is_away=Exists(away) | ~Exists(works)).values_list("case", "person__display_name", "is_away")
    return {case: (name, is_away) for case, name, is_away in rows}


def _family_row(case: Case, promises: tuple[PromiseLine, ...], contact: tuple[str, bool]) -> FamilyRow:
    now_steps: list[Step] = getattr(case, "now_steps")  # noqa: B009 -- set by Prefetch(to_attr)
    roles, (contact_name, contact_is_away) = roles_on(case), contact
    return FamilyRow(
        case_id=case.pk,
        child_name=case.child.given_name,
        case_title=case.title,
        now_title=now_steps[0].title if now_steps else "",
        promises=promises,
        my_role=next(role for role in (Role.CONTACT, Role.COVER, Role.PROFESSIONAL, Role.LEADER) if role in roles),
        contact_name=contact_name,
        contact_is_away=contact_is_away,
    )


def promise_lines(cases: Iterable[Case]) -> dict[UUID, tuple[PromiseLine, ...]]:
    """Each case's promised dates, the earliest first, for those entitled now (five statements)."""
    by_id = {case.pk: case for case in cases}
    now = clock.now()
    rights = Relation.objects.filter(
        child__in={case.child_id for case in by_id.values()},
        kind=RelationKind.CUSTODIAN,
        period__contains=now,
    )
    labels = {(child, person): label for child, person, label in rights.values_list("child", "person", "label")}
    agreed, said = in_force(by_id, clock.today()), template_settings(case.blueprint_id for case in by_id.values())
    bound = set(ExternalIdentity.objects.filter(person__in={one for _, one in labels}).values_list("person", flat=True))
    found: dict[UUID, list[PromiseLine]] = defaultdict(list)
    for word in (
        NextWord.objects.filter(case__in=by_id).select_related("person").order_by("promised_on", "person__given_name")
    ):
        case = by_id[word.case_id]
        if (case.child_id, word.person_id) in labels:
            label = labels[case.child_id, word.person_id]
            own = agreed.get((case.pk, word.person_id))
            days = case_days(case.municipality, said[case.blueprint_id])
            rhythm = own.freshness_days if own else days.number("freshness_days")
            found[case.pk].append(_promise(word, label, rhythm, days.calendar, has_login=word.person_id in bound))
    return {pk: tuple(found[pk]) for pk in by_id}


def _promise(word: NextWord, label: str, days: int, calendar: Calendar, *, has_login: bool) -> PromiseLine:
    return PromiseLine(
        person_id=word.person_id,
        name=word.person.display_name,
        first_name=word.person.given_name,
        label=label,
        due_on=word.promised_on,
        last_word_on=clock.local(word.last_word_at).date(),
        freshness_days=days,
        stage=ladder_stage(word.promised_on, clock.now(), calendar),
        has_login=has_login,
    )


def desk_for(person: Person) -> list[DeskRow]:
    """Everything that the person has to do something about now, oldest first."""
    contact = list(with_facts(contact_cases(person)))
    other = list(with_facts(professional_cases(person)))
    led = list(with_facts(led_cases(person)))
    cases = {case.pk: case for case in (*contact, *other, *led)}
    away = _without_their_contact(list(cases.values()))
    rows = _next_words(list(cases.values()), away)
    rows += _waits(cases, person) + _steps(cases, person) + _decisions(cases, person) + _meetings(cases, person)
    answered = {pk for pk, case in cases.items() if _answers(roles_on(case), contact_is_away=pk in away)}
    rows += agreements_due(cases, person, answered) + to_ask_again(cases, answered)
    rows += _questions(person) + _unreached(person)
    return sorted(rows, key=lambda row: (row.due_on, row.child_name, row.kind))


def _answers(roles: frozenset[Role], *, contact_is_away: bool) -> bool:
    """Whether what is the contact's to do lies with the person."""
    return Role.CONTACT in roles or (contact_is_away and Role.COVER in roles)


def _next_words(cases: Sequence[Case], away: Set[UUID]) -> list[DeskRow]:
    """Next words that have come to the person by the ladder: the contact first, deputy and leader later."""
    promises = promise_lines(cases)
    return [
        _next_word(case, line)
        for case in cases
        for line in promises[case.pk]
        if _is_on_desk(roles_on(case), Stage(line.stage), contact_is_away=case.pk in away)
    ]


def _without_their_contact(cases: Sequence[Case]) -> set[UUID]:
    """The cases whose contact is away today: what is the contact's lies with whoever answers instead."""
    today = clock.today()
    away = Absence.objects.filter(first_day__lte=today).exclude(last_day__lt=today).values("person")
    now = ContactAssignment.objects.filter(case__in=cases, period__contains=clock.now(), person__in=away)
    return set(now.values_list("case", flat=True))


def _is_on_desk(roles: frozenset[Role], stage: Stage, *, contact_is_away: bool) -> bool:
    holders = {HOLDER_OF_ROLE[role] for role in roles if role in HOLDER_OF_ROLE}
    if _answers(roles, contact_is_away=contact_is_away):
        holders.add(Holder.CONTACT)
    return stage in STAGE_KINDS and bool(holders & set(who_has_it(stage)))


def next_word_rows(cases: Sequence[Case], stages: Iterable[Stage]) -> list[DeskRow]:
    """Next words of the cases that stand at one of the stages, whoever has them."""
    promises = promise_lines(cases)
    wanted = set(stages)
    return [_next_word(case, line) for case in cases for line in promises[case.pk] if line.stage in wanted]


def _next_word(case: Case, line: PromiseLine) -> DeskRow:
    kind = STAGE_KINDS[Stage(line.stage)]
    return desk_row(kind, case, line.person_id, "", line.due_on, line.first_name, line.person_id)


def _mine_or_responsible(case: Case, holder: UUID | None, person: Person) -> bool:
    """The holder has it on the desk, and without a holder the contact. What is late climbs as a gap (the watch)."""
    return holder == person.pk or (holder is None and Role.CONTACT in roles_on(case))


def _waits(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    due = Wait.objects.filter(case__in=cases, ended_at__isnull=True, review_on__lte=clock.today())
    return [
        desk_row("wait_review", cases[wait.case_id], wait.pk, wait.awaited, wait.review_on)
        for wait in due
        if _mine_or_responsible(cases[wait.case_id], wait.holder_id, person)
    ]


def _steps(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    due = Step.objects.filter(case__in=cases, state="now", follow_up_on__lte=clock.today())
    return [
        desk_row("step_follow_up", cases[step.case_id], step.pk, step.title, step.follow_up_on)
        for step in due
        if step.follow_up_on and _mine_or_responsible(cases[step.case_id], step.owner_id, person)
    ]


def _decisions(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    pending = Decision.objects.filter(case__in=cases, decided_at__isnull=True)
    rows = []
    for one in pending:
        case = cases[one.case_id]
        if one.decider_id is None and Role.LEADER in roles_on(case):
            rows.append(desk_row("decision_without_decider", case, one.pk, one.asked, clock.today()))
            continue
        due = one.expected_on
        if due and due <= clock.today() and one.decider_id == person.pk:
            rows.append(desk_row("decision_due", case, one.pk, one.asked, due))
    return rows


def _questions(person: Person) -> list[DeskRow]:
    """What families wait to have answered; the words of a message stay in its thread."""
    return [
        desk_row(
            f"question_{one.kind}" if asked.reads_thread else "question_passed",
            one.case,
            one.pk,
            one.about or (one.step.title if one.step else one.words),
            one.promised_on,
            one.asker.given_name,
            one.asker_id,
            is_near=asked.is_near,
        )
        for asked in asked_of(person)
        for one in [asked.question]
    ]


def _unreached(person: Person) -> list[DeskRow]:
    """Who has to be called or written to, because important news has not been proven to arrive (N7).

    Of closed cases too: that a case was closed is such news.
    """
    ids = cases_with_tasks(person)
    if not ids:
        return []
    cases = list(with_facts(answered_cases(person).filter(pk__in=ids)))
    away = _without_their_contact(cases)
    return notice_rows(one for one in cases if _answers(roles_on(one), contact_is_away=one.pk in away))


def _meetings(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    """Meetings that nobody has said the end of: with the organiser, and once late also with the contact (P7)."""
    rows = []
    for one in passed_meetings(cases.values()):
        case = cases[one.meeting.case_id]
        if one.meeting.organiser_id == person.pk or (one.is_late and Role.CONTACT in roles_on(case)):
            rows.append(desk_row(one.kind, case, one.meeting.pk, one.meeting.title, one.due_on))
    return rows


@dataclass(frozen=True, slots=True)
class PassedMeeting:
    meeting: Meeting
    kind: str
    """meeting_unsettled or conclusion_due."""
    due_on: date
    is_late: bool


def passed_meetings(cases: Iterable[Case]) -> list[PassedMeeting]:
    """Meetings whose day has passed without a word, and held ones whose conclusion is due."""
    today = clock.today()
    begun = Meeting.objects.filter(
        case__in=[case.pk for case in cases], visibility=Visibility.RELEASED, starts_at__lt=clock.now()
    )
    found = []
    for one in begun.filter(conclusion="").exclude(state="cancelled"):
        unsettled = one.state == "planned"
        due = clock.local(one.starts_at).date() if unsettled else one.conclusion_due_on
        if due and (due < today or (due == today and not unsettled)):
            found.append(PassedMeeting(one, "meeting_unsettled" if unsettled else "conclusion_due", due, due < today))
    return found
