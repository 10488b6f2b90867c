"""The outbox: once, in order, whatever happens around it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from journey.models import Event, Notice, OutboxItem, Recipient
from journey.rules.clock import SimulatedClock
from journey.services.events import record_event
from journey.services.people import relation_end
from journey.services.updates import nothing_new_post
from messaging.delivery.relay import relay, relay_pending
from messaging.models import Delivery, Message, Suppression
from messaging.realtime.nudge import Hint
from messaging.selectors.feed import feed_after, last_number
from messaging.services.messages import message_post
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

pytestmark = pytest.mark.django_db(transaction=True)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Notice, Recipient, Delivery, Suppression))


def no_wake(_event_id: int, _just_recorded: object = None) -> None:
    """What a web process does that dies right after its commit."""


@pytest.fixture
def without_wake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journey.services.events._wake", lambda: no_wake)


def test_an_event_is_relayed_right_after_its_commit_without_a_worker(cast: Cast, writes: Writes) -> None:
    message = writes(anjas_thread(cast), cast.anja)
    event = Event.objects.get(subject_id=message.pk)
    assert event.outbox.relayed_at
    assert not OutboxItem.objects.filter(relayed_at__isnull=True).exists()


def test_what_nobody_woke_is_found_by_the_sweep(cast: Cast, writes: Writes, without_wake: None) -> None:
    for _ in range(3):
        writes(anjas_thread(cast), cast.anja)
    assert OutboxItem.objects.filter(relayed_at__isnull=True).count() == 3

    assert relay_pending() == 3

    assert relay_pending() == 0
    assert Delivery.objects.filter(person=cast.lone, event__kind="message.posted", channel="inapp").count() == 3


def test_a_server_lost_while_relaying_is_no_sent_message(
    cast: Cast, writes: Writes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay of a message runs before its commit: what it swallows must not be answered with "sent" (R4)."""
    thread = anjas_thread(cast)

    def server_dies(*_args: object) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr("messaging.delivery.relay.audience_of", server_dies)
    with pytest.raises(DatabaseError):
        writes(thread, cast.anja)
    connections["default"].close()
    assert not Message.objects.filter(thread=thread).exists()


def test_relaying_twice_doubles_nothing(cast: Cast, writes: Writes) -> None:
    message = writes(anjas_thread(cast), cast.anja)
    event = Event.objects.get(subject_id=message.pk)
    before, feed = counts(), feed_after(cast.lone, 0)

    assert relay(event.pk) is None, "it is done"
    OutboxItem.objects.filter(event=event).update(relayed_at=None)
    again = relay(event.pk)

    assert again
    assert [hint.seq for hint in again.hints] == [None], "only the actor's own other pages are told again"
    assert counts() == before
    assert feed_after(cast.lone, 0) == feed


def test_the_actors_other_pages_hear_of_it_and_nothing_is_kept(
    cast: Cast, writes: Writes, without_wake: None, at_monday: SimulatedClock
) -> None:
    thread = anjas_thread(cast)
    message = writes(thread, cast.anja)
    before = last_number(cast.anja)

    relayed = relay(Event.objects.get(subject_id=message.pk).pk)

    assert relayed
    own = [hint for hint in relayed.hints if hint.person_id == str(cast.anja.pk)]
    assert own == [Hint(str(cast.anja.pk), "message", str(thread.pk), None)]
    assert last_number(cast.anja) == before
    assert not Delivery.objects.filter(event__subject_id=message.pk, person=cast.anja).exists()

    late = writes(thread, cast.anja)
    at_monday.advance(timedelta(seconds=1))
    relation_end(relation=cast.anjas_custody)
    relayed = relay(Event.objects.get(subject_id=late.pk).pk)
    assert relayed
    assert str(cast.anja.pk) not in {hint.person_id for hint in relayed.hints}


def test_a_poisoned_event_holds_up_nobody(cast: Cast, writes: Writes) -> None:
    record_event(kind="poison.swallowed", case=cast.case, actor=None, subject_id=uuid4())
    writes(anjas_thread(cast), cast.anja)

    relay_pending()
    relay_pending()

    item = OutboxItem.objects.get(relayed_at__isnull=True)
    assert (item.event.kind, item.attempts, item.last_error) == ("poison.swallowed", 3, "UnknownEventKind")


