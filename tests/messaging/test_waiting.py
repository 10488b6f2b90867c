"""Whose messages are on whose list: answered is answered for all, a deputy has them only when nobody else does."""

from datetime import date, timedelta

import pytest

from journey.models import Person
from journey.rules import clock
from journey.services.cases import case_close
from journey.services.contact import absence_register
from journey.services.updates import update_post
from messaging.selectors.waiting import Waiting, waiting_for
from messaging.services.messages import seen_mark
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread


def only(person: Person) -> Waiting:
    [one] = waiting_for(person)
    return one


def test_a_message_waits_with_its_age_and_the_day_of_its_answer(
    cast: Cast, writes: Writes, at_monday: clock.SimulatedClock
) -> None:
    writes(anjas_thread(cast), cast.anja, "1")
    at_monday.advance(timedelta(days=3))
    writes(anjas_thread(cast), cast.anja, "2")
    one = only(cast.lone)
    assert (one.guardian_name, one.child_name, one.count, one.unread) == ("Anja", "Viktor", 2, 2)
    assert (one.since_on, one.due_on) == (date(2027, 2, 1), date(2027, 2, 2))


def test_answered_by_one_is_answered_for_all(cast: Cast, writes: Writes, at_monday: clock.SimulatedClock) -> None:
    thread = anjas_thread(cast)
    writes(thread, cast.anja, "1")
    writes(thread, cast.lone, "2")
    at_monday.advance(timedelta(days=9))
    assert waiting_for(cast.lone) == waiting_for(cast.henrik) == ()


def test_a_deputy_has_nothing_while_the_contact_is_there_and_in_time(
    cast: Cast, writes: Writes, at_monday: clock.SimulatedClock
) -> None:
    writes(anjas_thread(cast), cast.anja, "1")
    assert waiting_for(cast.henrik) == ()
    at_monday.advance(timedelta(days=1, hours=5, minutes=59))  # Tuesday 14:59: Lone answers until three
    assert waiting_for(cast.henrik) == ()
    at_monday.advance(timedelta(minutes=2))
    assert only(cast.henrik).count == 1


@pytest.mark.parametrize("cover", ["henrik", "charlie"])
def test_while_the_contact_is_away_deputy_and_cover_have_them_at_once(cast: Cast, writes: Writes, cover: str) -> None:
    standing_in: Person = getattr(cast, cover)
    absence_register(person=cast.lone, cover=standing_in, first_day=clock.today(), last_day=None, by=cast.lone)
    writes(anjas_thread(cast), cast.anja, "1")
    assert only(standing_in).unread == only(cast.henrik).unread == 1


def test_seen_is_not_answered_but_a_word_after_reading_is_enough(
    cast: Cast, writes: Writes, at_monday: clock.SimulatedClock
) -> None:
    thread = anjas_thread(cast)
    writes(thread, cast.anja, "Tak!")
    word = {"happened": "Vi har talt.", "means": "Alt er ens.", "not_means": "Intet nyt.", "next_text": "Vi skriver."}
    at_monday.advance(timedelta(minutes=1))
    update_post(case=cast.case, author=cast.lone, **word)  # written before anybody had read what Anja wrote
    at_monday.advance(timedelta(minutes=1))
    seen_mark(thread=thread, person=cast.lone, up_to=1)
    assert (only(cast.lone).count, only(cast.lone).unread) == (1, 0)
    at_monday.advance(timedelta(minutes=1))
    update_post(case=cast.case, author=cast.lone, **{**word, "happened": "Nu ved vi mere."})
    assert waiting_for(cast.lone) == ()


def test_a_word_to_the_other_parent_settles_nothing(
    cast: Cast, writes: Writes, at_monday: clock.SimulatedClock
) -> None:
    thread = anjas_thread(cast)
    writes(thread, cast.anja, "1")
    seen_mark(thread=thread, person=cast.lone, up_to=1)
    at_monday.advance(timedelta(minutes=1))
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Vi har talt.",
        means="Alt er ens.",
        not_means="Intet nyt.",
        next_text="Vi skriver.",
        only_for=cast.jonas,
    )
    assert only(cast.lone).guardian_name == "Anja"


def test_a_closed_case_keeps_its_messages_on_a_list(cast: Cast, writes: Writes) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt nu.")
    writes(thread_of(case=cast.case, guardian=cast.jonas), cast.jonas, "Må vi komme igen?")
    one = only(cast.lone)
    assert (one.guardian_name, one.is_open, one.count) == ("Jonas", False, 1)


def test_nobody_else_has_any(cast: Cast, writes: Writes, at_monday: clock.SimulatedClock) -> None:
    writes(anjas_thread(cast), cast.anja, "1")
    at_monday.advance(timedelta(days=30))
    for other in (cast.anja, cast.jonas, cast.pia, cast.torben, cast.gitte, cast.charlie, cast.dina, cast.erik):
        assert waiting_for(other) == ()
