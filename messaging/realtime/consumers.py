"""The one socket of a person, server to client: hints on what to fetch. Every fact comes through the gate over HTTP."""

import asyncio
import contextlib
import secrets
from typing import Any

import structlog
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import Error as DatabaseError
from redis.exceptions import RedisError

from messaging.realtime.line import line_watched
from messaging.realtime.names import live_group, session_mark
from messaging.realtime.session import person_of_session

log = structlog.get_logger(__name__)

CHECK_SECONDS = 60
"""How often the session is looked at again: a leaver and a logged-out tab are gone within this (T07, T21)."""
LIFETIME_SECONDS = 15 * 60
"""The longest that a socket lives; the page opens a new one, which passes every check again (T38)."""
COME_BACK_SECONDS = 3
"""Within this the sockets of a process close after the live layer was lost, so that not all come back at once."""
MAX_FRAMES = 20
MAX_FRAME_CHARS = 1024

HINT = "live.hint"
NOT_LOGGED_IN = 4401
"""Close code: log in first. On any other code the page comes back by itself."""
LIVED_LONG = 4408
TOO_MUCH = 4429
TRY_LATER = 4503
"""Autobahn sends no code below 3000 except 1000: with 1013 a socket under Daphne stayed open."""


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Joins its person's group before it says hello, so that "open" means: nothing from now on is missed."""

    group = ""
    frames = 0
    checks: "asyncio.Task[None] | None" = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until_disconnect = contextlib.ExitStack()

    async def connect(self) -> None:
        self.session_key: str = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        lost = self.until_disconnect.enter_context(line_watched())
        try:
            self.person_id = await person_of_session(self.session_key)
            if self.person_id is None:
                await self._refuse(NOT_LOGGED_IN)
                return
            group = live_group(self.person_id)
            await self.channel_layer.group_add(group, self.channel_name)
        except (RedisError, DatabaseError, OSError) as problem:
            log.warning("socket_not_opened", error=type(problem).__name__)
            await self._refuse(TRY_LATER)
            return
        self.group = group
        await self.accept()
        self.checks = asyncio.create_task(self._keep_checking(lost))

    async def dispatch(self, message: dict[str, Any]) -> None:
        """A hint goes straight to the page. Channels first lets its one database thread close old connections, for
        every message and socket; a hint needs no database, and whatever does here (``session``) closes its own.
        """
        if message["type"] == HINT:
            await self.live_hint(message)
        else:
            await super().dispatch(message)

    async def _refuse(self, code: int) -> None:
        """A refused handshake has no code that the page could read, so the socket opens first."""
        await self.accept()
        await self.close(code)

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - the framework passes it
        self.until_disconnect.close()
        if self.checks:
            self.checks.cancel()
        if self.group:
            with contextlib.suppress(RedisError, OSError):  # a gone live layer has no groups to leave
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        """Pages have nothing to say here: frames are counted, never read (T39)."""
        self.frames += 1
        if self.frames > MAX_FRAMES or len(text_data or bytes_data or "") > MAX_FRAME_CHARS:
            await self.close(TOO_MUCH)

    async def live_hint(self, message: dict[str, Any]) -> None:
        await self.send_json(message["hint"])

    async def live_session_ended(self, message: dict[str, Any]) -> None:
        if message["session"] == session_mark(self.session_key):
            await self.close(NOT_LOGGED_IN)

    async def _keep_checking(self, lost: asyncio.Event) -> None:
        """Spread in time, so that thousands of sockets neither ask nor come back in the same second."""
        spread = secrets.randbelow(1000) / 1000
        left = LIFETIME_SECONDS * (0.8 + 0.2 * spread)
        while left > 0:
            pause = min(CHECK_SECONDS * (0.8 + 0.2 * spread), left)
            if await _set_within(lost, pause):
                await asyncio.sleep(COME_BACK_SECONDS * spread)
                await self.close(TRY_LATER)
                return
            left -= pause
            if code := await self._reason_to_close():
                await self.close(code)
                return
        await self.close(LIVED_LONG)

    async def _reason_to_close(self) -> int | None:
        """A close code. A socket that cannot be checked does not stay open unchecked: the page comes back by itself."""
        try:
            still = await person_of_session(self.session_key) == self.person_id
        except (DatabaseError, OSError) as problem:
            log.warning("socket_not_checked", error=type(problem).__name__)
            return TRY_LATER
        return None if still else NOT_LOGGED_IN


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
