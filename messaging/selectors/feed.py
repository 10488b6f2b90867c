"""A person's numbered feed: "everything after N" is how a page catches up, whatever happened to the socket (N8)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from journey.access.matrix import Role
from journey.access.roles import with_roles
from journey.models import Person
from journey.rules import clock
from messaging.models import Delivery, FeedCounter, Message
from messaging.models.delivery import Channel
from messaging.topics import topic_of

PAGE = 200
"""Items per answer; a caller with more to fetch asks again with the new ``last_seq``."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    seq: int
    kind: str
    case_id: UUID
    subject_id: UUID
    at: datetime
    thread_id: UUID | None
    """The thread of a message; None for everything else."""

    @property
    def topic(self) -> str:
        return topic_of(self.kind)

    @property
    def about_id(self) -> UUID:
        return self.thread_id or self.case_id


@dataclass(frozen=True, slots=True)
class Feed:
    items: tuple[FeedItem, ...]
    last_seq: int
    """Where to go on from: the end of this page, or the last number given out when the page has everything."""
    more: bool


def feed_after(person: Person, after: int, *, limit: int = PAGE) -> Feed:
    """What has happened for the person after number ``after``, oldest first; ids only.

    Only of cases in which the person has a role now: lost access takes the feed with it (T07). A withheld row has
    never had a number, so no gap tells of one (T12). Three statements.
    """
    newest = last_number(person)  # read first: whatever it counts is committed and therefore in the rows below
    has_role = Q(*((f"is_{role}", True) for role in Role), _connector=Q.OR)
    mine = with_roles(person, clock.now()).filter(has_role).values("pk")
    rows = (
        Delivery.objects.filter(person=person, channel=Channel.INAPP, case__in=mine)
        .filter(feed_seq__gt=after, feed_seq__lte=newest)
        .annotate(thread_id=Subquery(Message.objects.filter(pk=OuterRef("event__subject_id")).values("thread")))
        .order_by("feed_seq")
        .values_list("feed_seq", "event__kind", "case_id", "event__subject_id", "event__occurred_at", "thread_id")
    )
    items = tuple(FeedItem(number or 0, *rest) for number, *rest in rows[: limit + 1])
    if len(items) > limit:
        return Feed(items[:limit], items[limit - 1].seq, more=True)
    return Feed(items, newest, more=False)


def last_number(person: Person) -> int:
    """The newest number of the person's feed: where a freshly opened page begins."""
    return FeedCounter.objects.filter(person=person).values_list("last_seq", flat=True).first() or 0
