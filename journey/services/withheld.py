"""Showing the family a step that began withheld: one asks for it, another does it, both by name (L13, RQ-015, RQ-157).

Two people, because what has been shown cannot be taken back (security §3.3). Nothing is released by a clock or a move.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import asked_to_release, entitled_family
from journey.errors import Conflict
from journey.models import Person, Step, Update
from journey.models.base import Visibility
from journey.rules import clock
from journey.services.events import record_event
from journey.services.next_word import word_given
from journey.services.open_case import lock_open
from journey.services.words import check_text


@transaction.atomic(durable=True)
def step_release_ask(*, step: Step, by: Person) -> Step:
    """Ask that the family is shown a withheld step. They cannot tell. Raises Conflict when it is shown or asked for."""
    case = lock_open(step.case)
    step = _withheld(step)
    if by in asked_to_release(step.pk):
        raise Conflict("release_asked_already", _("Du har bedt om det. Nu skal en anden vise trinnet."))
    record_event(kind="step.release_asked", case=case, actor=by, subject_id=step.pk)
    return step


@transaction.atomic(durable=True)
def step_release_withdraw(*, step: Step, by: Person) -> Step:
    """Take back what one has asked for, while nobody has shown the step. Raises Conflict when one has not asked."""
    case = lock_open(step.case)
    step = _withheld(step)
    if by not in asked_to_release(step.pk):
        raise Conflict("release_not_asked", _("Du har ikke bedt om at vise trinnet."))
    record_event(kind="step.release_withdrawn", case=case, actor=by, subject_id=step.pk)
    return step


@transaction.atomic(durable=True)
def step_release(*, step: Step, by: Person, text: str, next_word_on: date | None = None) -> Step:
    """Show the family a withheld step, with what has happened in it, and with words of its own: a word to everyone.

    Raises Conflict when it is shown already, and when nobody else has asked for it.
    """
    case = lock_open(step.case)
    step = _withheld(step)
    words = check_text(text, field="text", missing=_("Skriv til familien, hvad de kan se fra nu af, og hvorfor."))
    if not set(asked_to_release(step.pk)) - {by}:
        raise Conflict("release_needs_another", _("To skal være enige. En anden end du skal have bedt om det først."))
    now = clock.now()
    step.visibility = Visibility.RELEASED
    step.save(update_fields=["visibility"])
    word = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        author=by,
        step=step,
        title=step.title,
        happened=words,
        is_informative=True,
        published_at=now,
    )
    word_given(case=case, people=entitled_family(case, now), at=now, promised=next_word_on, update=word)
    record_event(kind="step.released", case=case, actor=by, subject_id=step.pk)
    return step


def _withheld(step: Step) -> Step:
    step = Step.objects.select_for_update(no_key=True).get(pk=step.pk)
    if step.visibility != Visibility.WITHHELD:
        raise Conflict("step_not_withheld", _("Familien kan allerede se trinnet."))
    return step
