"""A new colleague in a unit: registered and employed in one act."""

from collections.abc import Sequence
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.models import Employment, Person, Unit
from journey.rules import clock
from journey.services.events import record_event
from journey.services.new_people import NewPerson, new_person_write
from journey.services.people import employment_write
from journey.services.words import check_text

WEEKDAYS = range(7)


@transaction.atomic(durable=True)
def colleague_employ(
    *,
    unit: Unit,
    who: Person | NewPerson,
    title: str,
    by: Person,
    answer_days: Sequence[int] = (0, 1, 2, 3, 4),
    answer_from: time = time(8),
    answer_to: time = time(15),
) -> Employment:
    """Somebody works in the unit from now, and answers families in the given hours (RQ-083).

    It gives no login and no case. Who leads a unit is not decided here.
    """
    if not answer_days or not set(answer_days) <= set(WEEKDAYS):
        raise DomainError("answer_days_missing", _("Vælg de dage, personen svarer."), field="answer_days")
    if answer_from >= answer_to:
        raise DomainError("hours_reversed", _("Svartiden slutter, før den begynder."), field="answer_to")
    if isinstance(who, Person) and unit.employments.filter(person=who, period__contains=clock.now()).exists():
        raise Conflict("already_employed", _("Personen arbejder allerede her."), field="person")
    work = employment_write(
        person=who if isinstance(who, Person) else new_person_write(who, unit.municipality),
        unit=unit,
        title=check_text(title, field="title", missing=_("Skriv, hvad personen er."), limit=100),
        answer_days=sorted(set(answer_days)),
        answer_from=answer_from,
        answer_to=answer_to,
    )
    record_event(
        kind="employment.started", case=None, actor=by, subject_id=work.pk, municipality_id=unit.municipality_id
    )
    return work
