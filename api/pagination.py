"""Lists that grow are read as "what comes after the last I have": stable while they grow, and no counts to leak."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from api.fields import Body, Identifier, QueryNumber
from journey.errors import DomainError

MAX_LIMIT = 100
DEFAULT_LIMIT = 50


class Limit(Body):
    limit = QueryNumber(min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT, help_text="How many at most.")


class AfterNumber(Limit):
    """For threads and the feed, whose rows are numbered from 1."""

    after = QueryNumber(
        min_value=0, max_value=2**31 - 1, default=0, help_text="Only rows with a higher number than this."
    )


class AfterId(Limit):
    """For lists without numbers."""

    after = Identifier(
        default=None, allow_null=True, help_text="Only what comes after this item: `next_after` of the last page."
    )


@dataclass(frozen=True, slots=True)
class Window:
    after: UUID | None
    limit: int


Item = TypeVar("Item")


def cut(items: Sequence[Item], ids: Sequence[UUID], window: Window) -> tuple[tuple[Item, ...], UUID | None]:
    """The part of ``items`` inside the window, and the id to go on after when there is more.

    Raises DomainError when ``after`` is not among the ids: unknown and hidden are the same.
    """
    start = 0
    if window.after is not None:
        if window.after not in ids:
            raise DomainError("after_unknown", _("Den plads i listen findes ikke."), field="after")
        start = ids.index(window.after) + 1
    end = start + window.limit
    return tuple(items[start:end]), ids[end - 1] if end < len(items) else None
