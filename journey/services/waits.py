"""Opening, moving and ending a wait: explained, with a holder and a day on which somebody looks again (P2, RQ-002)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.models import Case, DateMove, Person, Step, Wait
from journey.models.base import Visibility
from journey.models.steps import DateKind, StepState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.follow_up import coming_day, look_again_on
from journey.services.next_word import family_told
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family
from journey.services.words import DATE_PAST, check_dates, check_near, check_not_past, check_reason, check_text


@dataclass(frozen=True, slots=True)
class WaitTexts:
    """What a wait says. Dates come with the kind of date they are: the four kinds are never merged (RQ-011)."""

    awaited: str
    why: str
    ends_when: str
    meanwhile: str = ""
    family_can: str = ""
    expected_from: date | None = None
    expected_to: date | None = None
    expected_kind: str = ""


@transaction.atomic(durable=True)
def wait_open(
    *,
    case: Case,
    by: Person,
    holder: Person,
    texts: WaitTexts,
    review_on: date,
    step: Step | None = None,
    since: date | None = None,
    next_word_on: date | None = None,
) -> Wait:
    """Make a wait visible: what for, on whose desk, why, what ends it, when it is looked at again.

    It belongs to a current step; ``step`` may be left out while the case has only one.
    """
    case = lock_open(case)
    step = _waiting_step(case, step)
    check_not_family(case, at=clock.now(), holder=holder)
    _check_dates(texts)
    past = _("Dagen, hvor I ser på det igen, ligger i fortiden.")
    check_not_past(review_on, field="review_on", sentence=past, within=Within.YEAR)
    check_dates(since=since)
    if since and since > clock.today():
        raise DomainError("wait_not_begun", _("En ventetid kan ikke begynde i fremtiden."), field="since")
    _check_meanwhile(step, texts.meanwhile, since=since or clock.today(), until=texts.expected_to or review_on)
    wait = Wait.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        step=step,
        awaited=check_text(texts.awaited, field="awaited", missing=_("Skriv, hvad I venter på."), limit=300),
        holder=holder,
        why=check_reason(texts.why, field="why", missing=_("Skriv, hvorfor I venter.")),
        ends_when=check_text(texts.ends_when, field="ends_when", missing=_("Skriv, hvad der slutter ventetiden.")),
        meanwhile=check_text(texts.meanwhile, field="meanwhile", missing="", required=False),
        family_can=check_text(texts.family_can, field="family_can", missing="", required=False),
        since=since or clock.today(),
        review_on=review_on,
        expected_from=texts.expected_from,
        expected_to=texts.expected_to,
        expected_kind=texts.expected_kind,
    )
    record_event(kind="wait.opened", case=case, actor=by, subject_id=wait.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(wait))
    return wait


@transaction.atomic(durable=True)
def wait_date_move(
    *,
    wait: Wait,
    by: Person,
    reason: str,
    expected_from: date | None,
    expected_to: date | None,
    meanwhile: str = "",
    next_word_on: date | None = None,
) -> Wait:
    """Move the expected end of a wait, with the reason that the family reads beside old and new date.

    ``meanwhile`` takes the place of what the wait says so far; empty: that stays.
    """
    case = lock_open(wait.case)
    wait = _open_wait(wait)
    text = check_reason(reason, field="reason", missing=_("Skriv, hvorfor datoen flytter sig."))
    check_near(expected_from, field="expected_from", within=Within.FIVE_YEARS)
    check_not_past(expected_to, field="expected_to", sentence=DATE_PAST, within=Within.FIVE_YEARS)
    if expected_from and not expected_to:
        raise DomainError("date_missing", _("Skriv også, hvornår I senest forventer det."), field="expected_to")
    if expected_from and expected_to and expected_to < expected_from:
        raise DomainError("dates_reversed", _("Slutdatoen ligger før startdatoen."), field="expected_to")
    said = check_text(meanwhile, field="meanwhile", missing="", required=False)
    wait.meanwhile = said or wait.meanwhile
    _check_meanwhile(wait.step, wait.meanwhile, since=wait.since, until=expected_to or wait.since)
    DateMove.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        wait=wait,
        old_from=wait.expected_from,
        old_to=wait.expected_to,
        new_from=expected_from,
        new_to=expected_to,
        reason=text,
        by=by,
        at=clock.now(),
    )
    wait.expected_from, wait.expected_to = expected_from, expected_to
    wait.expected_kind = (wait.expected_kind or DateKind.ESTIMATE) if expected_to else ""
    if wait.review_on <= clock.today():  # whoever moves the date has looked at it
        wait.review_on = look_again_on()
    wait.save(update_fields=["expected_from", "expected_to", "expected_kind", "review_on", "meanwhile"])
    record_event(kind="wait.date_moved", case=case, actor=by, subject_id=wait.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(wait))
    return wait


@transaction.atomic(durable=True)
def wait_reviewed(*, wait: Wait, by: Person, review_on: date, meanwhile: str = "") -> Wait:
    """Set the day on which somebody looks at an open wait again: no word to the family, and no date of theirs moves.

    ``meanwhile`` takes the place of what the wait says so far; empty: that stays. A wait that will have lasted long by
    then must say it. Raises Conflict when the wait has ended.
    """
    case = lock_open(wait.case)
    wait = _open_wait(wait)
    wait.review_on = coming_day(review_on, "review_on", Within.YEAR)
    wait.meanwhile = check_text(meanwhile, field="meanwhile", missing="", required=False) or wait.meanwhile
    _check_meanwhile(wait.step, wait.meanwhile, since=wait.since, until=review_on)
    wait.save(update_fields=["review_on", "meanwhile"])
    record_event(kind="wait.reviewed", case=case, actor=by, subject_id=wait.pk)
    return wait


@transaction.atomic(durable=True)
def wait_end(*, wait: Wait, by: Person, how: str, next_word_on: date | None = None) -> Wait:
    """End a wait with a sentence on how it ended."""
    case = lock_open(wait.case)
    wait = _open_wait(wait)
    wait.ended_how = check_text(how, field="how", missing=_("Skriv, hvordan ventetiden sluttede."))
    wait.ended_at = clock.now()
    wait.save(update_fields=["ended_how", "ended_at"])
    record_event(kind="wait.ended", case=case, actor=by, subject_id=wait.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(wait))
    return wait


def _waiting_step(case: Case, step: Step | None) -> Step:
    current = list(case.steps.filter(state=StepState.NOW))
    if step is None and len(current) == 1:
        step = current[0]
    if step is None or step not in current:
        raise DomainError("wait_without_step", _("Vælg det trin, der er i gang og venter."), field="step")
    if step.waits.filter(ended_at__isnull=True).exists():
        raise Conflict("step_waits_already", _("Trinnet venter allerede på noget. Afslut det først."), field="step")
    return step


def meanwhile_after(step: Step) -> int:
    """After how many calendar days of waiting it must say what staff do meanwhile: the step's own number goes first."""
    waits = [one["wait"] for one in step.case.blueprint.content["steps"] if one["code"] == step.code and one["wait"]]
    return int(waits[0]["meanwhile_after_days"]) if waits else step.case.days.number("meanwhile_after_days")


