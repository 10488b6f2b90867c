"""One town: units, staff with their habits, families with theirs. Everybody is registered by the public services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from config.simulation.plan import Plan
from journey.access.translated import CASE, NOW, Rows
from journey.blueprints import load_blueprint
from journey.models import Blueprint, Case, ContactAssignment, Employment, Municipality, Person, Unit
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.clock import LOCAL, SimulatedClock
from journey.rules.working_days import Calendar, calendar_named, is_working_day, next_working_day
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open
from journey.services.people import child_register, employment_start, person_register, relation_start, unit_create

FAMILIES_PER_CONTACT, FAMILIES_PER_SCHOOL = 15, 100
_CONTACT: Rows[ContactAssignment] = Rows(
    lambda: ContactAssignment.objects.filter(case=CASE, period__contains=NOW), person=Person, deputy=Person
)
RHYTHMS, RHYTHM_WEIGHTS = (7, 14, 21, 30), (1, 4, 3, 4)


@dataclass
class Worker:
    """A member of staff. `slips`: how often a promised word is let pass; `silent_until`: away, and nobody knows."""

    number: int
    person: Person
    unit: Unit
    slips: float
    silent_until: date = date.min
    away: tuple[date, date] = (date.min, date.min)
    """First and last day of the latest absence that is registered."""
    has_left: bool = False


@dataclass
class Guardian:
    """`opens`: how often news is looked at within some days; 0: never."""

    number: int
    person: Person
    opens: float


@dataclass
class Family:
    number: int
    case: Case
    guardians: list[Guardian]


@dataclass
class Town:
    plan: Plan
    clock: SimulatedClock
    chance: Random
    municipality: Municipality
    board: Unit
    blueprint: Blueprint
    units: list[Unit] = field(default_factory=list)
    leaders: dict[Unit, Worker] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    plans: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    """What somebody has just made up their mind to do at a moment."""
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _workers: dict[UUID, Worker] = field(default_factory=dict)
    """Leaders too, by person."""
    _families: dict[UUID, Family] = field(default_factory=dict)
    """By case."""

    @property
    def calendar(self) -> Calendar:
        return calendar_named(self.municipality.calendar)

    def worker_of(self, person: Person) -> Worker:
        return self._workers[person.pk]

    def family_of(self, case_id: UUID) -> Family:
        return self._families[case_id]

    def add_worker(self, worker: Worker) -> None:
        self.workers.append(worker)
        self._workers[worker.person.pk] = worker

    def add_leader(self, unit: Unit, leader: Worker) -> None:
        self.leaders[unit] = leader
        self._workers[leader.person.pk] = leader

    def add_family(self, family: Family) -> None:
        self.families.append(family)
        self._families[family.case.pk] = family

    def is_there(self, worker: Worker) -> bool:
        """At work today, as far as anybody could tell by calling: neither gone, away nor silent."""
        today = clock.today()
        first, last = worker.away
        return not worker.has_left and worker.silent_until <= today and not first <= today <= last

    def here(self, unit: Unit) -> list[Worker]:
        return [worker for worker in self.workers if worker.unit == unit and self.is_there(worker)]

    def contact_of(self, case: Case) -> ContactAssignment:
        [now] = _CONTACT.all({CASE: case.pk, NOW: clock.now()})
        return now

    def working_hour(self, day: date) -> datetime:
        """Some minute of that day's work, or of the next working day's: after the watch of the morning."""
        if not is_working_day(day, self.calendar):
            day = next_working_day(day, self.calendar)
        minute = self.chance.randrange(10 * 60, 15 * 60)
        return datetime.combine(day, time(minute // 60, minute % 60), LOCAL)


def found(plan: Plan, now: SimulatedClock) -> Town:
    """The town on its first morning: everybody is there, and no case is open yet."""
    chance = Random(plan.seed)  # noqa: S311 -- a simulation, not a secret
    place = Municipality.objects.create(slug="simuleret", name="Simuleret Kommune", governance="ceiling")
    board = unit_create(municipality=place, slug="forvaltning", name="Forvaltningen", kind="administration")
    blueprint = blueprint_publish(municipality=place, loaded=load_blueprint("school_support", governance="ceiling"))
    town = Town(plan, now, chance, place, board, blueprint)
    for number in range(max(1, plan.families // FAMILIES_PER_SCHOOL)):
        name = f"Skole {number + 1}"
        town.units.append(
            unit_create(municipality=place, slug=f"skole-{number + 1}", name=name, kind="school", parent=board)
        )
    for unit in (board, *town.units):
        town.add_leader(unit, hire(town, unit, "leder", is_leader=True))
    for unit in town.units:
        for _one in range(max(3, plan.families // len(town.units) // FAMILIES_PER_CONTACT)):
            town.add_worker(hire(town, unit, "kontaktperson"))
    return town


def hire(town: Town, unit: Unit, title: str, *, is_leader: bool = False) -> Worker:
    number = len(town.workers) + len(town.leaders) + 1
    name = f"{title.capitalize()} {number}"
    person = person_register(
        municipality=town.municipality,
        display_name=name,
        given_name=name,
        email=f"ansat{number}@kommune.example",
    )
    employment_start(person=person, unit=unit, title=title, is_leader=is_leader)
    return Worker(number, person, unit, slips=town.chance.choice((0.02, 0.05, 0.1, 0.3)))


def leave(worker: Worker) -> None:
    """The last day at work has come. The register of employments is written by the pay office and has no service."""
    work = Employment.objects.get(person=worker.person, period__endswith__isnull=True)
    work.period = DateTimeTZRange(work.period.lower, clock.now())
    work.save(update_fields=["period"])
    worker.has_left = True


def open_family(town: Town) -> Family:
    """A child with one or two guardians and a case with two of the staff of a school."""
    chance, number = town.chance, len(town.families) + 1
    child = child_register(municipality=town.municipality, given_name=f"Barn {number}")
    guardians = [_guardian(town, number, one) for one in range(chance.choice((1, 2, 2, 2)))]
    for guardian in guardians:
        relation_start(child=child, person=guardian.person, kind=RelationKind.CUSTODIAN, label="forælder")
    unit = chance.choice(town.units)
    contact, deputy = chance.sample([one for one in town.workers if one.unit == unit and not one.has_left], 2)
    case = case_open(
        child=child,
        unit=unit,
        blueprint=town.blueprint,
        contact=contact.person,
        deputy=deputy.person,
        opened_by=contact.person,
        rhythm_days={one.person: chance.choices(RHYTHMS, RHYTHM_WEIGHTS)[0] for one in guardians},
    )
    family = Family(number, case, guardians)
    town.add_family(family)
    return family


def _guardian(town: Town, family: int, number: int) -> Guardian:
    chance, name = town.chance, f"Forælder {family}-{number + 1}"
    person = person_register(
        municipality=town.municipality,
        display_name=name,
        given_name=name,
        email=f"foraelder{family}-{number}@familie.example" if chance.random() < 0.85 else "",
    )
    return Guardian(number, person, chance.choices((0.97, 0.8, 0.3, 0.0), (60, 25, 10, 5))[0])


def soon(chance: Random, first: int, last: int) -> timedelta:
    return timedelta(days=chance.randint(first, last))
