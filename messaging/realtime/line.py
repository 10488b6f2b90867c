"""Noticing that the live layer was lost: what was published meanwhile reached nobody, and nothing says so.

The layer's subscription comes back by itself, in silence. So whoever waits on it is told of every failure on its
connections, and lets the page come again: a new socket catches up by number.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_waiting: set[asyncio.Event] = set()


@contextmanager
def line_watched() -> Iterator[asyncio.Event]:
    """An event that is set when the layer's connection fails, now or later, until the block ends."""
    lost = asyncio.Event()
    _waiting.add(lost)
    try:
        yield lost
    finally:
        _waiting.discard(lost)


class NoticingRetry(Retry):
    """Tries nothing twice in silence: redis-py has reconnected and subscribed again by the time this raises."""

    def __init__(self) -> None:
        super().__init__(NoBackoff(), 0)

    async def call_with_retry(self, *args: Any, **options: Any) -> Any:
        """Any: redis-py's own signature, passed on as it is."""
        try:
            return await super().call_with_retry(*args, **options)
        except (RedisError, OSError):
            for lost in _waiting:
                lost.set()
            raise
