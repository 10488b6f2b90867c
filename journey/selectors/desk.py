"""What is due, and on whose desk: the contact's families and every alarm that a person has to act on (RQ-003, RQ-004).

Everything here is derived from dated facts at the moment of asking; nothing is stored, so nothing can be stale.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from journey.access.matrix import Role
from journey.access.queries import contact_cases, led_cases, professional_cases
from journey.access.roles import roles_on
from journey.models import (
    Case,
    CommunicationAgreement,
    ContactAssignment,
    Decision,
    Meeting,
    NextWord,
    Person,
    Relation,
    Step,
    Wait,
)
from journey.models.base import Visibility
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.next_word import DEFAULT_FRESHNESS_DAYS, Holder, Stage, ladder_stage, who_has_it
from journey.rules.working_days import calendar_named
from journey.selectors.shapes import DeskRow, FamilyRow, PromiseLine

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
    names = contact_names(case.pk for case in cases)
    rows = [_family_row(case, promises[case.pk], names.get(case.pk, "")) for case in cases if promises[case.pk]]
    return sorted(rows, key=lambda row: (row.due_on, row.child_name))


def with_facts(cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """The cases with child, municipality and current steps, in a number of statements that does not grow."""
    current = Step.objects.filter(state="now").order_by("position")
    return cases.select_related("child", "municipality").prefetch_related(Prefetch("steps", current, "now_steps"))


def contact_names(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The contact of each case now, in one statement."""
    now = ContactAssignment.objects.filter(case__in=list(case_ids), period__contains=clock.now())
    return dict(now.values_list("case", "person__display_name"))


def _family_row(case: Case, promises: tuple[PromiseLine, ...], contact_name: str) -> FamilyRow:
    now_steps: list[Step] = getattr(case, "now_steps")  # noqa: B009 -- set by Prefetch(to_attr)
    roles = roles_on(case)
    return FamilyRow(
        case_id=case.pk,
        child_name=case.child.given_name,
        case_title=case.title,
        now_title=now_steps[0].title if now_steps else "",
        promises=promises,
        my_role=next(role for role in (Role.CONTACT, Role.COVER, Role.PROFESSIONAL, Role.LEADER) if role in roles),
        contact_name=contact_name,
    )


def promise_lines(cases: Iterable[Case]) -> dict[UUID, tuple[PromiseLine, ...]]:
    """Each case's promised dates, the earliest first, for those entitled now (three statements)."""
    by_id = {case.pk: case for case in cases}
    now = clock.now()
    rights = Relation.objects.filter(
        child__in={case.child_id for case in by_id.values()},
        kind=RelationKind.CUSTODIAN,
        period__contains=now,
    )
    labels = {(child, person): label for child, person, label in rights.values_list("child", "person", "label")}
    rhythm = _rhythms(by_id)
    found: dict[UUID, list[PromiseLine]] = defaultdict(list)
    for word in (
        NextWord.objects.filter(case__in=by_id).select_related("person").order_by("promised_on", "person__given_name")
    ):
        case = by_id[word.case_id]
        if (case.child_id, word.person_id) in labels:
            label = labels[case.child_id, word.person_id]
            found[case.pk].append(_promise(case, word, label, rhythm.get((case.pk, word.person_id))))
    return {pk: tuple(found[pk]) for pk in by_id}


def _rhythms(by_id: dict[UUID, Case]) -> dict[tuple[UUID, UUID], int]:
    agreed = CommunicationAgreement.objects.filter(case__in=by_id, valid_from__lte=clock.today()).order_by("valid_from")
    return {(case, person): days for case, person, days in agreed.values_list("case", "person", "freshness_days")}


def _promise(case: Case, word: NextWord, label: str, days: int | None) -> PromiseLine:
    calendar = calendar_named(case.municipality.calendar)
    return PromiseLine(
        person_id=word.person_id,
        name=word.person.display_name,
        first_name=word.person.given_name,
        label=label,
        due_on=word.promised_on,
        last_word_on=clock.local(word.last_word_at).date(),
        freshness_days=days or int(case.municipality.settings.get("freshness_days", DEFAULT_FRESHNESS_DAYS)),
        stage=ladder_stage(word.promised_on, clock.now(), calendar),
    )


