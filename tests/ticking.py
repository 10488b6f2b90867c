"""A clock that goes on between two looks, as every real one does: it finds code that compares two looks."""

from datetime import datetime, timedelta

from journey.rules.clock import SimulatedClock

STEPS = (timedelta(microseconds=1), timedelta(seconds=1))
"""What lies between two looks: on a quick machine, and on one that had to wait for a lock."""


class TickingClock(SimulatedClock):
    """Every look is a step later than the one before."""

    def __init__(self, at: datetime, step: timedelta) -> None:
        super().__init__(at)
        self.step = step

    @property
    def at(self) -> datetime:
        return self.advance(self.step)
