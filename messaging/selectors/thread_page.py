"""What the page of a thread shows, in a number of statements that does not grow with the conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journey.access.gate import Access
from journey.selectors.case_page import contact_card
from journey.selectors.shapes import ContactCard, PersonLine
from messaging.models import Message, Thread, ThreadSeen

PAGE = 200
"""Messages on one page; older ones are one link away."""


@dataclass(frozen=True, slots=True)
class SeenLine:
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageLine:
    id: UUID
    seq: int
    author_name: str
    is_mine: bool
    body: str
    sent_at: datetime
    seen_by: tuple[SeenLine, ...]
    """Who has read as far as exactly this message. Earlier ones carry no time of their own, so none is shown."""


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """Whom one writes with, and who else reads (N4, RQ-083, RQ-089)."""

    id: UUID
    title: str
    readers: tuple[PersonLine, ...]
    contact: ContactCard | None
    """Who answers, and when: said before writing."""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    head: ThreadHead
    messages: Sequence[MessageLine]
    next_after: int
    """The last number on the page; everything after it is what the page has not got."""
    earlier_before: int | None
    """There are older messages before this number."""


def thread_page(access: Access, thread: Thread, *, before: int | None = None) -> ThreadPage:
    """The newest messages of the thread (or the newest ``before`` a number), with who reads it now."""
    rows = thread.messages.select_related("author").order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    newest = list(rows[:PAGE])[::-1]
    first = newest[0].seq if newest else 1
    return ThreadPage(
        head=_head(access, thread),
        messages=_lines(newest, access, _seen(thread)),
        next_after=newest[-1].seq if newest else 0,
        earlier_before=first if first > 1 else None,
    )


def messages_after(access: Access, thread: Thread, after: int, *, limit: int | None = PAGE) -> Sequence[MessageLine]:
    """The messages that a page which has number ``after`` has not got, at most ``limit``; two statements."""
    rows = thread.messages.select_related("author").filter(seq__gt=after).order_by("seq")
    return _lines(list(rows[:limit]), access, _seen(thread))


def readers_now(card: ContactCard | None) -> tuple[PersonLine, ...]:
    """Who reads what the family writes now: the contact, who covers for an absent contact, the deputy."""
    if card is None:
        return ()
    people = (None if card.has_left or card.is_family else card.person, card.cover, card.deputy)
    return tuple({one.id: one for one in people if one is not None}.values())


def _head(access: Access, thread: Thread) -> ThreadHead:
    card = contact_card(access.case, access.at)
    if access.person.pk == thread.guardian_id:
        title = (card.unit or (card.cover or card.person).name) if card else access.case.title
    else:
        title = thread.guardian.display_name
    return ThreadHead(id=thread.pk, title=title, readers=readers_now(card), contact=card)


def _seen(thread: Thread) -> Mapping[int, list[ThreadSeen]]:
    marks: dict[int, list[ThreadSeen]] = {}
    for mark in thread.seen.select_related("person").filter(seen_up_to__gt=0).order_by("seen_at"):
        marks.setdefault(mark.seen_up_to, []).append(mark)
    return marks


def _lines(rows: Sequence[Message], access: Access, seen: Mapping[int, list[ThreadSeen]]) -> tuple[MessageLine, ...]:
    return tuple(
        MessageLine(
            id=row.pk,
            seq=row.seq,
            author_name=row.author.display_name,
            is_mine=row.author_id == access.person.pk,
            body=row.body,
            sent_at=row.sent_at,
            seen_by=tuple(SeenLine(mark.person.given_name, mark.seen_at) for mark in seen.get(row.seq, [])),
        )
        for row in rows
    )
