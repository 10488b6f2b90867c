"""What is simulated: how many families, for how long, and how careless everybody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

START = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
"""A Monday morning: two years from here meet both changes of the clock, Easter and two Christmases."""
FAMILIES_PER_TOWN = 250
"""At most. A town has a database of its own, so that as many can be lived at once as there are processors; how many
there are depends on the families alone, so that the same seed is the same life on every machine."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One town. The same plan leads to the same life."""

    families: int
    days: int
    seed: int
    watch: bool = True
    """False: nobody runs the watch. Then the report must say that the promise is broken."""
    mail_faults: float = 0.1
    """The share of calls to the mail server that go wrong in one of its ways."""


def towns(families: int, days: int, seed: int, *, watch: bool) -> list[Plan]:
    """The whole simulation, cut into towns of about the same size."""
    count = ceil(families / FAMILIES_PER_TOWN)
    share, more = divmod(families, count)
    return [Plan(share + (one < more), days, seed * 1000 + one, watch=watch) for one in range(count)]
