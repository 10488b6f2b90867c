"""Valkey and PostgreSQL are lost while families write to the running product: several processes, production settings.

What one process does without Valkey is in tests/realtime/test_redis_down.py, a dead Valkey under full load in
tests/bench/lost.py (where a request may be sent again; here none may fail).
"""

import asyncio
import json
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from uuid import UUID

import pytest
import redis

from tests.bench.callers import Post
from tests.bench.lost import BROKEN_LINE, GIVE_UP_SECONDS, Contact, Guardian, all_hear_again
from tests.reliability.product import Product, headers

pytestmark = [pytest.mark.slow, pytest.mark.reliability]

BETWEEN_SECONDS = 1.5
"""Of writing before, between and after what happens."""


async def asks(product: Product, key: str, method: str, path: str, body: bytes = b"") -> int:
    """The status of one request on a line of its own."""
    line = await Post(product.web).open()
    try:
        return (await line.send(path, headers(key), body, method=method))[0]
    finally:
        await line.close()


async def goes_on_asking(
    product: Product, key: str, method: str, path: str, body: bytes, found: Counter[int], done: asyncio.Event
) -> None:
    """0: no answer at all."""
    while not done.is_set():
        status = 0
        with suppress(*BROKEN_LINE):
            status = await asks(product, key, method, path, body)
        found[status] += 1
        await asyncio.sleep(0.05)


# --- Valkey


def test_no_request_fails_and_sockets_catch_up_when_valkey_is_lost(product: Product) -> None:
    guardians, contacts, reading = product.guardians(), product.contacts(), Counter[int]()
    before = _messages(product)
    asyncio.run(_valkey_is_lost(product, guardians, contacts, reading))

    assert sum(guardian.retries for guardian in guardians) == 0
    assert set(reading) == {200}
    accepted = {pk for guardian in guardians for pk in guardian.accepted}
    assert _messages(product) - before == accepted
    assert product.rows("SELECT count(*) FROM journey_outboxitem WHERE relayed_at IS NULL") == [(0,)]
    for contact in contacts:
        assert contact.numbers == list(range(1, len(contact.numbers) + 1)), "a feed with a hole or a twin"
    assert accepted <= set().union(*(contact.caught_up for contact in contacts))


async def _valkey_is_lost(
    product: Product, guardians: list[Guardian], contacts: list[Contact], reading: Counter[int]
) -> None:
    """Stopped and started, emptied, full, killed and started: under writing, reading and listening."""
    listening = [asyncio.create_task(contact.listen(product.live)) for contact in contacts]
    done = asyncio.Event()
    key = product.families[0]["guardian_key"]
    busy = [asyncio.create_task(guardian.write_until(product.web, done)) for guardian in guardians]
    busy.append(asyncio.create_task(goes_on_asking(product, key, "GET", "/api/v1/feed?after=0", b"", reading, done)))
    for deed in (_stopped, _started, _emptied, _full, _not_full, _killed, _started):
        await asyncio.sleep(BETWEEN_SECONDS)
        deed(product)
    await asyncio.sleep(BETWEEN_SECONDS)
    done.set()
    await asyncio.gather(*busy)
    await all_hear_again(contacts, guardians, product.web)
    for contact in contacts:
        await contact.catch_up(product.web)
    for task in listening:
        task.cancel()


def _valkey(product: Product) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(product.valkey.socket))


def _stopped(product: Product) -> None:
    product.valkey.stop()


def _started(product: Product) -> None:
    product.valkey.start()


def _emptied(product: Product) -> None:
    _valkey(product).flushall()


def _full(product: Product) -> None:
    _valkey(product).config_set("maxmemory", 1)


def _not_full(product: Product) -> None:
    _valkey(product).config_set("maxmemory", 0)


def _killed(product: Product) -> None:
    assert product.valkey.child
    product.valkey.child.kill()
    product.valkey.child.wait(10)


def _messages(product: Product) -> set[UUID]:
    return {pk for (pk,) in product.rows("SELECT id FROM messaging_message")}


# --- PostgreSQL


