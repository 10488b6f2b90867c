"""Messaging's facts for pages that lie below it: journey's templates load these and never import messaging.

Asked once per request, however many rows and menus want to know.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest

from journey.models import Person
from journey.rules import clock
from journey.selectors.shapes import FamilyRow
from journey.views.staff_rows import Group, Task, agenda
from messaging.selectors.waiting import Waiting, waiting_for

register = template.Library()

_KEPT = "messaging_waiting"


def waiting_in(request: HttpRequest | None) -> tuple[Waiting, ...]:
    """What waits for an answer from the viewer, kept on the request."""
    person = getattr(request, "user", None)
    if request is None or not isinstance(person, Person):
        return ()
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, waiting_for(person))
    kept: tuple[Waiting, ...] = getattr(request, _KEPT)
    return kept


@register.simple_tag(takes_context=True)
def waiting_messages(context: dict[str, Any], case_id: UUID, guardian_id: UUID | None = None) -> list[Waiting]:
    """What waits for the viewer in one case, or in one guardian's thread of it; the longest waiting first."""
    waiting = waiting_in(context.get("request"))
    return [one for one in waiting if one.case_id == case_id and guardian_id in {None, one.guardian_id}]


@register.simple_tag(takes_context=True)
def waiting_in_closed_cases(context: dict[str, Any]) -> list[Waiting]:
    """Messages in closed cases: on no list of what is owed, and still somebody's to answer."""
    return [one for one in waiting_in(context.get("request")) if not one.is_open]


@register.simple_tag(takes_context=True)
def due_order(context: dict[str, Any], families: Sequence[FamilyRow], tasks: Sequence[Task]) -> list[Group]:
    """Promises, messages and tasks in one order: what should have been done first."""
    days = {one.case_id: one.due_on for one in reversed(waiting_in(context.get("request")))}
    return agenda(families, tasks, answer_by=days, today=clock.today())
