"""Moving along the road: forward, back, skip, repeat; each with a sentence, nothing deleted (RQ-038)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey import own_words
from journey.errors import Conflict, DomainError
from journey.models import Case, CaseRole, DateMove, Person, Step, StepMove
from journey.models.base import Visibility
from journey.models.steps import StepState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.next_word import family_told
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family
from journey.services.words import DATE_PAST, check_near, check_not_past, check_reason


class MoveKind(StrEnum):
    START = "start"
    """A planned step begins."""
    FORWARD = "forward"
    """A current step is done; ``to`` begins, if given."""
    BACK = "back"
    """A current step goes back in the plan; the earlier step ``to`` begins again, as a new round if it was done."""
    SKIP = "skip"
    """The step is not needed; ``to`` begins, if given."""
    REPEAT = "repeat"
    """A done or skipped step begins once more as a new round."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """How the step that begins is set up: who has it, and when something is expected."""

    owner: Person | None = None
    expected_from: date | None = None
    expected_to: date | None = None
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Act:
    """One move as it is told. The moment is the same at both steps: by it a page says the sentence once."""

    kind: MoveKind
    by: Person
    sentence: str
    at: datetime


_ALLOWED_FROM = {
    MoveKind.START: {StepState.PLANNED},
    MoveKind.FORWARD: {StepState.NOW},
    MoveKind.BACK: {StepState.NOW},
    MoveKind.SKIP: {StepState.PLANNED, StepState.NOW},
    MoveKind.REPEAT: {StepState.DONE, StepState.SKIPPED},
}


_OVER = {StepState.DONE, StepState.SKIPPED}
_STATES = {
    StepState.PLANNED: gettext_lazy("er ikke begyndt"),
    StepState.NOW: gettext_lazy("er i gang"),
    StepState.DONE: gettext_lazy("er slut"),
    StepState.SKIPPED: gettext_lazy("blev sprunget over"),
}


@transaction.atomic(durable=True)
def step_move(
    *,
    step: Step,
    kind: MoveKind,
    by: Person,
    sentence: str,
    to: Step | None = None,
    takeover: Takeover = Takeover(),
    next_word_on: date | None = None,
) -> Step:
    """Move ``step`` and begin ``to``, with a sentence that the family reads. Gives the step that begins, or ``step``.

    A step that the family cannot see is moved alone: one sentence about two steps would be read with either of them.

    Raises Conflict when the step is not in a state from which the move makes sense, DomainError on bad input or when
    nobody can be named as owner of the step that begins. A move counts as a word to the family.
    """
    case = lock_open(step.case)
    step = Step.objects.select_for_update(no_key=True).get(pk=step.pk)
    to = Step.objects.select_for_update(no_key=True).get(pk=to.pk) if to else None
    text = check_reason(sentence, field="sentence", missing=_("Skriv en sætning til familien om, hvorfor."))
    _check_move(step, kind, to)
    now = clock.now()
    check_not_family(case, at=now, owner=takeover.owner)
    check_near(takeover.expected_from, field="expected_from", within=Within.FIVE_YEARS)
    check_not_past(takeover.expected_to, field="expected_to", sentence=DATE_PAST, within=Within.FIVE_YEARS)
    check_not_past(takeover.follow_up_on, field="follow_up_on", sentence=DATE_PAST, within=Within.YEAR)
    begun = _carry_out(case, step, _Act(kind, by, text, now), to, takeover)
    for touched in {begun.pk} if _is_hidden(begun) else {step.pk, begun.pk}:
        record_event(kind="step.moved", case=case, actor=by, subject_id=touched)
    family_told(case=case, at=now, promised=next_word_on, released=begun.visibility == Visibility.RELEASED)
    return begun


def wrong_state(step: Step, kind: MoveKind) -> Conflict | None:
    """Why the step cannot be moved like this from where it is; None when it can."""
    if step.state in _ALLOWED_FROM[kind]:
        return None
    said = {"step": step.title, "state": _STATES[StepState(step.state)]}
    return Conflict("step_wrong_state", _("»%(step)s« kan ikke flyttes sådan, for trinnet %(state)s.") % said)


def _check_move(step: Step, kind: MoveKind, to: Step | None) -> None:
    if refusal := wrong_state(step, kind):
        raise refusal
    if kind is MoveKind.REPEAT:
        _check_last_round(step)
    if kind is MoveKind.BACK and to is None:
        raise DomainError("step_target_missing", _("Vælg, hvilket trin I går tilbage til."), field="to")
    if to is not None:
        _check_target(step, kind, to)


def _check_target(step: Step, kind: MoveKind, to: Step) -> None:
    if kind in {MoveKind.START, MoveKind.REPEAT} or to.pk == step.pk:
        raise DomainError("step_target_invalid", _("Det trin kan ikke være det næste her."), field="to")
    if to.case_id != step.case_id:
        raise DomainError("step_target_invalid", _("Trinnet hører ikke til dette forløb."), field="to")
    if _is_hidden(step) or begins_hidden(to):
        sentence = _("Et trin, som familien ikke kan se, flyttes for sig selv. Flyt det ene, og begynd så det andet.")
        raise DomainError("step_target_withheld", sentence, field="to")
    if to.state == StepState.NOW:
        raise Conflict("step_already_now", _("Trinnet, I vil videre til, er allerede i gang."), field="to")
    if to.state != StepState.PLANNED:
        _check_last_round(to, field="to")
    elif kind is MoveKind.BACK and to.position > step.position:
        sentence = _("Trinnet ligger længere fremme. Vælg et, I har været ved.")
        raise DomainError("step_target_invalid", sentence, field="to")


def _check_last_round(step: Step, *, field: str = "") -> None:
    """A further round begins after the last one has ended, never beside it."""
    if Step.objects.filter(case_id=step.case_id, code=step.code, round__gt=step.round).exists():
        sentence = _("Trinnet er taget op igen siden. Vælg den seneste gang.")
        raise Conflict("step_not_last_round", sentence, field=field)


def _carry_out(case: Case, step: Step, act: _Act, to: Step | None, takeover: Takeover) -> Step:
    if act.kind is MoveKind.REPEAT:
        fresh = _new_round(step, act.at)
        _log_move(fresh, act)
        return _begin(case, fresh, takeover, act.at)
    _log_move(step, act)
    if act.kind is MoveKind.START:
        return _begin(case, step, takeover, act.at)
    _leave(step, act.kind, act.at)
    if to is None:
        return step
    target = to if to.state == StepState.PLANNED else _new_round(to, act.at)
    _log_move(target, replace(act, kind=MoveKind.REPEAT if act.kind is MoveKind.BACK else MoveKind.START))
    return _begin(case, target, takeover, act.at)


def _log_move(step: Step, act: _Act) -> None:
    StepMove.objects.create(
        case_id=step.case_id,
        municipality_id=step.municipality_id,
        step=step,
        kind=act.kind,
        sentence=act.sentence,
        by=act.by,
        at=act.at,
    )


def _leave(step: Step, kind: MoveKind, at: datetime) -> None:
    if kind is MoveKind.BACK:
        step.state, step.started_at = StepState.PLANNED, None
    else:
        step.state = StepState.DONE if kind is MoveKind.FORWARD else StepState.SKIPPED
        step.ended_at = at
    _end_waits(step, at)
    step.save()


def _end_waits(step: Step, at: datetime) -> None:
    step.waits.filter(ended_at__isnull=True).update(ended_at=at, ended_how=own_words.STEP_LEFT)


def _new_round(step: Step, at: datetime) -> Step:
    """A fresh copy of a step for another round; the earlier round stays as it was.

    What starts withheld does so each time: that one talk with the child was shown says nothing of the next (L13).
    """
    last = Step.objects.filter(case_id=step.case_id, code=step.code).order_by("-round").first()
    fresh = Step.objects.get(pk=step.pk)
    fresh.pk, fresh.round = Step._meta.pk.get_default(), (last.round if last else step.round) + 1
    fresh.state, fresh.started_at, fresh.ended_at = StepState.PLANNED, None, None
    fresh.expected_from = fresh.expected_to = fresh.follow_up_on = None
    fresh.recorded_at = at
    fresh.owner = role_holder(step.case, step.owner_role) or step.owner  # whoever had it may have left since
    if _starts_withheld(step):
        fresh.visibility = Visibility.WITHHELD
    fresh.save(force_insert=True)
    return fresh


def _is_hidden(step: Step) -> bool:
    return step.visibility == Visibility.WITHHELD


def begins_hidden(step: Step) -> bool:
    """Whether the family cannot see the step, or the further round that would begin."""
    return _is_hidden(step) or (step.state in _OVER and _starts_withheld(step))


def _starts_withheld(step: Step) -> bool:
    return bool(_of_template(step)["starts_withheld"])


def _of_template(step: Step) -> Mapping[str, Any]:
    """What the case's own template version says of the step: every step was laid from it."""
    steps: list[Mapping[str, Any]] = step.case.blueprint.content["steps"]
    return next(one for one in steps if one["code"] == step.code)


