"""Messaging's facts for pages that lie below it: journey's templates load these and never import messaging.

Counted once per page, however many rows ask.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template

from journey.models import Person
from messaging.selectors.unread import unread_by_thread

register = template.Library()

_KEPT = "messaging_unread"


def _counts(context: dict[str, Any]) -> Mapping[tuple[UUID, UUID], int]:
    """The viewer's unread messages by case and guardian, kept on the request."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, unread_by_thread(person))
    counts: Mapping[tuple[UUID, UUID], int] = getattr(request, _KEPT)
    return counts


@register.simple_tag(takes_context=True)
def unread_messages(context: dict[str, Any], case_id: UUID | None = None, guardian_id: UUID | None = None) -> int:
    """How many messages wait for the viewer: in all, in one case, or in one guardian's thread of it."""
    return sum(
        count
        for (case, guardian), count in _counts(context).items()
        if case_id in {None, case} and guardian_id in {None, guardian}
    )
