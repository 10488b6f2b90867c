"""Rows of the table, and how a single number is found."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured number. ``ok`` compares ``value`` with ``target`` (an upper limit unless ``at_least``)."""

    name: str
    value: float
    unit: str
    target: float
    method: str
    at_least: bool = False

    @property
    def ok(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self) -> dict[str, object]:
        """As build/bench.json holds it."""
        limit = f"{'≥' if self.at_least else '≤'} {self.target:g}"
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "target": limit,
            "ok": self.ok,
            "method": self.method,
        }


def median_seconds(act: Callable[[], object], *, rounds: int, warm: int = 2) -> float:
    """The median of ``rounds`` single runs, in seconds, after ``warm`` that do not count."""
    times = []
    for number in range(warm + rounds):
        started = time.perf_counter()
        act()
        if number >= warm:
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def ratio(act: Callable[[], object], base: Callable[[], object], *, rounds: int = 60, turns: int = 5) -> float:
    """How many times longer ``act`` takes than ``base``: run one after the other, so that a busy moment meets both."""
    return statistics.median(_ratio_of_turn(act, base, rounds) for _ in range(turns))


def _ratio_of_turn(act: Callable[[], object], base: Callable[[], object], rounds: int) -> float:
    times = [(median_seconds(act, rounds=1, warm=0), median_seconds(base, rounds=1, warm=0)) for _ in range(rounds)]
    acts, bases = zip(*times, strict=True)
    return statistics.median(acts) / statistics.median(bases)
