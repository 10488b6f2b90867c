"""Writing and reading in a thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from journey.errors import Conflict, DomainError, NotYours
from journey.models import Event, Recipient
from journey.rules.clock import SimulatedClock
from journey.services.cases import case_close
from journey.services.people import relation_end
from messaging.models import Message, Thread, ThreadSeen
from messaging.selectors.unread import unread_by_thread, unread_in_case
from messaging.services.messages import MAX_BODY, message_post, seen_mark
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_message_is_numbered_signed_and_recorded(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)

    first = writes(thread, cast.anja, "  Hej Lone\r\nSov dårligt ")
    second = writes(thread, cast.lone, "Tak, jeg ringer")

    assert (first.seq, first.from_family, first.body) == (1, True, "Hej Lone\nSov dårligt")
    assert (second.seq, second.from_family, second.author) == (2, False, cast.lone)
    thread.refresh_from_db()
    assert (thread.last_seq, thread.last_message_at) == (2, second.sent_at)
    told = Event.objects.filter(kind="message.posted").order_by("id").values_list("subject_id", "actor_id")
    assert list(told) == [(first.pk, cast.anja.pk), (second.pk, cast.lone.pk)]


def test_the_same_token_is_the_same_message(cast: Cast, writes: Writes) -> None:
    thread, token = anjas_thread(cast), uuid4()

    first = writes(thread, cast.anja, "Hej", token)
    again = writes(thread, cast.anja, " Hej ", token)

    assert again == first
    assert Message.objects.count() == Event.objects.filter(kind="message.posted").count() == 1


def test_a_used_token_with_other_words_is_said_and_not_swallowed(cast: Cast, writes: Writes) -> None:
    thread, token = anjas_thread(cast), uuid4()
    writes(thread, cast.anja, "Hej", token)

    with pytest.raises(Conflict) as refused:
        writes(thread, cast.anja, "Noget helt andet", token)

    assert refused.value.code == "token_reused"
    assert Message.objects.count() == 1


def test_somebody_elses_token_is_another_message(cast: Cast, writes: Writes) -> None:
    thread, token = anjas_thread(cast), uuid4()
    assert writes(thread, cast.anja, "Hej", token) != writes(thread, cast.lone, "Hej", token)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "text_missing"),
        (" \n ", "text_missing"),
        ("x" * (MAX_BODY + 1), "text_too_long"),
        ("\u200b \u2060\ufeff", "text_missing"),
        ("a\x00b", "text_invalid"),
    ],
)
def test_what_cannot_be_read_or_stored_is_refused_and_leaves_nothing(
    cast: Cast, writes: Writes, body: str, code: str
) -> None:
    thread = anjas_thread(cast)

    with pytest.raises(DomainError) as refused:
        writes(thread, cast.anja, body)

    assert (refused.value.code, refused.value.field) == (code, "body")
    assert not Message.objects.exists()
    assert not Event.objects.filter(kind="message.posted").exists()


def test_the_longest_message_fits(cast: Cast, writes: Writes) -> None:
    assert len(writes(anjas_thread(cast), cast.anja, "å" * MAX_BODY).body) == MAX_BODY


def test_a_closed_case_still_answers_questions(cast: Cast, writes: Writes) -> None:
    case_close(case=cast.case, by=cast.lone, text="Forløbet er slut. Skriv til Lone, hvis noget ændrer sig.")
    assert writes(anjas_thread(cast), cast.anja, "Hvem spørger jeg nu?").seq == 1


def test_nobody_writes_to_someone_who_can_no_longer_read(cast: Cast, writes: Writes, at_monday: SimulatedClock) -> None:
    thread = anjas_thread(cast)
    at_monday.advance(timedelta(days=1))
    relation_end(relation=cast.anjas_custody)

    with pytest.raises(Conflict) as refused:
        writes(thread, cast.lone, "Hej Anja")

    assert refused.value.code == "guardian_left"


def test_a_thread_is_only_for_those_who_follow_the_case(cast: Cast) -> None:
    assert thread_of(case=cast.case, guardian=cast.jonas) != anjas_thread(cast)
    for stranger in (cast.lone, cast.dina, cast.erik):
        with pytest.raises(NotYours):
            thread_of(case=cast.case, guardian=stranger)


def test_written_words_cannot_be_changed(cast: Cast, writes: Writes) -> None:
    message = writes(anjas_thread(cast), cast.anja)
    with pytest.raises(DatabaseError):
        Message.objects.filter(pk=message.pk).update(body="Noget andet")


def test_seen_moves_forward_over_the_other_sides_messages_only(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)
    for body in ("1", "2", "3"):
        writes(thread, cast.anja, body)
    writes(thread, cast.lone, "4")

    assert seen_mark(thread=thread, person=cast.lone, up_to=2).seen_up_to == 2  # type: ignore[union-attr]
    assert seen_mark(thread=thread, person=cast.lone, up_to=1).seen_up_to == 2  # type: ignore[union-attr]
    assert seen_mark(thread=thread, person=cast.lone, up_to=999).seen_up_to == 3  # type: ignore[union-attr]
    assert seen_mark(thread=thread, person=cast.anja, up_to=3) is None
    assert Event.objects.filter(kind="message.seen").count() == 2
    assert ThreadSeen.objects.get().person == cast.lone


def test_seen_in_the_thread_counts_as_informed_of_its_messages(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)
    for body in ("1", "2"):
        writes(thread, cast.lone, body)

    seen_mark(thread=thread, person=cast.anja, up_to=1)

    informed = Recipient.objects.filter(person=cast.anja, notice__kind="message").order_by("notice__event_id")
    assert list(informed.values_list("informed_how", flat=True)) == ["opened", ""]


def test_unread_is_counted_per_person(cast: Cast, writes: Writes) -> None:
    thread = anjas_thread(cast)
    writes(thread, cast.lone, "1")
    writes(thread, cast.henrik, "2")
    writes(thread, cast.anja, "3")
    writes(thread_of(case=cast.case, guardian=cast.jonas), cast.lone, "4")

    assert unread_by_thread(cast.anja) == {(cast.case.pk, cast.anja.pk): 2}
    assert unread_by_thread(cast.jonas) == {(cast.case.pk, cast.jonas.pk): 1}
    assert (unread_in_case(cast.anja, cast.case), unread_in_case(cast.dina, cast.case)) == (2, 0)
    assert unread_by_thread(cast.lone) == {(cast.case.pk, cast.anja.pk): 1}
    for nobody in (cast.henrik, cast.pia, cast.torben, cast.charlie, cast.dina, cast.erik):
        assert unread_by_thread(nobody) == {}

    seen_mark(thread=thread, person=cast.lone, up_to=3)
    assert unread_by_thread(cast.lone) == {}


def test_unread_takes_the_same_statements_for_any_number(
    cast: Cast, writes: Writes, django_assert_num_queries: Any
) -> None:
    for guardian in (cast.anja, cast.jonas):
        for body in ("1", "2", "3"):
            writes(thread_of(case=cast.case, guardian=guardian), guardian, body)
    with django_assert_num_queries(6):
        assert sum(unread_by_thread(cast.lone).values()) == 6


@pytest.mark.slow
def test_twenty_taps_at_once_are_one_message(cast_now: Cast) -> None:
    thread, token = anjas_thread(cast_now), uuid4()

    def tap(_: int) -> object:
        return message_post(thread=thread, author=cast_now.anja, body="Hej", client_token=token).pk

    assert len(set(_at_once(tap))) == 1
    assert Message.objects.count() == Event.objects.filter(kind="message.posted").count() == 1


@pytest.mark.slow
def test_twenty_writers_at_once_get_twenty_numbers_without_a_hole(cast_now: Cast) -> None:
    def write(number: int) -> object:
        author = cast_now.lone if number % 2 else cast_now.anja
        return message_post(thread=anjas_thread(cast_now), author=author, body=f"{number}", client_token=uuid4()).seq

    assert sorted(_at_once(write)) == list(range(1, 21))  # type: ignore[type-var]
    assert Thread.objects.count() == 1


def _at_once(act: Callable[[int], object]) -> list[object]:
    def in_own_connection(number: int) -> object:
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(in_own_connection, range(20)))