def _check_meanwhile(step: Step, meanwhile: str, *, since: date, until: date) -> None:
    """Nothing stands still for the child while others wait; »Intet« is an answer too (RQ-009)."""
    if meanwhile.strip():
        return
    days = meanwhile_after(step)
    if (until - since).days > days:
        sentence = _("I venter i mere end %(days)s dage. Skriv, hvad I gør imens. Gør I intet, så skriv »Intet«.")
        raise DomainError("meanwhile_missing", sentence % {"days": days}, field="meanwhile")


def _open_wait(wait: Wait) -> Wait:
    locked = Wait.objects.select_for_update(no_key=True, of=("self",)).select_related("step").get(pk=wait.pk)
    if locked.ended_at is not None:
        raise Conflict("wait_ended", _("Ventetiden er allerede slut."))
    return locked


def _released(wait: Wait) -> bool:
    return Visibility.WITHHELD not in {wait.visibility, wait.step.visibility}


def _check_dates(texts: WaitTexts) -> None:
    check_near(texts.expected_from, field="expected_from", within=Within.FIVE_YEARS)
    check_not_past(texts.expected_to, field="expected_to", sentence=DATE_PAST, within=Within.FIVE_YEARS)
    if texts.expected_from and not texts.expected_to:
        raise DomainError("date_missing", _("Skriv også, hvornår I senest forventer det."), field="expected_to")
    if texts.expected_from and texts.expected_to and texts.expected_to < texts.expected_from:
        raise DomainError("dates_reversed", _("Slutdatoen ligger før startdatoen."), field="expected_to")
    if texts.expected_to and texts.expected_kind not in DateKind.values:
        sentence = _("Vælg, hvad datoen er: en lovfrist, kommunens frist, et skøn eller det typiske.")
        raise DomainError("date_kind_missing", sentence, field="expected_kind")
    if texts.expected_kind and not texts.expected_to:
        raise DomainError("date_missing", _("Der mangler en dato."), field="expected_to")
