"""Pending decisions and their outcomes (RQ-054, RQ-056, RQ-059). Forwarded is not refused."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.models import Case, DateMove, Decision, Person, Step
from journey.models.base import Visibility
from journey.models.decisions import OUTCOMES
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.next_word import family_told
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family
from journey.services.words import DATE_PAST, check_not_past, check_reason, check_text, check_worded

NEEDS_REASONS = {"refused", "partly_granted", "returned", "postponed", "forwarded"}


@transaction.atomic(durable=True)
def decision_ask(
    *,
    case: Case,
    by: Person,
    asked: str,
    decider_role: str,
    decider: Person | None = None,
    body: str = "",
    expected_on: date | None = None,
    step: Step | None = None,
    next_word_on: date | None = None,
) -> Decision:
    """Show what is to be decided, by whom in which role, by when. A vacant decider is shown as vacant."""
    case = lock_open(case)
    check_not_family(case, at=clock.now(), decider=decider)
    check_not_past(expected_on, field="expected_on", sentence=DATE_PAST, within=Within.TWO_YEARS)
    decision = Decision.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        step=step,
        asked=check_text(asked, field="asked", missing=_("Skriv, hvad der skal afgøres.")),
        decider=decider,
        decider_role=check_text(decider_role, field="decider_role", missing=_("Skriv, hvem der afgør det."), limit=100),
        body=check_text(body, field="body", missing="", required=False, limit=200),
        expected_on=expected_on,
    )
    record_event(kind="decision.asked", case=case, actor=by, subject_id=decision.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(decision))
    return decision


@transaction.atomic(durable=True)
def decision_conclude(
    *,
    decision: Decision,
    by: Person,
    outcome: str,
    means: str,
    reasons: str = "",
    next_word_on: date | None = None,
) -> Decision:
    """Record the outcome with what it means for the child; a yes may stand without reasons, nothing else may."""
    case = lock_open(decision.case)
    decision = _pending(decision)
    if outcome not in OUTCOMES:
        raise DomainError("outcome_unknown", _("Vælg et udfald fra listen."), field="outcome")
    if decision.decider is None and outcome in {"granted", "partly_granted", "refused"}:
        raise Conflict("decision_without_decider", _("Ingen er sat til at afgøre det. Vælg først en person."))
    decision.means = check_text(means, field="means", missing=_("Skriv, hvad det betyder for barnet."))
    unsaid = _("Skriv begrundelsen med almindelige ord.")
    decision.reasons = check_text(reasons, field="reasons", missing=unsaid, required=outcome in NEEDS_REASONS)
    if decision.reasons:
        check_worded(decision.reasons, field="reasons", missing=unsaid)
    decision.outcome, decision.decided_at = outcome, clock.now()
    decision.save(update_fields=["means", "reasons", "outcome", "decided_at"])
    record_event(kind="decision.made", case=case, actor=by, subject_id=decision.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(decision))
    return decision


@transaction.atomic(durable=True)
def decision_reassign(*, decision: Decision, by: Person, decider: Person) -> Decision:
    """Name who decides (also acting). The expected date does not move with the person (RQ-008, RQ-055)."""
    case = lock_open(decision.case)
    decision = _pending(decision)
    check_not_family(case, at=clock.now(), decider=decider)
    decision.decider = decider
    decision.save(update_fields=["decider"])
    record_event(kind="decision.decider_changed", case=case, actor=by, subject_id=decision.pk)
    return decision


@transaction.atomic(durable=True)
def decision_date_move(
    *, decision: Decision, by: Person, reason: str, expected_on: date | None, next_word_on: date | None = None
) -> Decision:
    """Move the expected date; the old one and the reason stay visible."""
    case = lock_open(decision.case)
    decision = _pending(decision)
    check_not_past(expected_on, field="expected_on", sentence=DATE_PAST, within=Within.TWO_YEARS)
    DateMove.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        decision=decision,
        old_to=decision.expected_on,
        new_to=expected_on,
        reason=check_reason(reason, field="reason", missing=_("Skriv, hvorfor datoen flytter sig.")),
        by=by,
        at=clock.now(),
    )
    decision.expected_on = expected_on
    decision.save(update_fields=["expected_on"])
    record_event(kind="decision.date_moved", case=case, actor=by, subject_id=decision.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(decision))
    return decision


def _pending(decision: Decision) -> Decision:
    locked = Decision.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.pk)
    if locked.decided_at is not None:
        raise Conflict("decision_made", _("Det er allerede afgjort."))
    return locked


def _released(decision: Decision) -> bool:
    """Like a wait: what belongs to a step that the family does not see is not there for them either (T11)."""
    of_step = decision.step.visibility if decision.step else Visibility.RELEASED
    return Visibility.WITHHELD not in {decision.visibility, of_step}
