"""When the row of a look is written: at once, or with the write that the request is for (L48, ADR 6).

Each look is on disk before the request is answered. A request that goes on to a write records an event, and the look
travels with it: the disk takes longer than all statements of a message together, and each statement is a wait.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection

from journey.models import ReadLog
from journey.models.statements import insert


@dataclass
class _Request:
    owed: list[ReadLog] = field(default_factory=list)
    """Looks that are not on disk yet."""
    carried: list[ReadLog] = field(default_factory=list)
    """Those of them that a write has taken along, which may still be undone. None is taken along twice."""


_request: ContextVar[_Request | None] = ContextVar("request_with_looks", default=None)


@contextmanager
def carried_by_the_write() -> Iterator[None]:
    """Around a request that is to write. However it ends, its looks are on disk when the block has been left."""
    request = _Request()
    before = _request.set(request)
    try:
        yield
    finally:
        _request.reset(before)
        insert(*request.owed)


def write_look(look: ReadLog) -> None:
    """A refused look is written at once: no write follows it. So is one within a transaction, whose commit it is."""
    request = _request.get()
    if request is None or not look.allowed or connection.in_atomic_block:
        insert(look)
    else:
        request.owed.append(look)


def looks_to_carry() -> list[ReadLog]:
    """Those that are to be written with an event that is being recorded; the caller tells when they are on disk."""
    request = _request.get()
    if request is None:
        return []
    taken = [look for look in request.owed if look not in request.carried]
    request.carried += taken
    return taken


def looks_are_on_disk(looks: Sequence[ReadLog]) -> None:
    """To be called after the durable commit that has carried them."""
    if request := _request.get():
        request.owed = [look for look in request.owed if not any(look is one for one in looks)]
