"""When the row of a look reaches the disk: at once, or with the write that the request is for (L48, ADR 6).

Each look is written before anything else happens, and is on disk before the request is answered. A request that goes on
to a write has a durable commit of its own, and that carries everything written before it to the disk. So the look need
not wait for the disk too: a disk takes longer than all statements of a message together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection

from journey.models import ReadLog
from journey.models.statements import insert, prepared_cursor

FLUSH = "SELECT pg_logical_emit_message(true, 'looks', '')"
"""The least that PostgreSQL commits, and so flushes its log for."""


@dataclass
class _Request:
    owed: bool = False
    """Whether a look of the request may still be in memory only."""


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
        if request.owed:
            with prepared_cursor() as cursor:
                cursor.execute(FLUSH)


def write_look(look: ReadLog) -> None:
    """A refused look waits for the disk: no write follows it. So does one within a transaction, whose commit it is."""
    request = _request.get()
    waits = request is None or not look.allowed or connection.in_atomic_block
    insert(look, waits_for_disk=waits)
    if request and not waits:
        request.owed = True


def looks_are_on_disk() -> None:
    """To be called after a durable commit."""
    if request := _request.get():
        request.owed = False
