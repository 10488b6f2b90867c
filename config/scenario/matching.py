"""Each thing that a file wants is a thing of its own: two wanted rows need two rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Wanted = TypeVar("Wanted")
There = TypeVar("There")


def without_its_own(
    wanted: Sequence[Wanted], there: Sequence[There], fits: Callable[[Wanted, There], bool]
) -> list[Wanted]:
    """Those wanted for which nothing is left, when as many as possible have got one (augmenting paths)."""
    given: dict[int, int] = {}
    """By the place of a thing: the place of the one that has it."""

    def finds(one: int, tried: set[int]) -> bool:
        for place, thing in enumerate(there):
            if place in tried or not fits(wanted[one], thing):
                continue
            tried.add(place)
            if place not in given or finds(given[place], tried):
                given[place] = one
                return True
        return False

    return [line for one, line in enumerate(wanted) if not finds(one, set())]
