"""Redis may be lost at any time: a request neither fails nor waits for it (R2)."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from celery import current_app
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings as conf
from websockets.exceptions import ConnectionClosed

from config.asgi import application
from config.embedded import launcher
from config.embedded.valkey import Valkey
from journey.models import Event
from messaging.delivery import worker_call
from messaging.models import Delivery
from messaging.realtime import consumers
from messaging.realtime import nudge as nudging
from messaging.tasks import deliver_due
from tests.cast import Cast
from tests.messaging.conftest import anjas_thread, post_now
from tests.realtime.conftest import handshake, session_of
from tests.realtime.test_crossing import browser, post_by_form

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST_SECONDS = 0.5


@pytest.fixture(params=["refuses", "is silent"])
def lost_redis(request: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Redis that nobody is behind, or that takes calls and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "is silent":
            listener.listen(64)
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        settings.REDIS_URL = url
        monkeypatch.setattr(current_app.conf, "broker_url", url)
        _forget()
        yield url
        _forget()


def _forget() -> None:
    nudging.live_client.cache_clear()
    worker_call._connections.cache_clear()


def test_a_message_is_written_relayed_and_answered_at_once(cast_now: Cast, lost_redis: str) -> None:
    thread = anjas_thread(cast_now)
    post_now(thread, cast_now.anja, "warms up what is only imported once")

    started = time.monotonic()
    nudging.nudge_all([nudging.Hint(str(cast_now.lone.pk), "message", str(thread.pk), 1)])
    worker_call.call_worker("messaging.deliver_due")
    waited = time.monotonic() - started

    post_now(thread, cast_now.anja, "nobody is woken, nothing is lost")
    assert waited < LONGEST_SECONDS
    relayed = Event.objects.filter(kind="message.posted", outbox__relayed_at__isnull=False)
    assert relayed.count() == 2
    assert Delivery.objects.filter(event__in=relayed, person=cast_now.lone, channel="inapp").count() == 2


def _cut(kind: str) -> None:
    """What a restart of Redis does to the connections that are open."""
    client = redis.Redis.from_url(conf.REDIS_URL)
    client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
    client.close()


async def test_the_first_hint_after_a_restart_gets_through_on_a_dead_connection(cast_now: Cast) -> None:
    hint = nudging.Hint(str(cast_now.anja.pk), "case", "8a", 1)
    key = await database_sync_to_async(session_of)(cast_now.anja)
    anja = WebsocketCommunicator(application, "/ws/live/", headers=handshake(key))
    await anja.connect(5)
    await asyncio.to_thread(nudging.nudge_all, [hint])
    await anja.receive_json_from(5)

    await asyncio.to_thread(_cut, "normal")
    await asyncio.to_thread(nudging.nudge_all, [hint])

    assert await anja.receive_json_from(5) == hint.frame()
    await anja.disconnect()


async def test_an_open_page_is_sent_back_when_its_subscription_was_cut(cast_now: Cast) -> None:
    """The subscription comes back by itself, but what was said meanwhile is gone: the page catches up by number."""
    key = await database_sync_to_async(session_of)(cast_now.anja)
    anja = WebsocketCommunicator(application, "/ws/live/", headers=handshake(key))
    await anja.connect(5)
    assert await anja.receive_nothing(0.5)

    await asyncio.to_thread(_cut, "pubsub")

    closed = await anja.receive_output(consumers.COME_BACK_SECONDS + 10)
    assert closed == {"type": "websocket.close", "code": consumers.TRY_LATER}
    await anja.disconnect()


@pytest.fixture
def own_valkey(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Valkey]:
    """A Valkey that only this test uses, so that it may be killed."""
    monkeypatch.delenv("REDIS_URL")
    with launcher.throwaway() as servers:
        settings.REDIS_URL = servers.urls.redis_url
        (valkey,) = servers.ours
        assert isinstance(valkey, Valkey)
        yield valkey


@pytest.mark.slow
def test_what_was_sent_while_valkey_was_dead_reaches_an_open_page(
    own_valkey: Valkey, site: str, cast_now: Cast
) -> None:
    """The socket closes by itself; the page that comes back has missed nothing and hears again."""
    address = f"/cases/{cast_now.case.pk}/messages/"
    with browser(site, cast_now.anja) as (anjas, _), browser(site, cast_now.lone) as (lones, lone_live):
        before = lones.get("/feed/").json()["last"]
        assert own_valkey.child
        own_valkey.child.kill()
        own_valkey.child.wait(10)
        assert post_by_form(anjas, address, "Sendt imens").status_code == 302
        own_valkey.start()

        with pytest.raises(ConnectionClosed) as closed:
            lone_live.recv(timeout=30)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == consumers.TRY_LATER

        with browser(site, cast_now.lone) as (again, live_again):
            assert [hint["seq"] for hint in again.get("/feed/", params={"after": before}).json()["hints"]] == [
                before + 1
            ]
            post_by_form(anjas, address, "Sendt bagefter")
            assert json.loads(live_again.recv(timeout=10))["seq"] == before + 2


def test_the_call_to_the_worker_gets_through_again_after_a_restart(transactional_db: None) -> None:
    client = redis.Redis.from_url(conf.REDIS_URL)
    client.delete("celery")
    worker_call.answer_call("messaging.deliver_due")
    worker_call.call_worker("messaging.deliver_due")
    _cut("normal")
    for _ in range(2):  # the first may meet the dead connection; the next must not
        worker_call.answer_call("messaging.deliver_due")
        worker_call.call_worker("messaging.deliver_due")
    assert client.llen("celery") >= 2
    client.delete("celery")


def test_a_call_that_waits_is_not_sent_again_and_one_that_was_answered_is(transactional_db: None) -> None:
    client = redis.Redis.from_url(conf.REDIS_URL)
    client.delete("celery")
    worker_call.answer_call("messaging.deliver_due")
    for _ in range(3):
        worker_call.call_worker("messaging.deliver_due")
    assert client.llen("celery") == 1

    deliver_due()  # what the worker runs
    worker_call.call_worker("messaging.deliver_due")

    assert client.llen("celery") == 2
    client.delete("celery")
