"""By what a person is reached outside the product, changed by nobody but the person (T46)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import DomainError
from journey.models import Event, Person
from journey.rules.phone_numbers import international
from journey.services.events import record_event
from journey.services.new_people import check_reach
from messaging.models import OldAddress
from messaging.models.delivery import Channel


@dataclass(frozen=True, slots=True)
class Reach:
    """An e-mail address and a telephone number, as somebody writes them; either may be empty."""

    email: str
    phone: str


@transaction.atomic(durable=True)
def reach_change(*, person: Person, reach: Reach) -> Person:
    """Write what the person says, and tell what was there before that it was changed.

    1. Both must look like what they are, and a number be one that can be called from here.
    2. Nobody who can be reached takes that away from themselves (N8): something has to be left.
    3. Whatever reached the person before is told, also what stays as it was: whoever took over one road cannot take the
       others along in silence.

    Nothing changes and nobody is told when it is what we have. Raises DomainError.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before, reach = Reach(person.email, person.phone), Reach(reach.email.strip(), reach.phone.strip())
    if reach == before:
        return person
    _check(reach, before)
    person.email, person.phone = reach.email, reach.phone
    person.save(update_fields=["email", "phone"])
    event = record_event(
        kind="reach.changed",
        case=None,
        actor=person,
        subject_id=person.pk,
        municipality_id=person.municipality_id,
    )
    old = {Channel.EMAIL: before.email, Channel.SMS: international(before.phone)}
    OldAddress.objects.bulk_create(
        [_word(person, event, channel, address) for channel, address in old.items() if address]
    )
    return person


def _check(reach: Reach, before: Reach) -> None:
    check_reach(email=reach.email, phone=reach.phone)
    if reach.phone and not international(reach.phone):
        raise DomainError("phone_invalid", _("Skriv et nummer med otte tal, eller med + og landekode."), field="phone")
    if not reach.email and not reach.phone and (before.email or before.phone):
        raise DomainError(
            "unreachable", _("Lad mindst én af dem stå, så vi kan fortælle, når der er nyt."), field="email"
        )


def _word(person: Person, event: Event, channel: Channel, address: str) -> OldAddress:
    return OldAddress(
        municipality_id=person.municipality_id, person=person, event=event, channel=channel, address=address
    )