def test_a_failing_relay_never_fails_the_write(cast: Cast, writes: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Viktor")

    monkeypatch.setattr("messaging.delivery.relay.audience_of", broken)

    message = writes(anjas_thread(cast), cast.anja)

    item = OutboxItem.objects.get(event__subject_id=message.pk)
    assert (item.relayed_at, item.attempts, item.last_error) == (None, 1, "RuntimeError")


@pytest.mark.parametrize("refused", ["SELECT 1 / 0", "orm"])
def test_what_the_database_refuses_to_the_relay_is_undone_and_the_message_stands(
    cast: Cast, writes: Writes, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """In the message's own transaction: what the relay had numbered and marked goes, and the sweep does it again."""
    thread, before = anjas_thread(cast), counts()
    numbered = last_number(cast.lone)

    def fails(*_args: object, **_named: object) -> None:
        if refused == "orm":
            Event(kind="x", subject_id=uuid4(), occurred_at=None, municipality_id=cast.municipality.pk).save()
        with connections["default"].cursor() as cursor:
            cursor.execute(refused)

    with monkeypatch.context() as broken:
        broken.setattr("messaging.delivery.relay.Delivery", fails)
        message = writes(thread, cast.anja)
    item = OutboxItem.objects.get(event__subject_id=message.pk)
    assert (item.relayed_at, item.attempts) == (None, 1)
    assert (counts(), last_number(cast.lone)) == (before, numbered)
    assert relay_pending() == 1
    assert last_number(cast.lone) == numbered + 1


def test_what_was_rolled_back_was_never_there(cast: Cast) -> None:
    before = counts()
    with transaction.atomic():
        record_event(kind="case.reopened", case=cast.case, actor=cast.lone, subject_id=cast.case.pk)
        transaction.set_rollback(True)
    assert counts() == before
    assert not Event.objects.filter(kind="case.reopened").exists()


def test_a_feed_is_numbered_without_holes_and_catches_up_from_any_number(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)
    for body in ("1", "2", "3"):
        writes(thread, cast.lone, body)
        writes(thread, cast.anja, body)

    everything = feed_after(cast.anja, 0)

    assert [item.seq for item in everything.items] == list(range(1, last_number(cast.anja) + 1))
    assert feed_after(cast.anja, 2).items == everything.items[2:]
    first = feed_after(cast.anja, 0, limit=2)
    assert (first.items, first.last_seq, first.more) == (everything.items[:2], 2, True)
    assert feed_after(cast.anja, everything.last_seq).items == ()
    messages = [item for item in everything.items if item.kind == "message.posted"]
    assert {item.about_id for item in messages} == {thread.pk}


def test_a_withheld_or_internal_event_leaves_the_feed_as_it_was(cast: Cast) -> None:
    before = feed_after(cast.anja, 0)
    record_event(kind="note.written", case=cast.case, actor=cast.lone, subject_id=uuid4())
    record_event(kind="step.moved", case=cast.case, actor=cast.lone, subject_id=uuid4())
    assert feed_after(cast.anja, 0) == before


def test_relaying_takes_the_same_statements_for_one_and_for_many_people(
    cast: Cast, without_wake: None, django_assert_max_num_queries: Any
) -> None:
    nothing_new_post(case=cast.case, author=cast.lone, because="Vi venter stadig.", still_expected="Svar i marts.")
    event = Event.objects.latest("id")
    with django_assert_max_num_queries(19):
        relayed = relay(event.pk)
    assert relayed
    assert len([hint for hint in relayed.hints if hint.seq]) == 3


@pytest.mark.slow
def test_many_relays_at_once_give_every_person_one_row_and_a_whole_feed(cast_now: Cast, without_wake: None) -> None:
    thread = anjas_thread(cast_now)
    for number in range(12):
        author = cast_now.lone if number % 2 else cast_now.anja
        message_post(thread=thread, author=author, body=f"{number}", client_token=uuid4())
    ids = list(OutboxItem.objects.filter(relayed_at__isnull=True).values_list("event_id", flat=True))

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(_relayed_here, ids * 3))

    assert sum(done) == len(ids)
    for person in (cast_now.anja, cast_now.lone, cast_now.henrik):
        numbers = [item.seq for item in feed_after(person, 0).items]
        assert numbers == list(range(1, len(numbers) + 1))
    inapp = Delivery.objects.filter(event__in=ids, channel="inapp", person=cast_now.henrik)
    assert inapp.count() == len(ids)


def _relayed_here(event_id: int) -> bool:
    try:
        return relay(event_id) is not None
    finally:
        connections.close_all()
