"""The one socket of a person, over the installed channels_redis and a real Valkey."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config.asgi import application
from journey.models import Person
from messaging.realtime import consumers, session
from messaging.realtime.names import live_group
from messaging.realtime.nudge import Hint, nudge, nudge_all
from tests.cast import Cast
from tests.realtime.conftest import handshake, session_of

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/ws/live/"
NEWS = {"kind": "case", "id": "8a", "seq": 7}


def news_for(person: Person) -> Hint:
    return Hint(str(person.pk), "case", "8a", 7)


@asynccontextmanager
async def open_socket(session_key: str = "", **more: str) -> AsyncIterator[WebsocketCommunicator]:
    communicator = WebsocketCommunicator(application, PATH, headers=handshake(session_key, **more))
    try:
        yield communicator
    finally:
        await communicator.disconnect()


async def close_code(communicator: WebsocketCommunicator, seconds: float = 3) -> int:
    closed = await communicator.receive_output(seconds)
    assert closed["type"] == "websocket.close"
    return int(closed["code"])


Login = Callable[[Person], Any]


@pytest.fixture
def login() -> Login:
    return database_sync_to_async(session_of)


async def test_a_hint_published_by_plain_redis_reaches_a_real_consumer(cast_now: Cast, login: Login) -> None:
    async with open_socket(await login(cast_now.anja)) as anja, open_socket(await login(cast_now.jonas)) as jonas:
        assert await anja.connect(5) == await jonas.connect(5) == (True, None)

        await asyncio.to_thread(nudge, cast_now.anja.pk, news_for(cast_now.anja))

        assert await anja.receive_json_from(5) == NEWS
        assert await jonas.receive_nothing(0.5)


async def test_all_open_pages_of_a_person_hear_it(cast_now: Cast, login: Login) -> None:
    async with open_socket(await login(cast_now.anja)) as phone, open_socket(await login(cast_now.anja)) as tablet:
        await phone.connect(5)
        await tablet.connect(5)
        await asyncio.to_thread(nudge_all, [news_for(cast_now.anja)])
        assert await phone.receive_json_from(5) == await tablet.receive_json_from(5) == NEWS


@pytest.mark.slow
async def test_an_idle_socket_lives_longer_than_the_drivers_own_timeout(cast_now: Cast, login: Login) -> None:
    """redis-py 8 gives up a silent subscription after five seconds unless socket_timeout is None."""
    assert settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"][0]["socket_timeout"] is None
    async with open_socket(await login(cast_now.anja)) as anja:
        await anja.connect(5)
        assert await anja.receive_nothing(7)
        await asyncio.to_thread(nudge_all, [news_for(cast_now.anja)])
        assert await anja.receive_json_from(5) == NEWS


async def test_without_a_login_the_socket_closes_with_a_code_the_page_can_read(transactional_db: None) -> None:
    for key in ("", "0" * 32, "not a key at all", "x" * 5000):
        async with open_socket(key) as nobody:
            assert await nobody.connect(5) == (True, None)
            assert await close_code(nobody) == consumers.NOT_LOGGED_IN


async def test_a_foreign_or_missing_origin_is_refused(cast_now: Cast, login: Login) -> None:
    key = await login(cast_now.anja)
    for origin in ("https://evil.example", "http://testserver.evil.example", "null", ""):
        async with open_socket(key, origin=origin) as foreign:
            connected, _code = await foreign.connect(5)
            assert not connected


async def test_logging_out_closes_the_sockets_of_that_login_only(cast_now: Cast, login: Login) -> None:
    phone, tablet = await login(cast_now.anja), await login(cast_now.anja)
    async with open_socket(phone) as leaving, open_socket(tablet) as staying:
        await leaving.connect(5)
        await staying.connect(5)

        await database_sync_to_async(_log_out)(phone)

        assert await close_code(leaving) == consumers.NOT_LOGGED_IN
        assert await staying.receive_nothing(0.5)


def _log_out(session_key: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    client.logout()


async def test_a_leaver_is_gone_at_the_next_look(cast_now: Cast, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "CHECK_SECONDS", 0.3)
    async with open_socket(await login(cast_now.lone)) as lone:
        await lone.connect(5)
        assert await lone.receive_nothing(0.8)
        await Person.objects.filter(pk=cast_now.lone.pk).aupdate(is_active=False)
        assert await close_code(lone) == consumers.NOT_LOGGED_IN


async def test_a_socket_that_cannot_be_checked_does_not_stay_open(
    cast_now: Cast, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    def database_gone(_keys: list[str]) -> dict[str, UUID]:
        raise OperationalError

    monkeypatch.setattr(consumers, "CHECK_SECONDS", 0.3)
    async with open_socket(await login(cast_now.anja)) as anja:
        await anja.connect(5)
        monkeypatch.setattr(session, "people_of_sessions", database_gone)
        assert await close_code(anja) == consumers.TRY_LATER
    async with open_socket(await database_sync_to_async(session_of)(cast_now.anja)) as later:
        assert await later.connect(5) == (True, None)
        assert await close_code(later) == consumers.TRY_LATER


def test_sessions_of_many_are_looked_up_in_two_statements(
    cast_now: Cast, django_assert_num_queries: Any, settings: Any
) -> None:
    people = (cast_now.anja, cast_now.jonas, cast_now.lone, cast_now.henrik)
    keys = [session_of(person) for person in people]
    _log_out(keys[1])
    Session.objects.filter(session_key=keys[2]).update(expire_date=timezone.now() - timedelta(seconds=1))
    Person.objects.filter(pk=cast_now.henrik.pk).update(is_active=False)

    with django_assert_num_queries(2):
        assert session.people_of_sessions(keys) == {keys[0]: cast_now.anja.pk}
    settings.SECRET_KEY = "another: no login made with the old one counts"
    assert session.people_of_sessions(keys) == {}


async def test_no_socket_outlives_its_time(cast_now: Cast, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    assert consumers.LIFETIME_SECONDS <= 15 * 60
    assert consumers.CHECK_SECONDS <= 60
    monkeypatch.setattr(consumers, "LIFETIME_SECONDS", 0.5)
    async with open_socket(await login(cast_now.anja)) as anja:
        await anja.connect(5)
        assert await close_code(anja) == consumers.LIVED_LONG


async def test_pages_have_nothing_to_say(cast_now: Cast, login: Login) -> None:
    async with open_socket(await login(cast_now.anja)) as anja, open_socket(await login(cast_now.jonas)) as jonas:
        await anja.connect(5)
        await jonas.connect(5)
        await anja.send_to(text_data='{"type": "live.hint", "group": "x"}')
        await anja.send_to(text_data="not json at all")
        assert await anja.receive_nothing(0.3)
        for _ in range(consumers.MAX_FRAMES):
            await anja.send_to(text_data="x")
        assert await close_code(anja) == consumers.TOO_MUCH

        await jonas.send_to(bytes_data=b"x" * (consumers.MAX_FRAME_CHARS + 1))
        assert await close_code(jonas) == consumers.TOO_MUCH


def test_group_names_tell_nothing_and_need_the_servers_key(settings: Any) -> None:
    person_id = "7f0d8c5e-0000-4000-8000-000000000001"
    name = live_group(person_id)
    assert person_id not in name
    assert name == live_group(person_id)
    settings.SECRET_KEY = "another"
    assert name != live_group(person_id)
