"""What an expectation is compared with: one person's eyes, and from when things received count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from config.scenario.days import WEEKDAYS
from config.scenario.eyes import Eyes, plain
from config.scenario.world import World


@dataclass(frozen=True, slots=True)
class Context:
    eyes: Eyes
    since: datetime

    @property
    def world(self) -> World:
        return self.eyes.world

    def words(self, text: str) -> str:
        """Expected text as this person would read it."""
        return plain(self.world.almanac.fill_in(text, language=self.eyes.language))

    def readings(self, text: str) -> set[str]:
        """Expected text as this person may read it: a date that the product writes is in the person's language, one
        that staff wrote in a text of their own stays Danish."""
        return {self.words(text), plain(self.world.almanac.fill_in(text))}

    def stands_in(self, text: str, shown: str) -> bool:
        return any(reading in shown for reading in self.readings(text))

    def day(self, value: date | None) -> str:
        """A real date as the file would write it."""
        if value is None:
            return "none"
        days = (value - self.world.almanac.start).days
        return f"D{days:+d} {WEEKDAYS[days % 7]}"


def wrong(expected: object, seen: object) -> str:
    return f"expected {expected}, but it is {seen}"
