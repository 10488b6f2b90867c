"""Who can be named as the one a family turns to: somebody who works in the municipality, never a relative (P1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from journey.errors import DomainError
from journey.models import Employment, Person


def check_staff(*, at: datetime, **people: Person) -> None:
    """Refuse whoever does not work here at ``at``; the name of each is the field it is shown at."""
    for field, person in people.items():
        work = Employment.objects.filter(person=person, municipality=person.municipality_id, period__contains=at)
        if not work.exists():
            raise DomainError("not_staff", _("Vælg en, der arbejder i kommunen."), field=field)
