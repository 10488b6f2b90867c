"""Open pages that say nothing: how many one Daphne process holds, and what each takes."""

import asyncio
import random
import resource
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.embedded.launcher import Running
from journey.models import Municipality, Person
from messaging.realtime.nudge import Hint, nudge_all
from tests.bench import roles
from tests.bench.measure import Row
from tests.bench.memory import pss_mib
from tests.e2e.site import free_ports

WANTED = 9_000
WARM = 200
"""Opened before the memory is looked at for the first time: what is loaded once is no socket's."""
SPARE_FILES = 500
"""Of a process's limit on open files, for everything that is no socket of ours."""
AT_ONCE = 40
HELD_SECONDS = 30.0
"""Longer than Daphne's 20 s between pings and than the 5 s after which redis-py would drop a silent subscription."""
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
"""Kinds of WebSocket frames."""
ASKED = 200
"""Sockets, picked at random, that must hear a hint in the end."""
PER_ADDRESS = 8_000
"""Sockets from one loopback address, so that its ports never run short."""


@dataclass(frozen=True)
class Held:
    """What was found after the time of holding."""

    open: int
    heard: int
    kib_each: float
    opening_seconds: float

    @property
    def hearing(self) -> int:
        """Open sockets, as far as those that were asked speak for all."""
        return self.open * self.heard // ASKED


def rows(folder: Path, _servers: Running | None) -> list[Row]:
    """Everybody is another person with a login of their own, as in real life."""
    wanted = _as_many_as_allowed()
    keys = _logins(WARM + wanted)
    (port,) = free_ports(1)
    with roles.running(roles.live(port), log=folder / "live.log", env=roles.environment(), port=port) as daphne:
        held = asyncio.run(_held(port, keys, daphne.pid))
    limit = "" if wanted == WANTED else f"; this machine allows {wanted} open files and no more"
    how = f"one Daphne process, another person each, held {HELD_SECONDS:.0f} s, pings answered"
    heard = f"{held.heard} of {ASKED} asked at random heard a hint afterwards; opened in {held.opening_seconds:.0f} s"
    return [
        Row("idle sockets", held.hearing, "", WANTED, f"{how}; {heard}{limit}", at_least=True),
        Row("idle socket, memory", held.kib_each, "KiB", 45.0, f"growth of Daphne's PSS over {held.open} sockets"),
    ]


def _as_many_as_allowed() -> int:
    """Raises this process's limit on open files as far as it may; Daphne inherits it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    unlimited = hard == resource.RLIM_INFINITY
    return WANTED if unlimited else min(WANTED, hard - WARM - SPARE_FILES)


def _logins(count: int) -> list[tuple[UUID, str]]:
    """People and their session keys, written in one go."""
    town = Municipality.objects.create(slug="lindehoj", name="Lindehøj")
    people = [Person(municipality=town, display_name="Forælder", given_name="Forælder") for _ in range(count)]
    Person.objects.bulk_create(people, batch_size=1000)
    ends, (backend,) = timezone.now() + timedelta(hours=1), settings.AUTHENTICATION_BACKENDS
    store, sessions = SessionStore(), []
    for person in people:
        login = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        sessions.append(Session(session_key=person.pk.hex, session_data=store.encode(login), expire_date=ends))
    Session.objects.bulk_create(sessions, batch_size=1000)
    return [(person.pk, person.pk.hex) for person in people]


async def _held(port: int, logins: Sequence[tuple[UUID, str]], pid: int) -> Held:
    warm = await _opened(port, logins[:WARM])
    before = pss_mib(pid)
    began = time.perf_counter()
    sockets = await _opened(port, logins[WARM:])
    took = time.perf_counter() - began
    await asyncio.sleep(HELD_SECONDS)
    kib = (pss_mib(pid) - before) * 1024
    still_open = [socket for socket in sockets if socket.is_open]
    asked = random.Random(1).sample(sockets, ASKED)  # noqa: S311 -- who is asked is no secret
    await asyncio.to_thread(nudge_all, [Hint(str(socket.person), "case", str(socket.person), 1) for socket in asked])
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(socket.heard.wait() for socket in asked)), 20)
    heard = sum(socket.heard.is_set() for socket in asked)
    for socket in (*warm, *sockets):
        socket.close()
    return Held(len(still_open), heard, kib / max(1, len(still_open)), took)


async def _opened(port: int, logins: Sequence[tuple[UUID, str]]) -> list["IdleSocket"]:
    door = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, person: UUID, key: str) -> IdleSocket:
        async with door:
            socket = IdleSocket(person, key)
            source = f"127.0.0.{1 + number // PER_ADDRESS}"
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: socket, roles.HOST, port, local_addr=(source, 0))
            await asyncio.wait_for(socket.answered.wait(), roles.START_SECONDS)
            return socket

    return list(await asyncio.gather(*(one(number, *login) for number, login in enumerate(logins))))


class IdleSocket(asyncio.Protocol):
    """The least that a browser does for an open socket: the handshake, and an answer to each ping."""

    def __init__(self, person: UUID, key: str) -> None:
        self.person, self.key = person, key
        self.answered, self.heard = asyncio.Event(), asyncio.Event()
        self.is_open = False
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # TCP's transport is one
        self.transport.write(
            f"GET /ws/live/ HTTP/1.1\r\nHost: {roles.HOST}\r\nOrigin: {roles.ORIGIN}\r\n"
            f"Cookie: {roles.SESSION_COOKIE}={self.key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.answered.is_set():
            head, end, rest = self.received.partition(b"\r\n\r\n")
            if not end:
                return
            self.is_open, self.received = b" 101 " in head[:20], rest
            self.answered.set()
        while len(self.received) >= 2 and len(self.received) >= 2 + self.received[1]:
            kind, size = self.received[0] & 0x0F, self.received[1]  # servers' frames here are short and unmasked
            body, self.received = self.received[2 : 2 + size], self.received[2 + size :]
            self._frame(kind, body)

    def _frame(self, kind: int, body: bytes) -> None:
        if kind == PING:
            self.transport.write(bytes([0x80 | PONG, 0x80 | len(body), 0, 0, 0, 0]) + body)  # masked with nothing
        elif kind == TEXT:
            self.heard.set()
        elif kind == CLOSE:
            self.is_open = False

    def connection_lost(self, _why: Exception | None) -> None:
        self.is_open = False
        self.answered.set()

    def close(self) -> None:
        self.transport.abort()
