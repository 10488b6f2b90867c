"""Steps, waits, decisions and agreements whose day has passed, by who has them: what a leader has to see (RQ-145)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from journey.models import Agreement, Case, Decision, Person, Step, Wait
from journey.models.agreements import OwnerRole
from journey.models.steps import StepState
from journey.rules import clock


@dataclass(frozen=True, slots=True)
class Held:
    """One late thing and who has it."""

    kind: str
    """step_follow_up, wait_review, decision_due or agreement_due."""
    case: Case
    subject_id: UUID
    what: str
    due_on: date
    holder: Person | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a kind of late thing is found: its table, its day, who has it, what it is called, and that it goes on."""

    name: str
    model: type[Step] | type[Wait] | type[Decision] | type[Agreement]
    day: str
    holder: str
    what: str
    going_on: Q
    staffs: Q
    """Which of them staff have themselves; the rest is the contact's to follow up."""


_ALL, _NOT_THE_FAMILYS = Q(), ~Q(owner_role=OwnerRole.FAMILY)
_KINDS = (
    _Kind("step_follow_up", Step, "follow_up_on", "owner", "title", Q(state=StepState.NOW), _ALL),
    _Kind("wait_review", Wait, "review_on", "holder", "awaited", Q(ended_at__isnull=True), _ALL),
    _Kind("decision_due", Decision, "expected_on", "decider", "asked", Q(decided_at__isnull=True), _ALL),
    _Kind("agreement_due", Agreement, "due_on", "owner", "text", Q(closed_at__isnull=True), _NOT_THE_FAMILYS),
)


def late_things(which: Q, *, held_by: Iterable[Person]) -> list[Held]:
    """The late things among ``which`` rows that these people have, the oldest first; one statement a kind."""
    people = [person.pk for person in held_by]
    found = [one for kind in _KINDS for one in _late_of(kind, which, people)]
    return sorted(found, key=lambda one: one.due_on)


def _late_of(kind: _Kind, which: Q, people: list[UUID]) -> list[Held]:
    late = Q(**{f"{kind.day}__lt": clock.today()})
    theirs = kind.staffs & Q(**{f"{kind.holder}__in": people})
    rows = kind.model._default_manager.filter(which, kind.going_on, late, theirs)
    return [
        Held(
            kind=kind.name,
            case=row.case,
            subject_id=row.pk,
            what=getattr(row, kind.what),
            due_on=getattr(row, kind.day),
            holder=None if isinstance(row, Agreement) and row.holder_id is None else getattr(row, kind.holder),
        )
        for row in rows.select_related(kind.holder, "case__child", "case__unit")
    ]
