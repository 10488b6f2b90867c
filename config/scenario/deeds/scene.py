"""One event on stage: its parameters as rows and real dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from config.scenario.story import EventData
from config.scenario.world import NotOnStage, Thing, World
from journey.models import Case, Person, Step
from journey.services.steps import Takeover

T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True)
class Scene:
    """One event on stage: its parameters as rows and real dates."""

    world: World
    event: EventData
    token: UUID

    @property
    def actor(self) -> Person:
        """The loader has seen to it that somebody acts."""
        return self.world.people[self.event.who or ""]

    @property
    def case_key(self) -> str:
        """The loader has seen to it that an event on a case names one."""
        return self.event.case or ""

    @property
    def case(self) -> Case:
        return self.world.case(self.case_key)

    def has(self, name: str) -> bool:
        return name in self.event.values

    def text(self, name: str) -> str:
        """Empty when it was left out; days in it are written out."""
        return self.world.almanac.fill_in(str(self.event.values.get(name, "")))

    def flag(self, name: str) -> bool:
        return bool(self.event.values.get(name, False))

    def day(self, name: str) -> date | None:
        return self.needed_day(name) if self.has(name) else None

    def needed_day(self, name: str) -> date:
        return self.world.almanac.date(self.event.values[name])

    def instant(self, name: str) -> datetime | None:
        return self.needed_instant(name) if self.has(name) else None

    def needed_instant(self, name: str) -> datetime:
        return self.world.almanac.instant(self.event.values[name])

    def person(self, name: str) -> Person:
        return self.world.people[self.event.values[name]]

    def people(self, name: str) -> list[Person]:
        return [self.world.people[key] for key in self.event.values.get(name, ())]

    def maybe_person(self, name: str) -> Person | None:
        return self.person(name) if self.has(name) else None

    def step(self) -> Step | None:
        return self.world.step(self.case_key, self.event.values["step"]) if self.has("step") else None

    def target(self) -> Step | None:
        return self.world.step(self.case_key, self.event.values["to"]) if self.has("to") else None

    def thing(self, sort: type[T], param: str = "") -> T:
        """An update, wait, meeting, decision or agreement that an earlier event made."""
        name = sort.__name__.lower()
        row = self.world.recall(self.case_key, name, self.event.values.get(param or name))
        if not isinstance(row, sort):
            raise NotOnStage(f"there is no {name} in this case yet")
        return row

    def takeover(self) -> Takeover:
        return Takeover(
            owner=self.maybe_person("owner"),
            expected_from=self.day("expected_from"),
            expected_to=self.day("expected_to"),
            follow_up_on=self.day("follow_up"),
        )


Deed = Callable[[Scene], object]
"""Does it, and gives the row that came of it."""
