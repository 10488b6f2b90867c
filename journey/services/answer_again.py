"""Who answers the family of a case that opens again: whoever did, or who takes the place of one who has left (P1)."""

from datetime import datetime

from django.utils.translation import gettext as _

from journey import own_words
from journey.errors import Conflict, DomainError
from journey.models import Case, Person, Update
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.services.contact import take_over
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
        take_over(row, to=to, deputy=stand_in, start=now, by=by)
        _tell_family(case, to, stand_in, at=now, is_new=to != row.person)


def _still_here(person: Person, field: str) -> Conflict:
    sentence = _("%(name)s arbejder her stadig. Åbn forløbet først, og skift så kontakt med ord til familien.")
    return Conflict("contact_still_here", sentence % {"name": person.display_name}, field=field)


def _tell_family(case: Case, to: Person, deputy: Person, *, at: datetime, is_new: bool) -> None:
    """Who it is now, in a line that nobody wrote: it moves no next word, which the words of the opening do (RQ-005)."""
    sentence = own_words.IS_CONTACT if is_new else own_words.IS_STILL_CONTACT
    Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.AUTOMATIC,
        title=own_words.NEW_CONTACT if is_new else own_words.NEW_DEPUTY,
        happened=sentence % {"name": to, "given": to.given_name, "deputy": deputy},
        is_informative=False,
        published_at=at,
    )
