"""Recording facts for the outbox. Whoever delivers them lies above this package and is named by a setting."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from journey.access.looks import looks_are_on_disk, looks_to_carry
from journey.models import Case, Event, OutboxItem, Person
from journey.models.statements import insert_with
from journey.rules import clock


@cache
def _wake() -> Callable[..., None]:
    """It takes the numbers of events, and the event itself while it is the only one and not committed."""
    wake: Callable[..., None] = import_string(settings.OUTBOX_WAKE)
    return wake


@dataclass(slots=True)
class _Committed:
    """What one transaction has recorded: woken together, so that what one act tells a person is one mail (RQ-094)."""

    event_ids: list[int]

    def __call__(self) -> None:
        _wake()(self.event_ids)


def record_event(
    *,
    kind: str,
    case: Case | None,
    actor: Person | None,
    subject_id: UUID,
    municipality_id: UUID | None = None,
    is_last: bool = False,
    subject: Model | None = None,
) -> Event:
    """Write the fact in the caller's transaction and wake the relay after commit.

    ``subject``: the row that ``subject_id`` names, where the caller has it as it stands in the database.

    A fact about no case names its municipality instead; nobody is told of it, and it is on record.

    ``is_last``: nothing follows in the transaction, so the relay is woken at once and one commit makes both durable
    (ADR 6). Where something follows, who learns of the fact could still change.

    The wake-up is for speed only: the sweep finds every pending event without it. It can therefore fail without
    failing the request whose write is already durable.
    """
    belongs_to = case.municipality_id if case else municipality_id
    if belongs_to is None:
        raise ValueError("a fact is about a case or names its municipality")
    event = Event(
        municipality_id=belongs_to,
        case=case,
        kind=kind,
        actor=actor,
        subject_id=subject_id,
        occurred_at=clock.now(),
    )
    event.subject_row = subject
    looks = looks_to_carry()
    insert_with(event, OutboxItem(), field="event_id", also=looks)
    if looks:
        transaction.on_commit(partial(looks_are_on_disk, looks))
    if is_last:
        _wake()([event.pk], event)
        _see_that_it_stands()
    else:
        _wake_after_commit(event.pk)
    return event


def _wake_after_commit(event_id: int) -> None:
    hooks = (hook for _savepoints, hook, _robust in transaction.get_connection().run_on_commit)
    committed = next((hook for hook in hooks if isinstance(hook, _Committed)), None)
    if committed:
        committed.event_ids.append(event_id)
    else:
        transaction.on_commit(_Committed([event_id]), robust=True)


def _see_that_it_stands() -> None:
    """What the relay swallows must not take the write with it in silence: without a commit nobody is told "sent"."""
    if transaction.get_rollback():
        raise OperationalError("the connection was lost before the commit")
