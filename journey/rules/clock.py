"""The one place that knows what time it is.

The scenario player lives months in seconds, so nothing else in the product may read the wall clock.
The simulated time sits in a context variable: it reaches the code called inside the block, including
coroutines and tasks started there, and never another request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Copenhagen")


class SimulatedClock:
    """A clock that stands still until it is told to move; it never goes backwards."""

    def __init__(self, at: datetime) -> None:
        self._at = _as_utc(at)

    @property
    def at(self) -> datetime:
        return self._at

    def advance(self, step: timedelta) -> datetime:
        """Move forward by `step` and give the new time; ValueError when `step` is negative."""
        return self.move_to(self._at + step)

    def move_to(self, at: datetime) -> datetime:
        """Move forward to `at` and give the new time; ValueError when `at` lies behind the clock."""
        moved = _as_utc(at)
        if moved < self._at:
            raise ValueError(f"a simulated clock cannot go back from {self._at} to {moved}")
        self._at = moved
        return moved


_simulated: ContextVar[SimulatedClock | None] = ContextVar("simulated_clock", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    clock = _simulated.get()
    return datetime.now(UTC) if clock is None else clock.at


def today() -> date:
    """The present date where the families live: after midnight in Copenhagen it is a new day."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """`moment` as a clock on a Danish wall shows it; ValueError when it has no time zone."""
    return _as_utc(moment).astimezone(LOCAL)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in Denmark."""
    return datetime.combine(day, time(), LOCAL)


def is_simulated() -> bool:
    return _simulated.get() is not None


@contextmanager
def simulated(at: datetime | SimulatedClock) -> Iterator[SimulatedClock]:
    """Let `now()` answer from a simulated clock inside the block, then restore what was before."""
    clock = at if isinstance(at, SimulatedClock) else SimulatedClock(at)
    token = _simulated.set(clock)
    try:
        yield clock
    finally:
        _simulated.reset(token)


def _as_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment must carry a time zone")
    return moment.astimezone(UTC)
