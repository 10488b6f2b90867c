"""Who asks that the family is shown a withheld step: it takes two, so the second must know of the first (L13)."""

from dataclasses import dataclass
from uuid import UUID

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.queries import asked_to_release, visible_steps
from journey.models.base import Visibility


@dataclass(frozen=True, slots=True)
class ReleaseAsk:
    """As one of those who may ask and show sees it."""

    names: tuple[str, ...]
    is_mine: bool
    is_anothers: bool
    """Then this person may show the step."""


def release_asks(access: Access) -> dict[UUID, ReleaseAsk]:
    """By step; a step that nobody asks for is not in it. Empty for whoever may do nothing about it."""
    if not access.may(Action.RELEASE_STEP):
        return {}
    found = {}
    for step_id in visible_steps(access).filter(visibility=Visibility.WITHHELD).values_list("pk", flat=True):
        if people := asked_to_release(step_id):
            names = tuple(one.display_name for one in people)
            is_anothers = any(one != access.person for one in people)
            found[step_id] = ReleaseAsk(names, access.person in people, is_anothers)
    return found
