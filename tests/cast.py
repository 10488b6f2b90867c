"""The cast that most tests share: Viktor's family and the people around it, and those who must see nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from journey.blueprints.loader import load_blueprint
from journey.blueprints.model import Blueprint as LoadedBlueprint
from journey.models import Blueprint, Case, Child, Municipality, Person, Relation, Unit
from journey.models.people import RelationKind
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open
from journey.services.people import (
    child_register,
    employment_start,
    person_register,
    relation_start,
    unit_create,
)
from journey.services.roles import role_assign

MONDAY = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
"""A Monday at nine in the morning in Copenhagen, away from every holiday."""


@dataclass
class Cast:
    """Viktor's case: Anja and Jonas each have custody, Lone is the contact, Henrik her deputy, Pia leads the school.

    Torben is PPR psychologist in the case and Gitte leads PPR. Charlie works at another school, Dina is the mother of
    another child, Erik works in another municipality: none of the three may learn that the case exists.
    """

    municipality: Municipality
    school: Unit
    blueprint: Blueprint
    child: Child
    case: Case
    anja: Person
    jonas: Person
    lone: Person
    henrik: Person
    pia: Person
    torben: Person
    gitte: Person
    charlie: Person
    dina: Person
    dinas_case: Case
    erik: Person
    anjas_custody: Relation


@cache
def school_support() -> LoadedBlueprint:
    """The default journey, read and checked once for all tests."""
    return load_blueprint("school_support", governance="ceiling")


def build_cast() -> Cast:
    """Everybody, registered through the public services at the simulated or real present."""
    town = Municipality.objects.create(slug="lindehoj", name="Lindehøj", governance="ceiling", calendar="DK")
    other_town = Municipality.objects.create(slug="fjordby", name="Fjordby", governance="decentral")
    board = unit_create(municipality=town, slug="forvaltning", name="Børn og Unge", kind="administration")
    school = unit_create(municipality=town, slug="harebjerg", name="Harebjergskolen", kind="school", parent=board)
    ppr = unit_create(municipality=town, slug="ppr", name="PPR Lindehøj", kind="ppr", parent=board)
    elsewhere = unit_create(municipality=town, slug="lyngstad", name="Lyngstadskolen", kind="school", parent=board)
    far_school = unit_create(municipality=other_town, slug="uglehoj", name="Uglehøjskolen", kind="school")

    def parent(name: str, town: Municipality = town) -> Person:
        first = name.split()[0]
        return person_register(
            municipality=town, display_name=name, given_name=first, email=f"{first.lower()}@familie.example"
        )

    def staff(name: str, title: str, unit: Unit, *, leader: bool = False) -> Person:
        first = name.split()[0]
        person = person_register(
            municipality=unit.municipality,
            display_name=name,
            given_name=first,
            email=f"{first.lower()}@kommune.example",
        )
        employment_start(person=person, unit=unit, title=title, is_leader=leader)
        return person

    anja, jonas, dina = parent("Anja Holm"), parent("Jonas Lund"), parent("Dina Aslan")
    lone, henrik = staff("Lone Bech", "klasselærer", school), staff("Henrik Toft", "LKT-lærer", school)
    pia = staff("Pia Munk", "skoleleder", school, leader=True)
    torben, gitte = (
        staff("Torben Friis", "psykolog", ppr),
        staff("Gitte Dahl", "leder af PPR", ppr, leader=True),
    )
    charlie = staff("Charlie Krog", "lærer", elsewhere)
    erik = staff("Erik Sø", "lærer", far_school)
    blueprint = blueprint_publish(municipality=town, loaded=school_support())
    child = child_register(municipality=town, given_name="Viktor")
    anjas = relation_start(child=child, person=anja, kind=RelationKind.CUSTODIAN, label="mor")
    relation_start(child=child, person=jonas, kind=RelationKind.CUSTODIAN, label="far")
    case = case_open(
        child=child,
        unit=school,
        blueprint=blueprint,
        contact=lone,
        deputy=henrik,
        opened_by=lone,
        rhythm_days={anja: 7, jonas: 14},
    )
    role_assign(case=case, person=torben, role="ppr_psychologist", label="Psykolog i PPR", by=lone)
    other_child = child_register(municipality=town, given_name="Ida")
    relation_start(child=other_child, person=dina, kind=RelationKind.CUSTODIAN, label="mor")
    dinas_case = case_open(
        child=other_child,
        unit=elsewhere,
        blueprint=blueprint,
        contact=charlie,
        deputy=gitte,
        opened_by=charlie,
    )
    return Cast(
        municipality=town,
        school=school,
        blueprint=blueprint,
        child=child,
        case=case,
        anja=anja,
        jonas=jonas,
        lone=lone,
        henrik=henrik,
        pia=pia,
        torben=torben,
        gitte=gitte,
        charlie=charlie,
        dina=dina,
        dinas_case=dinas_case,
        erik=erik,
        anjas_custody=anjas,
    )
