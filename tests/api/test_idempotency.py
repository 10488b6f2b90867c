"""A request that is sent again is the same request: one write, one answer."""

import contextvars
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from jsonschema import Draft202012Validator

from api import idempotency
from api.idempotency import REMEMBERED
from api.models import IdempotentRequest
from api.v1 import threads, updates
from journey.models import Note, Update
from journey.rules import clock
from messaging.models import Message
from messaging.services.threads import thread_of
from tests.api.caller import DESCRIBED, Caller, Things, problem
from tests.api.conftest import As
from tests.api.test_writing import NEWS
from tests.cast import MONDAY, Cast, build_cast


@pytest.fixture
def lone(cast: Cast, as_: As) -> Caller:
    return as_(cast.lone)


def test_the_same_key_gives_the_same_answer(things: Things, lone: Caller) -> None:
    first = lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    again = lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Note.objects.count() == 1


def test_quotes_around_a_key_and_order_in_a_body_do_not_matter(things: Things, lone: Caller) -> None:
    lone.post("updates", json.dumps(NEWS).encode(), key="k1", case_id=things.case_id)
    turned = json.dumps(dict(reversed(NEWS.items())), indent=2).encode()
    assert lone.post("updates", turned, key='"k1"', case_id=things.case_id)["Idempotency-Replayed"] == "true"
    assert Update.objects.count() == 1


def test_another_body_under_the_key_is_refused(things: Things, lone: Caller) -> None:
    lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    other = lone.post("notes", {"body": "Glem."}, key="k1", case_id=things.case_id)
    assert problem(other) == (422, "idempotency_key_reused")
    assert Note.objects.count() == 1


def test_a_key_is_the_persons_own_and_the_addresss_own(cast: Cast, things: Things, lone: Caller, as_: As) -> None:
    for caller, body in ((lone, "Fra Lone."), (as_(cast.henrik), "Fra Henrik.")):
        assert caller.post("notes", {"body": body}, key="k1", case_id=things.case_id).status_code == 201
    assert lone.post(
        "nothing_new", {"because": "PPR læser.", "still_expected": "Svar."}, key="k1", case_id=things.case_id
    )
    assert (Note.objects.count(), Update.objects.count()) == (2, 1)


DESCRIBED_KEY = next(
    one["schema"] for one in DESCRIBED["paths"]["/api/v1/absences"]["post"]["parameters"] if one["in"] == "header"
)


@pytest.mark.parametrize("key", ["x", "x" * 200, "!~#'", "k-1:{2}"])
def test_a_key_as_it_is_described_is_taken(key: str, things: Things, lone: Caller) -> None:
    Draft202012Validator(DESCRIBED_KEY).validate(key)
    assert lone.post("notes", {"body": "Husk."}, key=key, case_id=things.case_id).status_code == 201


@pytest.mark.parametrize("key", ["", '""', "x" * 201, "æ", "a\tb", "a b", 'a"b'])
def test_a_key_that_is_none_is_refused(key: str, things: Things, lone: Caller) -> None:
    assert not Draft202012Validator(DESCRIBED_KEY).is_valid(key)
    response = lone.post("notes", {"body": "Husk."}, key=key, case_id=things.case_id)
    assert problem(response) == (400, "idempotency_key_invalid")
    assert not Note.objects.exists()


def test_a_refused_request_may_use_its_key_again(things: Things, lone: Caller) -> None:
    assert lone.post("notes", {"body": " "}, key="k1", case_id=things.case_id).status_code == 422
    assert lone.post("notes", {"text": "x"}, key="k1", case_id=things.case_id).status_code == 422
    assert lone.post("notes", b"{", key="k1", case_id=things.case_id).status_code == 400
    assert lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id).status_code == 201


def test_a_replay_needs_the_right_it_needed_then(cast: Cast, things: Things, as_: As) -> None:
    from journey.services.people import relation_end

    anja = as_(cast.anja)
    body = {"body": "Hej"}
    assert anja.post("messages", body, key="k1", thread_id=things.thread_id).status_code == 201
    relation_end(relation=cast.anjas_custody)
    assert anja.post("messages", body, key="k1", thread_id=things.thread_id).status_code == 404


def test_what_is_remembered_holds_no_words(cast: Cast, things: Things, as_: As) -> None:
    as_(cast.anja).post("messages", {"body": "KANARIE"}, key="k1", thread_id=things.thread_id)
    row = IdempotentRequest.objects.values().get()
    assert "KANARIE" not in str(row)


