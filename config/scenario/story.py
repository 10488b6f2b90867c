"""A checked story: plain frozen data, every reference known to lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from config.scenario.days import Moment
from journey.blueprints import Blueprint


@dataclass(frozen=True, slots=True)
class MunicipalityData:
    """A tenant; only what the file says itself, so that files of one municipality can leave things out."""

    slug: str
    name: str
    governance: str
    calendar: str
    settings: Mapping[str, int]
    given: frozenset[str]
    """The keys that this file writes itself: those must agree with the other files."""


@dataclass(frozen=True, slots=True)
class UnitData:
    key: str
    name: str
    kind: str
    above: str | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekdays (Monday 0) and local hours in which someone answers."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(8)
    closes: time = time(15)


@dataclass(frozen=True, slots=True)
class RelationData:
    child: str
    kind: str
    label: str
    basis: str


@dataclass(frozen=True, slots=True)
class PersonData:
    """A member of the cast. `kind` is child, staff or family; a child has no login."""

    key: str
    line: int
    kind: str
    name: str
    first_name: str
    language: str
    email: str
    account: bool
    shared: str
    age: int | None
    birthday: Moment | None
    unit: str | None
    title: str
    is_leader: bool
    hours: Hours
    relations: tuple[RelationData, ...]


@dataclass(frozen=True, slots=True)
class RoleData:
    person: str
    role: str
    label: str
    can_decide: str
    is_authority: bool
    line: int


@dataclass(frozen=True, slots=True)
class CaseData:
    key: str
    line: int
    child: str
    unit: str
    title: str
    contact: str
    deputy: str
    opened: Moment
    rhythm: Mapping[str, int]
    roles: tuple[RoleData, ...]
    blueprint: Blueprint
    refused: str = ""
    """The code with which the product must refuse to open it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of an expectation: what `person` must see, receive or have on the desk, or must not."""

    person: str
    case: str | None
    field: str
    value: Any  # its type is the field's own; `expectations.FIELDS` has checked it
    line: int
    since: Moment | None = None


@dataclass(frozen=True, slots=True)
class EventData:
    """Something that a person does, or with an empty `action` only a look at how things stand."""

    line: int
    at: Moment
    who: str | None
    action: str
    case: str | None
    values: Mapping[str, Any]  # parsed by `actions.PARAMS`; persons, steps and labels are still names
    lines: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class RoutineData:
    """Ordinary updates that someone posts by themselves whenever a next word would run out."""

    line: int
    who: str
    case: str | None
    person: str | None
    """Only for this family member; None: for everybody entitled."""
    first: Moment
    last: Moment | None
    texts: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Story:
    path: Path
    id: str
    title: str
    text: str
    start: date
    demo_day: int
    municipality: MunicipalityData
    units: Mapping[str, UnitData]
    cast: Mapping[str, PersonData]
    cases: Mapping[str, CaseData]
    routines: tuple[RoutineData, ...]
    events: tuple[EventData, ...]

    @property
    def only_case(self) -> str | None:
        """The key of the case, when there is just one."""
        return next(iter(self.cases)) if len(self.cases) == 1 else None
