"""By what a person is reached outside the product, changed by nobody but the person (T46)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from journey.errors import DomainError, TooOften
from journey.models import Event, Person
from journey.rules import clock
from journey.rules.phone_numbers import international, is_premium
from journey.services.events import record_event
from journey.services.new_people import check_reach
from messaging.models import OldAddress
from messaging.models.delivery import Channel

MOST_CHANGES = 3
WITHIN = timedelta(hours=24)
"""Each change sends a word to what was there before: nobody can make the product write to a number all day."""


class Saved(StrEnum):
    """What came of it, for the one who is to be told so."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    TOLD = "told"
    """Changed, and what was there before is told."""


@dataclass(frozen=True, slots=True)
class Reach:
    """An e-mail address and a telephone number, as somebody writes them; either may be empty."""

    email: str
    phone: str


@transaction.atomic(durable=True)
def reach_change(*, person: Person, reach: Reach) -> Saved:
    """Write what the person says, and tell what was there before that it was changed.

    1. Both must look like what they are, and a number be one that can be called from here.
    2. Nobody who can be reached takes that away from themselves (N8): something has to be left.
    3. Whatever reached the person before is told, also what stays as it was: whoever took over one road cannot take the
       others along in silence.
    4. At most three changes in 24 hours.

    Nothing changes and nobody is told when it is what we have. Raises DomainError, TooOften.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before, reach = Reach(person.email, person.phone), Reach(reach.email.strip(), reach.phone.strip())
    if reach == before:
        return Saved.UNCHANGED
    _check(reach, before)
    _check_not_too_often(person)
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
    words = [_word(person, event, channel, address) for channel, address in old.items() if address]
    OldAddress.objects.bulk_create(words)
    return Saved.TOLD if words else Saved.CHANGED


def _check(reach: Reach, before: Reach) -> None:
    check_reach(email=reach.email, phone=reach.phone)
    if is_premium(reach.phone):
        sentence = _("Det nummer koster ekstra at ringe til. Skriv et almindeligt nummer.")
        raise DomainError("phone_invalid", sentence, field="phone")
    if reach.phone and not international(reach.phone):
        raise DomainError("phone_invalid", _("Skriv et nummer med otte tal, eller med + og landekode."), field="phone")
    if not reach.email and not reach.phone and (before.email or before.phone):
        raise DomainError(
            "unreachable", _("Lad mindst én af dem stå, så vi kan fortælle, når der er nyt."), field="email"
        )


def _check_not_too_often(person: Person) -> None:
    """Runs with the person's row locked, so that two at once count each other."""
    now = clock.now()
    recent = Event.objects.filter(kind="reach.changed", subject_id=person.pk, occurred_at__gt=now - WITHIN)
    times = list(recent.order_by("-occurred_at").values_list("occurred_at", flat=True)[:MOST_CHANGES])
    if len(times) == MOST_CHANGES:
        sentence = _("Du har ændret det tre gange på et døgn. Vent, til der er gået et døgn, og prøv igen.")
        raise TooOften("reach_too_often", sentence, wait=times[-1] + WITHIN - now)


def _word(person: Person, event: Event, channel: Channel, address: str) -> OldAddress:
    return OldAddress(
        municipality_id=person.municipality_id, person=person, event=event, channel=channel, address=address
    )