def test_old_keys_go(things: Things, lone: Caller, at_monday: clock.SimulatedClock) -> None:
    lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    at_monday.advance(REMEMBERED * 2)
    lone.post("notes", {"body": "Husk igen."}, key="k2", case_id=things.case_id)
    assert [row.key for row in IdempotentRequest.objects.all()] == ["k2"]


class Died(BaseException):
    """The process ends here."""


def _dies_after(service: Any) -> Any:
    def dying(**arguments: Any) -> None:
        service(**arguments)
        raise Died

    return dying


def test_a_process_that_died_after_an_update_writes_no_second_one(
    things: Things, lone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(updates, "update_post", _dies_after(updates.update_post))
        with pytest.raises(Died):
            lone.post("updates", NEWS, key="k1", case_id=things.case_id)
    again = lone.post("updates", NEWS, key="k1", case_id=things.case_id)
    assert json.loads(again.content)["id"] == str(Update.objects.get().pk)


def test_a_process_that_died_after_a_message_sends_no_second_one(
    cast: Cast, things: Things, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    anja = as_(cast.anja)
    with monkeypatch.context() as patched:
        patched.setattr(threads, "message_post", _dies_after(threads.message_post))
        with pytest.raises(Died):
            anja.post("messages", {"body": "Hej"}, key="k1", thread_id=things.thread_id)
    assert anja.post("messages", {"body": "Hej"}, key="k1", thread_id=things.thread_id).status_code == 201
    assert Message.objects.count() == 1


@pytest.mark.parametrize("wrote", [True, False])
def test_where_a_repeat_could_write_twice_it_is_refused(
    wrote: bool, things: Things, lone: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(**arguments: Any) -> None:
        if wrote:
            note_write(**arguments)
        raise Died

    note_write = updates.note_write
    with monkeypatch.context() as patched:
        patched.setattr(updates, "note_write", dying)
        with pytest.raises(Died):
            lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    again = lone.post("notes", {"body": "Husk."}, key="k1", case_id=things.case_id)
    assert problem(again) == (409, "outcome_unknown")
    assert Note.objects.count() == (1 if wrote else 0)


# --- Real threads, real transactions


@pytest.fixture
def real(transactional_db: None) -> Iterator[Cast]:
    with clock.simulated(MONDAY):
        yield build_cast()


def _at_once(count: int, call: Any) -> list[Any]:
    """``call`` in as many threads, each with the simulated clock and its own connection."""

    def one(context: contextvars.Context) -> Any:
        try:
            return context.run(call)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, [contextvars.copy_context() for _ in range(count)]))


def test_fifty_at_once_are_one_update(real: Cast) -> None:
    callers = iter([Caller(real.lone) for _ in range(50)])
    found = _at_once(50, lambda: next(callers).post("updates", NEWS, key="k1", case_id=real.case.pk))
    assert {response.status_code for response in found} == {201}
    assert len({response.content for response in found}) == 1
    assert [response.get("Idempotency-Replayed") for response in found].count(None) == 1
    assert Update.objects.count() == 1


def test_fifty_at_once_are_one_note(real: Cast) -> None:
    callers = iter([Caller(real.lone) for _ in range(50)])
    found = _at_once(50, lambda: next(callers).post("notes", {"body": "Husk."}, key="k1", case_id=real.case.pk))
    assert {response.status_code for response in found} == {201}
    assert Note.objects.count() == 1


def test_twenty_at_once_with_a_client_token_are_one_message(real: Cast) -> None:
    thread = thread_of(case=real.case, guardian=real.anja)
    body = {"body": "Hej", "client_token": str(real.case.pk)}
    callers = iter([Caller(real.anja) for _ in range(20)])
    found = _at_once(20, lambda: next(callers).post("messages", body, thread_id=thread.pk))
    assert {response.status_code for response in found} == {201}
    assert Message.objects.count() == 1


def test_a_twin_that_takes_too_long_is_a_conflict(real: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "WAIT_SECONDS", 1)
    caller = Caller(real.lone)
    once = idempotency.Once(real.lone, "k1", f"/api/v1/cases/{real.case.pk}/notes", "")
    with idempotency._alone(once.token):
        slow = _at_once(1, lambda: caller.post("notes", {"body": "Husk."}, key="k1", case_id=real.case.pk))[0]
    assert problem(slow) == (409, "in_progress")
    assert caller.post("notes", {"body": "Husk."}, key="k1", case_id=real.case.pk).status_code == 201


def test_no_lock_stays_behind(real: Cast) -> None:
    caller = Caller(real.lone)
    for body in ({"body": "Husk."}, {"body": ""}):
        caller.post("notes", body, key="k1", case_id=real.case.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert cursor.fetchone() == (0,)
