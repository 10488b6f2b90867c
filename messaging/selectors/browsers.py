"""Where a person is told of news outside the product: their own browsers, in words that tell them apart."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journey.errors import NotYours
from journey.models import Person
from messaging.models import PushSubscription
from messaging.models.push import in_use

KNOWN = {
    "fcm.googleapis.com": "Chrome",
    "updates.push.services.mozilla.com": "Firefox",
    "push.apple.com": "Safari",
    "notify.windows.com": "Edge",
}
"""Whose push service it is. Several browsers share Google's; the day tells which of them it was."""


@dataclass(frozen=True, slots=True)
class BrowserLine:
    """One browser in which notices are turned on."""

    id: UUID
    name: str
    """Chrome, Firefox, Safari or Edge; else the host of the push service."""
    since: datetime
    last_used_at: datetime | None
    """When its push service last took a notice; null: none has been sent."""
    is_this: bool
    """Whether it is the browser that asks."""


def browsers_of(person: Person, browser: str = "") -> list[BrowserLine]:
    """The person's browsers, the newest first; ``browser`` is the mark of the one that asks."""
    return [
        BrowserLine(
            one.pk, _name(one.service), one.created_at, one.last_used_at, bool(browser) and one.browser == browser
        )
        for one in own_browsers(person)
    ]


def own_browsers(person: Person) -> list[PushSubscription]:
    """Where the person is told now, the newest first."""
    return list(in_use().filter(person=person).order_by("-created_at", "pk"))


def own_browser(person: Person, subscription_id: UUID) -> PushSubscription:
    """One of the person's own, also an ended one. Raises NotYours."""
    found = PushSubscription.objects.filter(person=person, pk=subscription_id).first()
    if found is None:
        raise NotYours
    return found


def _name(service: str) -> str:
    return next((name for host, name in KNOWN.items() if service == host or service.endswith(f".{host}")), service)
