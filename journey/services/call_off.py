"""A change of contact that has not begun is called off: the family keeps whom it has, and reads so (RQ-020, RQ-023)."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from journey.access.queries import coming_change
from journey.errors import Conflict
from journey.models import Case, ContactAssignment, Person
from journey.rules import clock
from journey.services.contact import ChangeWords, change_told
from journey.services.events import record_event
from journey.services.open_case import lock_open
from journey.services.updates import publish

NO_CHANGE_PLANNED = _("Der er intet skift på vej.")


@transaction.atomic(durable=True)
def contact_change_call_off(
    *, case: Case, by: Person, words: ChangeWords, next_word_on: date | None = None
) -> ContactAssignment:
    """Call off the last change that is still to come, and tell the family in the same transaction.

    Whoever it was to follow goes on. The row stays, without a day, beside the words in which it was announced. Raises
    Conflict when no change is to come: one that has begun is followed by another change, never undone.
    """
    case = lock_open(case)
    planned = coming_change(case, clock.now()).select_for_update(no_key=True).first()
    if planned is None:
        raise Conflict("no_change_planned", NO_CHANGE_PLANNED)
    before = case.contactassignments.select_for_update(no_key=True).get(period__endswith=planned.period.lower)
    planned.period = DateTimeTZRange(empty=True)
    planned.save(update_fields=["period"])
    before.period = DateTimeTZRange(before.period.lower, None)
    before.save(update_fields=["period"])
    record_event(kind="contact.called_off", case=case, actor=by, subject_id=planned.pk)
    publish(change_told(words, case=case), case=case, author=by, next_word_on=next_word_on)
    return planned
