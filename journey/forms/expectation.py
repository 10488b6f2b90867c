"""What a family can still expect, as a suggestion to who writes "nothing new".

Danish whatever language the writer works in, because the family reads it as it stands. It names no day that is gone,
nothing that is withheld (T11), and no words that only one of the parents has had (G5).
"""

from datetime import date

from journey.access.gate import Access
from journey.access.queries import visible_steps
from journey.models import Step, Wait
from journey.models.base import Visibility
from journey.models.steps import StepState
from journey.rules import clock, danish_dates
from journey.rules.named_days import names_only_days_to_come
from journey.selectors import choices
from journey.services.updates import NOTHING_NEW_KINDS, last_word


def suggested_expectation(access: Access) -> str:
    """The first that there is: what has a day ahead of it, what everybody was told last, what has no day yet."""
    released = Visibility.RELEASED
    waits = list(choices.open_waits(access).filter(visibility=released, step__visibility=released))
    steps = list(visible_steps(access).filter(state=StepState.NOW, visibility=released).order_by("position"))
    dated = [_wait(one) for one in waits if _is_ahead(one)] + [_step(one) for one in steps if _is_ahead(one)]
    undated = [_wait(one) for one in waits] + [_step(one) for one in steps]
    return next(iter([*dated, *_last_told(access), *undated]), "")


def _is_ahead(one: Wait | Step) -> bool:
    return one.expected_to is not None and one.expected_to >= clock.today()


def _last_told(access: Access) -> list[str]:
    last = last_word(access.case, NOTHING_NEW_KINDS, None)
    if last is None:
        return []
    written_on = clock.local(last.published_at).date()
    keeps = names_only_days_to_come(last.still_expected, written_on=written_on, today=clock.today())
    return [last.still_expected] if keeps else []


def _wait(wait: Wait) -> str:
    if wait.expected_to and _is_ahead(wait):
        return f"{wait.awaited}, {danish_dates.by(wait.expected_to)}"
    return f"{wait.awaited.rstrip('.')}. {_no_day(wait.expected_to)}"


def _step(step: Step) -> str:
    if step.expected_to and _is_ahead(step):
        return f"At trinnet »{step.title}« er færdigt {danish_dates.by(step.expected_to)}."
    return f"At trinnet »{step.title}« bliver færdigt. {_no_day(step.expected_to)}"


def _no_day(gone: date | None) -> str:
    return "Vi har ikke en ny dato endnu." if gone else "Vi har ikke en dato endnu."