def _begin(case: Case, step: Step, takeover: Takeover, at: datetime) -> Step:
    owner = takeover.owner or step.owner or first_holder(case, step.owner_role)
    if owner is None:
        sentence = _("Trinnet mangler en person. Vælg, hvem der har det – en enhed er ikke nok.")
        raise DomainError("step_without_owner", sentence, field="owner")
    step.owner, step.state, step.started_at = owner, StepState.NOW, at
    step.expected_from = takeover.expected_from or step.expected_from
    step.expected_to = takeover.expected_to or step.expected_to
    again = clock.local(at).date() + timedelta(days=_of_template(step)["follow_up_days"])
    step.follow_up_on = takeover.follow_up_on or again
    _check_range(step.expected_from, step.expected_to)
    step.save()
    return step


def _check_range(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        raise DomainError("dates_reversed", _("Slutdatoen ligger før startdatoen."), field="expected_to")


def role_holder(case: Case, role: str) -> Person | None:
    """The one person who holds the role in the case now; None when nobody does, or when there is a choice."""
    held = _holders(case, role)
    return held[0] if len(held) == 1 else None


def first_holder(case: Case, role: str) -> Person | None:
    """Who has what belongs to the role: its holder; while it is vacant whom the template lets it fall back to (RQ-001).

    None when nobody is found along the whole chain, or when a role on it has several: then somebody has to choose.
    """
    falls_back = {one["code"]: one["falls_back_to"] for one in case.blueprint.content["roles"]}
    asked: str | None = role
    while asked is not None and not _holders(case, asked):
        asked = falls_back.get(asked)
    return role_holder(case, asked) if asked else None


def _holders(case: Case, role: str) -> list[Person]:
    """Contact and deputy are no roles that somebody is given, but two desks that are never empty."""
    now = clock.now()
    if role in {"contact_person", "deputy"}:
        desk = case.contactassignments.select_related("person", "deputy").get(period__contains=now)
        return [desk.person if role == "contact_person" else desk.deputy]
    held = CaseRole.objects.filter(case=case, role=role, period__contains=now).select_related("person")
    return [one.person for one in held]


@transaction.atomic(durable=True)
def step_date_move(
    *,
    step: Step,
    by: Person,
    reason: str,
    expected_from: date | None = None,
    expected_to: date | None = None,
    next_word_on: date | None = None,
) -> Step:
    """Move the expected dates of a step. The old dates and the reason stay visible (RQ-007)."""
    case = lock_open(step.case)
    step = Step.objects.select_for_update(no_key=True).get(pk=step.pk)
    text = check_reason(reason, field="reason", missing=_("Skriv, hvorfor datoen flytter sig."))
    check_near(expected_from, field="expected_from", within=Within.FIVE_YEARS)
    check_not_past(expected_to, field="expected_to", sentence=DATE_PAST, within=Within.FIVE_YEARS)
    _check_range(expected_from, expected_to)
    if step.state not in {StepState.PLANNED, StepState.NOW}:
        raise Conflict("step_wrong_state", _("Trinnet er slut, så datoen kan ikke flyttes."))
    DateMove.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        step=step,
        old_from=step.expected_from,
        old_to=step.expected_to,
        new_from=expected_from,
        new_to=expected_to,
        reason=text,
        by=by,
        at=clock.now(),
    )
    step.expected_from, step.expected_to = expected_from, expected_to
    step.save(update_fields=["expected_from", "expected_to"])
    record_event(kind="step.date_moved", case=case, actor=by, subject_id=step.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=step.visibility == Visibility.RELEASED)
    return step