def test_what_was_answered_is_there_after_an_immediate_stop(product: Product, stops: int) -> None:
    """Every 201 has its message, once, with its event and its look; every 404 has its refused look (L48, ADR 6)."""
    guardians, strangers = product.guardians(), Counter[int]()
    before, looks, refused = _messages(product), _looks(product, allowed=True), _looks(product, allowed=False)
    back = asyncio.run(_postgres_stops(product, guardians, strangers, stops))

    accepted = [pk for guardian in guardians for pk in guardian.accepted]
    print(f"\n{len(accepted)} messages accepted around {stops} stops of PostgreSQL, {dict(strangers)} to a stranger;")
    print(f"the first one at most {max(back):.0f} s after it was back")
    assert len(accepted) == len(set(accepted)) > stops
    assert sum(guardian.retries for guardian in guardians) > 0, "nobody noticed that it was gone"
    assert _messages(product) - before == set(accepted)
    told = product.rows("SELECT subject_id FROM journey_event WHERE kind = 'message.posted'")
    assert Counter(pk for (pk,) in told if pk not in before) == Counter(accepted)
    looked = _looks(product, allowed=True) - looks
    for one, guardian in zip(product.families, guardians, strict=True):
        assert looked[UUID(one["guardian"])] >= len(guardian.accepted)
    assert strangers[404] > 0
    assert (_looks(product, allowed=False) - refused)[UUID(product.families[0]["guardian"])] >= strangers[404]
    assert set(strangers) <= {404, 500, 503, 0}


async def _postgres_stops(
    product: Product, guardians: list[Guardian], strangers: Counter[int], stops: int
) -> list[float]:
    """How many seconds after each return of PostgreSQL the first message was accepted."""
    back: list[float] = []
    done = asyncio.Event()
    first, *_, last = product.families
    path = f"/api/v1/threads/{last['thread']}/messages"
    body = json.dumps({"body": "Hvem er det?"}).encode()
    busy = [asyncio.create_task(guardian.write_until(product.web, done)) for guardian in guardians]
    busy.append(
        asyncio.create_task(goes_on_asking(product, first["guardian_key"], "POST", path, body, strangers, done))
    )
    for _stop in range(stops):
        await asyncio.sleep(BETWEEN_SECONDS)
        await _one_more_is_accepted(guardians)
        product.postgres_dies_at_once()
        await asyncio.sleep(BETWEEN_SECONDS)
        product.postgres.start()
        began = time.monotonic()
        await _one_more_is_accepted(guardians)
        back.append(time.monotonic() - began)
    done.set()
    await asyncio.gather(*busy)
    return back


async def _one_more_is_accepted(guardians: list[Guardian]) -> None:
    """So near to an answer that a death right after it leaves only what was on the disk before it."""
    before = sum(len(guardian.accepted) for guardian in guardians)
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while sum(len(guardian.accepted) for guardian in guardians) == before:
            await asyncio.sleep(0.001)


def _looks(product: Product, *, allowed: bool) -> Counter[UUID]:
    found = product.rows("SELECT person_id, count(*) FROM journey_readlog WHERE allowed = %s GROUP BY 1", allowed)
    return Counter(dict(found))


def test_nobody_is_given_a_connection_from_before_a_stop(product: Product) -> None:
    """Every connection of the pools is in use once, and then dead without knowing it."""
    family = product.families[0]
    path, sent = f"/api/v1/cases/{family['case']}/notes", headers(family["contact_key"])
    all_at_once = partial(_fifty, product, path=path, words="Husk det.")
    asyncio.run(all_at_once(sent=sent | {"Idempotency-Key": "before-the-stop"}))
    product.postgres_dies_at_once()
    product.postgres.start()
    found = asyncio.run(all_at_once(sent=sent | {"Idempotency-Key": "after-the-stop"}))
    assert Counter(status for status, _body in found) == {201: 50}


# --- The same request many times


@pytest.mark.parametrize("what", ["notes", "messages"])
def test_fifty_at_once_under_one_key_are_one(product: Product, what: str) -> None:
    """Over several processes; tests/api/test_idempotency.py has the rest."""
    family = product.families[0]
    of_staff = what == "notes"
    key = family["contact_key" if of_staff else "guardian_key"]
    path = f"/api/v1/cases/{family['case']}/notes" if of_staff else f"/api/v1/threads/{family['thread']}/messages"
    words = f"Husk {what}."
    found = asyncio.run(_fifty(product, headers(key) | {"Idempotency-Key": f"fifty-{what}"}, path, words))
    assert {status for status, _body in found} == {201}
    assert len({body for _status, body in found}) == 1
    table = "journey_note" if of_staff else "messaging_message"
    assert product.rows(f"SELECT count(*) FROM {table} WHERE body = %s", words) == [(1,)]


async def _fifty(product: Product, sent: dict[str, str], path: str, words: str) -> list[tuple[int, bytes]]:
    lines = await asyncio.gather(*(Post(product.web).open() for _ in range(50)))
    body = json.dumps({"body": words}).encode()
    found = await asyncio.gather(*(line.send(path, sent, body) for line in lines))
    for line in lines:
        await line.close()
    return found
