"""What a new course can be made of: places, templates, and the parents that one already follows."""

from dataclasses import dataclass
from uuid import UUID

from journey.access.staff_side import units_to_open_in
from journey.models import Blueprint, Person
from journey.selectors import choices


@dataclass(frozen=True, slots=True)
class Place:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Template:
    id: UUID
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class KnownParent:
    id: UUID
    name: str
    children: str
    """Of whom, by first name, among the children that the reader follows."""


@dataclass(frozen=True, slots=True)
class Openings:
    units: tuple[Place, ...]
    """The units that the reader works in or leads."""
    blueprints: tuple[Template, ...]
    custodians: tuple[KnownParent, ...]
    """Parents of children that the reader follows as staff: for a sibling. Nobody else's parents are found here."""


def openings(reader: Person) -> Openings:
    return Openings(
        units=tuple(Place(unit.pk, unit.name) for unit in units_to_open_in(reader)),
        blueprints=tuple(_template(one) for one in choices.latest_blueprints(reader.municipality)),
        custodians=tuple(_parent(one) for one in choices.known_custodians(reader)),
    )


def _parent(person: Person) -> KnownParent:
    children: str = getattr(person, "followed_children")  # noqa: B009 -- annotated by the queryset
    return KnownParent(person.pk, person.display_name, children)


def _template(blueprint: Blueprint) -> Template:
    return Template(blueprint.pk, blueprint.code, blueprint.title)
