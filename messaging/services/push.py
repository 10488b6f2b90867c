"""Turning the notice on a telephone on and off: one row per browser, with an end that says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import people_with_access
from journey.errors import Conflict, DomainError
from journey.models import Person
from journey.rules import clock
from journey.services.events import record_event
from messaging.models import PushSubscription
from messaging.models.push import PushEnd, in_use
from messaging.push_addresses import are_keys, is_callable

MOST_BROWSERS = 8
"""Of one person: each is called within one attempt, which must end before a worker's patience does."""
OWN_DOING = {PushEnd.TURNED_OFF, PushEnd.LOGGED_OUT, PushEnd.RENEWED}


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """What a browser gives away when it subscribes (PushSubscription.toJSON)."""

    endpoint: str
    p256dh: str
    auth: str


@transaction.atomic(durable=True)
def push_turn_on(*, person: Person, keys: BrowserKeys, browser: str = "") -> PushSubscription:
    """Tell this browser when there is news. Again for the same browser of the same person, it is the same row.

    1. Only push services that we may call, and keys that a notice can be locked with.
    2. Whoever else used the browser is told there no longer (T26).
    3. A browser that comes with another address has left its old one.

    Raises DomainError for what cannot be called, Conflict for one browser too many.
    """
    if not is_callable(keys.endpoint) or not are_keys(keys.p256dh, keys.auth):
        raise DomainError(
            "push_unusable", _("Browseren kan ikke få besked herfra. Prøv en anden browser."), field="endpoint"
        )
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    there = PushSubscription.objects.filter(endpoint=keys.endpoint, ended_at__isnull=True).first()
    if there and there.person_id == person.pk:
        there.p256dh, there.auth, there.browser = keys.p256dh, keys.auth, browser
        there.save(update_fields=["p256dh", "auth", "browser"])
        return there
    if there:
        _end([there], PushEnd.OTHER_PERSON)
    if browser:
        _end(in_use().filter(browser=browser), PushEnd.RENEWED)
    if in_use().filter(person=person).count() >= MOST_BROWSERS:
        raise Conflict("too_many_browsers", _("Du får allerede besked mange steder. Slå et af dem fra først."))
    made = PushSubscription.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        endpoint=keys.endpoint,
        p256dh=keys.p256dh,
        auth=keys.auth,
        service=urlsplit(keys.endpoint).netloc,
        browser=browser,
    )
    record_event(
        kind="push.turned_on", case=None, actor=person, subject_id=made.pk, municipality_id=made.municipality_id
    )
    return made


@transaction.atomic(durable=True)
def push_turn_off(*, subscription: PushSubscription, why: PushEnd = PushEnd.TURNED_OFF) -> PushSubscription:
    """Tell the browser no longer, and forget where it is. Turning off twice is turning off."""
    _end(in_use().filter(pk=subscription.pk), why)
    subscription.refresh_from_db()
    return subscription


@transaction.atomic(durable=True)
def push_browser_left(*, browser: str, stays_for: Person | None = None, why: PushEnd) -> int:
    """Whoever had notices in this browser has them there no longer, but for ``stays_for``; gives how many."""
    rows = in_use().filter(browser=browser)
    return _end(rows.exclude(person=stays_for) if stays_for else rows, why)


@transaction.atomic(durable=True)
def push_end_without_access() -> int:
    """End it for everybody who neither follows a case nor works here now (T07, T21); gives how many."""
    return _end(in_use().exclude(person__in=people_with_access(clock.now())), PushEnd.NO_ACCESS)


def _end(rows: Iterable[PushSubscription], why: PushEnd) -> int:
    ended = 0
    for row in list(rows):
        row.endpoint = row.p256dh = row.auth = ""
        row.ended_at, row.ended_why = clock.now(), why
        row.save(update_fields=["endpoint", "p256dh", "auth", "ended_at", "ended_why"])
        by = row.person if why in OWN_DOING else None
        record_event(kind="push.ended", case=None, actor=by, subject_id=row.pk, municipality_id=row.municipality_id)
        ended += 1
    return ended
