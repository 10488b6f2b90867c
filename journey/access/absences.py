"""Whose absence one may write down: one's own, and that of the people one leads."""

from datetime import timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from journey.access.roles import HAS_A_PART, at_work, custodies, led_units
from journey.errors import NotYours
from journey.models import Absence, ContactAssignment, Employment, Person
from journey.rules import clock


def may_register_absence(person: Person, away_id: UUID) -> Person:
    """Who is away, if ``person`` may say so now. Raises NotYours for everybody else, known or not."""
    away = _within_reach(person).filter(pk=away_id).first()
    if away is None or not person.is_active:
        raise NotYours
    return away


def absence_of(person: Person, absence_id: UUID) -> Absence:
    """The absence, if ``person`` may change it now. Raises NotYours."""
    absence = Absence.objects.filter(pk=absence_id, person__in=_within_reach(person)).first()
    if absence is None or not person.is_active:
        raise NotYours
    return absence


def _within_reach(person: Person) -> QuerySet[Person]:
    """The person, and those who work in a unit that the person leads or below it; all of them employed now."""
    at = clock.now()
    here = Q(person=person) | Q(unit__lineage__overlap=led_units(person, at))
    working = Employment.objects.filter(here, municipality=person.municipality_id, period__contains=at)
    return Person.objects.filter(pk__in=working.values("person"))


def absences_in_sight(person: Person) -> QuerySet[Absence]:
    """Absences that go on or are to come: one's own, those one covers, and those of the people one leads."""
    here = Q(person__in=_within_reach(person)) | Q(cover=person)
    lasting = Q(last_day__isnull=True) | Q(last_day__gte=clock.today())
    return Absence.objects.filter(here, lasting, municipality=person.municipality_id)


def led_colleagues(person: Person) -> QuerySet[Person]:
    """Those whose absence the person may write down besides the own one; nobody, for who leads nothing."""
    return _within_reach(person).exclude(pk=person.pk)


def not_covered(absence: Absence, reader: Person) -> QuerySet[ContactAssignment]:
    """Where the absent one is the contact and the cover a custodian of the child, so that somebody else answers.

    Only open cases in which the reader has a part at work: nobody learns of a case, or of a parent, by an absence.
    """
    now = clock.now()
    start = max(now, clock.midnight(absence.first_day))
    end = clock.midnight(absence.last_day + timedelta(days=1)) if absence.last_day else None
    known = at_work(reader, now).filter(HAS_A_PART, closed_at__isnull=True)
    rows = ContactAssignment.objects.filter(
        person=absence.person_id,
        period__overlap=DateTimeTZRange(start, end),
        case__in=known.values("pk"),
        case__child__in=custodies(absence.cover, start).values("child"),
    )
    return rows.select_related("case__child", "case__unit").order_by("case__child__given_name", "period__startswith")
