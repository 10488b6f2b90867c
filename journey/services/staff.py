"""Who can be named as the one a family turns to: somebody who works in the municipality, never a relative (P1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import DomainError
from journey.models import Case, Employment, Person


def check_staff(*, at: datetime, **people: Person) -> None:
    """Refuse whoever does not work here at ``at``; the name of each is the field it is shown at."""
    for field, person in people.items():
        if not works_here(person, at):
            raise DomainError("not_staff", _("Vælg en, der arbejder i kommunen."), field=field)


def works_here(person: Person, at: datetime) -> bool:
    """Whether the person has not left: employed in the own municipality at ``at``, and active."""
    work = Employment.objects.filter(person=person, municipality=person.municipality_id, period__contains=at)
    return person.is_active and work.exists()


def check_not_family(case: Case, *, at: datetime, **people: Person | None) -> None:
    """Refuse whoever follows the case as a custodian at ``at``: the municipality's part is never the parent's (P2)."""
    family = set(entitled_family(case, at).values_list("pk", flat=True))
    for field, person in people.items():
        if person is not None and person.pk in family:
            raise DomainError("follows_as_family", _("Personen er selv forælder i forløbet."), field=field)
