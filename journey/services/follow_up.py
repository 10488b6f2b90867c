"""Having looked again: a step or an agreement gets its next day, and no date of the family's moves.

Staff's own reminder. It is no word to the family: whoever has something to tell them writes it.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.models import Agreement, Person, Step
from journey.models.steps import StepState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.rules.working_days import working_day_on_or_after
from journey.services.events import record_event
from journey.services.open_case import lock_open
from journey.services.words import check_near

LOOK_AGAIN_DAYS = 14


def look_again_on() -> date:
    """The working day on which somebody looks again at what was looked at today, unless they choose another."""
    return working_day_on_or_after(clock.today() + timedelta(days=LOOK_AGAIN_DAYS))


@transaction.atomic(durable=True)
def step_followed_up(*, step: Step, by: Person, follow_up_on: date) -> Step:
    """Set the day on which somebody looks at a current step again. Raises Conflict when it is no longer current."""
    case = lock_open(step.case)
    step = Step.objects.select_for_update(no_key=True).get(pk=step.pk)
    if step.state != StepState.NOW:
        raise Conflict("step_wrong_state", _("Trinnet er ikke i gang længere."))
    step.follow_up_on = coming_day(follow_up_on, "follow_up_on", Within.YEAR)
    step.save(update_fields=["follow_up_on"])
    record_event(kind="step.followed_up", case=case, actor=by, subject_id=step.pk)
    return step


@transaction.atomic(durable=True)
def agreement_followed_up(*, agreement: Agreement, by: Person, follow_up_on: date) -> Agreement:
    """Set the day on which staff look at an agreement again. Raises Conflict when it is closed."""
    case = lock_open(agreement.case)
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if not agreement.is_open:
        raise Conflict("agreement_closed", _("Aftalen er allerede afsluttet."))
    agreement.follow_up_on = coming_day(follow_up_on, "follow_up_on", Within.TWO_YEARS)
    agreement.save(update_fields=["follow_up_on"])
    record_event(kind="agreement.followed_up", case=case, actor=by, subject_id=agreement.pk)
    return agreement


def coming_day(day: date, field: str, within: Within) -> date:
    """Looking again today would leave the row on the desk that was just cleared."""
    check_near(day, field=field, within=within)
    if day <= clock.today():
        raise DomainError("date_in_the_past", _("Vælg en dag efter i dag."), field=field)
    return day
