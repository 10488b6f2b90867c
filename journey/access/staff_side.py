"""Who has a staff side at all, who leads, and where someone may open a case."""

from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.access.roles import HAS_A_PART, at_work, custodies, led_units
from journey.errors import NotYours
from journey.models import Child, Employment, Person, Relation, Unit
from journey.models.people import RelationKind
from journey.rules import clock


def staff_case_for(person: Person, case_id: UUID, need: Action, *, owner_id: UUID | None = None) -> Access:
    """The case for an action of the staff side; ``owner_id`` is whose thing it is, where that matters.

    Raises NotYours also for staff who are custodians of the child: at home nobody reads the notes of their colleagues.
    """
    access = case_for(person, case_id, need, owner_id=owner_id)
    if access.is_family:
        raise NotYours
    return access


def require_staff(person: Person) -> Person:
    """The person, if they work in the municipality. Raises NotYours for families: no page here exists for them."""
    if not (person.is_active and person.is_staff_member):
        raise NotYours
    return person


def require_leader(person: Person) -> Person:
    """The person, if they lead a unit now. Raises NotYours for everybody else."""
    if not (person.is_active and led_units(person, clock.now())):
        raise NotYours
    return person


def units_to_open_in(person: Person) -> QuerySet[Unit]:
    """The units that the person works in now, and those below a unit that the person leads."""
    at = clock.now()
    works = Employment.objects.filter(person=person, period__contains=at).values("unit")
    here = Q(pk__in=works) | Q(lineage__overlap=led_units(person, at))
    return Unit.objects.filter(here, municipality=person.municipality_id).order_by("name")


def units_to_staff(person: Person) -> QuerySet[Unit]:
    """The units that the person leads now, and those below: where a leader takes in a new colleague."""
    led = led_units(person, clock.now())
    return Unit.objects.filter(lineage__overlap=led, municipality=person.municipality_id).order_by("name")


def measured_units(person: Person) -> list[UUID]:
    """The units whose cases a leader has numbers about: those that the person leads now, and all below."""
    return list(units_to_staff(person).values_list("pk", flat=True))


def measured_children(person: Person) -> list[UUID]:
    """Children whose cases are left out of a leader's numbers: the own, which are no work of theirs."""
    return list(custodies(person, clock.now()).values_list("child", flat=True))


def children_to_open_for(person: Person) -> QuerySet[Child]:
    """Children the person already follows as staff, in open and closed cases: a list of every child is nobody's."""
    known = at_work(person, clock.now()).filter(HAS_A_PART).values("child")
    return Child.objects.filter(pk__in=known).order_by("given_name", "born_on")


def custodians_known_to(person: Person) -> QuerySet[Person]:
    """Those who have custody now of a child that the person already follows as staff; nobody else's parents."""
    rights = Relation.objects.filter(
        child__in=children_to_open_for(person), kind=RelationKind.CUSTODIAN, period__contains=clock.now()
    )
    known = Person.objects.filter(pk__in=rights.values("person"), is_active=True).exclude(pk=person.pk)
    return known.order_by("display_name")
