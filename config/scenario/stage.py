"""Puts a story's municipality, units, people and cases in the database, through the public services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zlib import crc32

from config.scenario.days import Almanac, Moment
from config.scenario.people import slug_of
from config.scenario.story import CaseData, MunicipalityData, PersonData, Story, UnitData
from config.scenario.world import Mailbox, World
from journey.models import Case, Child, Municipality, Person, Unit
from journey.models.people import RelationKind
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open
from journey.services.people import (
    child_register,
    employment_start,
    identity_bind,
    person_register,
    relation_start,
    unit_create,
)
from journey.services.roles import role_assign

SLUG_LENGTH = 50
BEFORE = timedelta(days=365)
"""How long people have had their jobs and children when a story begins."""


@dataclass
class Company:
    """Who plays in several stories of one database: shared people by municipality and key, and their units."""

    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    works_in: set[tuple[str, str]] = field(default_factory=set)
    login_issuer: str = ""
    """With an issuer everybody with an account gets a login there."""


def set_stage(story: Story, almanac: Almanac, company: Company) -> World:
    """Everything but the cases, which open when their moment comes."""
    town = _municipality(story.municipality)
    world = World(story=story, almanac=almanac, municipality=town, mailbox=Mailbox())
    for unit in _from_the_top(story.units):
        world.units[unit.key] = _unit(unit, world)
    for person in story.cast.values():
        if person.kind == "child":
            world.children[person.key] = _child(person, world)
    for person in story.cast.values():
        if person.kind != "child":
            world.people[person.key] = _person(person, world, company)
    return world


def _municipality(data: MunicipalityData) -> Municipality:
    """Made by the first story that names it; a later one adds what only it says."""
    town, created = Municipality.objects.get_or_create(
        slug=data.slug,
        defaults={
            "name": data.name,
            "governance": data.governance,
            "calendar": data.calendar,
            "settings": dict(data.settings),
        },
    )
    if not created:
        for key in data.given - {"slug"}:
            setattr(town, key, dict(data.settings) if key == "settings" else getattr(data, key))
        town.save()
    return town


def _from_the_top(units: Mapping[str, UnitData]) -> list[UnitData]:
    """Units with those they lie in before them."""
    ordered: list[UnitData] = []

    def add(unit: UnitData) -> None:
        if unit.above is not None:
            add(units[unit.above])
        if unit not in ordered:
            ordered.append(unit)

    for unit in units.values():
        add(unit)
    return ordered


def _unit(data: UnitData, world: World) -> Unit:
    """Files of one municipality share a unit by its name."""
    town = world.municipality
    known = Unit.objects.filter(municipality=town, name=data.name).first()
    above = world.units[data.above] if data.above else None
    return known or unit_create(
        municipality=town, slug=_free_slug(town, data.name), name=data.name, kind=data.kind, parent=above
    )


def _free_slug(town: Municipality, name: str) -> str:
    """Long names may begin alike, and a name in another alphabet leaves no slug at all."""
    wanted = slug_of(name)[:SLUG_LENGTH] or "enhed"
    taken = set(Unit.objects.filter(municipality=town).values_list("slug", flat=True))
    numbered = (f"{wanted[: SLUG_LENGTH - 5]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def _child(data: PersonData, world: World) -> Child:
    born = _born(data, world.almanac)
    return child_register(municipality=world.municipality, given_name=data.first_name, born_on=born)


def _born(data: PersonData, almanac: Almanac) -> date | None:
    """The birthday that makes the child `age` on D+0; without a birthday it is D+0 itself."""
    if data.age is None:
        return None
    birthday = almanac.date(data.birthday or Moment(0))
    years = data.age + (1 if data.birthday and data.birthday.day > 0 else 0)
    day = min(birthday.day, 28) if birthday.month == 2 else birthday.day
    return date(birthday.year - years, birthday.month, day)


def _person(data: PersonData, world: World, company: Company) -> Person:
    shared = (world.municipality.slug, data.shared)
    person = company.people.get(shared) if data.shared else None
    if person is None:
        person = _new_person(data, world, company)
    if data.shared:
        company.people[shared] = person
    if data.unit is not None:
        _employ(person, data, world.units[data.unit], world, company)
    for relation in data.relations:
        relation_start(
            child=world.children[relation.child],
            person=person,
            kind=RelationKind(relation.kind),
            label=relation.label,
            basis=relation.basis,
            start=_long_ago(world),
        )
    return person


def _number(data: PersonData) -> str:
    """A telephone for the demo's simulated gateways: always the same one, and called by nobody."""
    return f"20{crc32(f'{data.shared}{data.key}{data.name}'.encode()) % 1_000_000:06}"


def _new_person(data: PersonData, world: World, company: Company) -> Person:
    person = person_register(
        municipality=world.municipality,
        display_name=data.name,
        given_name=data.first_name,
        language=data.language,
        email=data.email,
        phone=_number(data) if company.login_issuer and data.kind == "family" else "",
    )
    if company.login_issuer and data.account:
        home = world.municipality.slug if data.shared else world.story.id
        identity_bind(person=person, issuer=company.login_issuer, subject=f"{home}-{data.shared or data.key}")
    return person


def _employ(person: Person, data: PersonData, unit: Unit, world: World, company: Company) -> None:
    job = (str(person.pk), str(unit.pk))
    if job in company.works_in:
        return
    company.works_in.add(job)
    employment_start(
        person=person,
        unit=unit,
        title=data.title,
        is_leader=data.is_leader,
        answer_days=data.hours.days,
        answer_from=data.hours.opens,
        answer_to=data.hours.closes,
        start=_long_ago(world),
    )


def _long_ago(world: World) -> datetime:
    return world.almanac.instant(Moment(0)) - BEFORE


def open_case(data: CaseData, world: World) -> Case:
    """The case with its road, its contact and the roles around it, at the present moment."""
    blueprint = blueprint_publish(municipality=world.municipality, loaded=data.blueprint)
    contact = world.people[data.contact]
    case = case_open(
        child=world.children[data.child],
        unit=world.units[data.unit],
        blueprint=blueprint,
        contact=contact,
        deputy=world.people[data.deputy],
        opened_by=contact,
        title=data.title,
        rhythm_days={world.people[key]: days for key, days in data.rhythm.items()},
    )
    for role in data.roles:
        role_assign(
            case=case,
            person=world.people[role.person],
            role=role.role,
            label=role.label,
            by=contact,
            can_decide=role.can_decide,
            is_authority=role.is_authority,
        )
    world.cases[data.key] = case
    return case
