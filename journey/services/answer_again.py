"""Who answers the family of a case that opens again: whoever did, or who takes the place of one who has left (P1)."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from journey import own_words
from journey.errors import Conflict, DomainError
from journey.models import Case, ContactAssignment, Person, Update
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.services.agreements import give_to_contact
from journey.services.events import record_event
from journey.services.staff import check_not_family, check_staff, works_here


def answer_again(*, case: Case, contact: Person | None, deputy: Person | None, by: Person) -> None:
    """Contact and deputy from now on, both at work here. A change that is planned for later stays as it was told.

    Runs inside the transaction that opens the case. Whoever is here stays; another in their place is refused, for the
    family would read no word of why (RQ-020). A new deputy may come with a new contact, who may have been the deputy.
    """
    now = clock.now()
    row = case.contactassignments.select_for_update(no_key=True).get(period__contains=now)
    to, stand_in = contact or row.person, deputy or row.deputy
    contact_left, deputy_left = (not works_here(person, now) for person in (row.person, row.deputy))
    if to != row.person and not contact_left:
        raise _still_here(row.person, "contact")
    if stand_in != row.deputy and not (contact_left or deputy_left):
        raise _still_here(row.deputy, "deputy")
    check_staff(at=now, contact=to, deputy=stand_in)
    check_not_family(case, at=now, contact=to, deputy=stand_in)
    if to == stand_in:
        raise DomainError("deputy_is_contact", _("Stedfortræderen skal være en anden end kontakten."), field="deputy")
    if (to, stand_in) != (row.person, row.deputy):
        _take_over(row, to, stand_in, by)


def _still_here(person: Person, field: str) -> Conflict:
    sentence = _("%(name)s arbejder her stadig. Åbn forløbet først, og skift så kontakt med ord til familien.")
    return Conflict("contact_still_here", sentence % {"name": person.display_name}, field=field)


def _take_over(row: ContactAssignment, to: Person, deputy: Person, by: Person) -> None:
    """The rest of the period, until a planned change if there is one, is theirs; the family reads who it is now."""
    case, now, until = row.case, clock.now(), row.period.upper
    row.period = DateTimeTZRange(row.period.lower, now)
    row.save(update_fields=["period"])
    taken = ContactAssignment.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=to,
        deputy=deputy,
        period=DateTimeTZRange(now, until),
    )
    give_to_contact(case)
    record_event(kind="contact.changed", case=case, actor=by, subject_id=taken.pk)
    Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.CONTACT_CHANGE,
        author=by,
        title=own_words.NEW_DEPUTY if to == row.person else own_words.NEW_CONTACT,
        happened=f"{to} er jeres kontakt fra i dag. Er {to.given_name} væk, hjælper {deputy}.",
        is_informative=True,
        published_at=now,
    )
