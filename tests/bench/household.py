"""Families with people who can write to each other: registered through the public services, as in real life."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.test import Client

from journey.models import Municipality, Person
from journey.models.people import RelationKind
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open
from journey.services.people import child_register, employment_start, person_register, relation_start, unit_create
from messaging.services.threads import thread_of
from tests.cast import school_support

FAMILIES_PER_CONTACT = 2


@dataclass(frozen=True)
class Household:
    """One guardian with the thread of one case, and the contact on the other side."""

    case: UUID
    thread: UUID
    guardian: Person
    contact: Person
    deputy: Person


def households(count: int) -> list[Household]:
    """``count`` families, two to a contact; all of one school, whose deputy is the same person."""
    town = Municipality.objects.create(slug="lindehoj", name="Lindehøj", calendar="DK")
    school = unit_create(municipality=town, slug="skolen", name="Skolen", kind="school")
    blueprint = blueprint_publish(municipality=town, loaded=school_support())

    def person(name: str) -> Person:
        address = f"{name.lower().replace(' ', '.')}@lindehoj.example"
        return person_register(municipality=town, display_name=name, given_name=name.split()[0], email=address)

    def staff(name: str) -> Person:
        hired = person(name)
        employment_start(person=hired, unit=school, title="lærer", is_leader=False)
        return hired

    deputies = [staff(f"Deputy {number}") for number in range(0, count, FAMILIES_PER_CONTACT)]
    contacts = [staff(f"Contact {number}") for number in range(0, count, FAMILIES_PER_CONTACT)]
    found = []
    for number in range(count):
        guardian, child = person(f"Parent {number}"), child_register(municipality=town, given_name=f"Barn {number}")
        relation_start(child=child, person=guardian, kind=RelationKind.CUSTODIAN, label="mor")
        contact, deputy = (group[number // FAMILIES_PER_CONTACT] for group in (contacts, deputies))
        case = case_open(
            child=child, unit=school, blueprint=blueprint, contact=contact, deputy=deputy, opened_by=contact
        )
        found.append(Household(case.pk, thread_of(case=case, guardian=guardian).pk, guardian, contact, deputy))
    return found


def session_key(person: Person) -> str:
    """A new login of the person: what the browser's cookie and the app's token hold."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