def desk_for(person: Person) -> list[DeskRow]:
    """Everything that the person has to do something about now, oldest first."""
    contact = list(with_facts(contact_cases(person)))
    other = list(with_facts(professional_cases(person)))
    led = list(with_facts(led_cases(person)))
    cases = {case.pk: case for case in (*contact, *other, *led)}
    rows = _next_words(list(cases.values()))
    rows += _waits(cases, person) + _steps(cases, person) + _decisions(cases, person) + _meetings(cases, person)
    return sorted(rows, key=lambda row: (row.due_on, row.child_name, row.kind))


def _next_words(cases: Sequence[Case]) -> list[DeskRow]:
    """Next words that have come to the person by the ladder: the contact first, deputy and leader later."""
    promises = promise_lines(cases)
    return [
        row
        for case in cases
        for line in promises[case.pk]
        if _is_on_desk(roles_on(case), Stage(line.stage))
        for row in [_row(STAGE_KINDS[Stage(line.stage)], case, line.person_id, "", line.due_on, line.first_name)]
    ]


def _is_on_desk(roles: frozenset[Role], stage: Stage) -> bool:
    holders = {HOLDER_OF_ROLE[role] for role in roles if role in HOLDER_OF_ROLE}
    return stage in STAGE_KINDS and bool(holders & set(who_has_it(stage)))


def next_word_rows(cases: Sequence[Case], stages: Iterable[Stage]) -> list[DeskRow]:
    """Next words of the cases that stand at one of the stages, whoever has them."""
    promises = promise_lines(cases)
    wanted = set(stages)
    return [
        _row(STAGE_KINDS[Stage(line.stage)], case, line.person_id, "", line.due_on, line.first_name)
        for case in cases
        for line in promises[case.pk]
        if line.stage in wanted
    ]


def _row(kind: str, case: Case, subject: UUID, what: str, due_on: date, about: str = "") -> DeskRow:
    return DeskRow(
        kind=kind,
        case_id=case.pk,
        child_name=case.child.given_name,
        subject_id=subject,
        what=what,
        about=about,
        due_on=due_on,
        is_late=due_on < clock.today(),
    )


def _mine_or_responsible(case: Case, holder: UUID | None, person: Person) -> bool:
    """The holder has it on the desk; without a holder, or late, also whoever is responsible for the case."""
    return holder == person.pk or (holder is None and Role.CONTACT in roles_on(case))


def _waits(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    due = Wait.objects.filter(case__in=cases, ended_at__isnull=True, review_on__lte=clock.today())
    return [
        _row("wait_review", cases[wait.case_id], wait.pk, wait.awaited, wait.review_on)
        for wait in due
        if _mine_or_responsible(cases[wait.case_id], wait.holder_id, person)
    ]


def _steps(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    due = Step.objects.filter(case__in=cases, state="now", follow_up_on__lte=clock.today())
    return [
        _row("step_follow_up", cases[step.case_id], step.pk, step.title, step.follow_up_on)
        for step in due
        if step.follow_up_on and _mine_or_responsible(cases[step.case_id], step.owner_id, person)
    ]


def _decisions(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    pending = Decision.objects.filter(case__in=cases, decided_at__isnull=True)
    rows = []
    for one in pending:
        case = cases[one.case_id]
        if one.decider_id is None and Role.LEADER in roles_on(case):
            rows.append(_row("decision_without_decider", case, one.pk, one.asked, clock.today()))
        elif one.expected_on and one.expected_on <= clock.today() and one.decider_id == person.pk:
            rows.append(_row("decision_due", case, one.pk, one.asked, one.expected_on))
    return rows


def _meetings(cases: dict[UUID, Case], person: Person) -> list[DeskRow]:
    """Meetings that nobody has said the end of: with the organiser, and once late also with the contact (P7)."""
    today = clock.today()
    begun = Meeting.objects.filter(case__in=cases, visibility=Visibility.RELEASED, starts_at__lt=clock.now())
    rows = []
    for one in begun.filter(conclusion="").exclude(state="cancelled"):
        unsettled = one.state == "planned"
        due = clock.local(one.starts_at).date() if unsettled else one.conclusion_due_on
        late = due is not None and due < today
        if due is None or due > today or (unsettled and not late):
            continue
        case = cases[one.case_id]
        if one.organiser_id == person.pk or (late and Role.CONTACT in roles_on(case)):
            rows.append(_row("meeting_unsettled" if unsettled else "conclusion_due", case, one.pk, one.title, due))
    return rows
