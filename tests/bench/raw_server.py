"""The same promise without the house: asyncio, plain SQL and Redis, as a careful programmer would write it for speed.

It keeps what the product promises about one message, and nothing more: who asks, and may they at this moment; every
look leaves a row; a message has one number and one retry token; whoever has the right now is told, with a number in a
feed without holes, a row for each road to them, and a reason for whoever is left out; all of it durable before anybody
hears. One transaction does it, because here no other part has to be kept apart.

`python -m tests.bench.raw_server web|live --port N`; DATABASE_URL and REDIS_URL name the servers.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import psycopg
import redis.asyncio
from psycopg_pool import AsyncConnectionPool
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

HOST = "127.0.0.1"
TABLES = (Path(__file__).parent / "raw_tables.sql").read_text(encoding="utf-8")
POOL = 4
"""Connections per process: as many as the product's web process has threads."""

WHO = """
SELECT p.id FROM raw.session s JOIN raw.person p ON p.id = s.person
WHERE s.key = %s AND s.ends_at > %s AND p.active
"""
MAY = """
SELECT t.of_case, t.guardian FROM raw.thread t
WHERE t.id = %(thread)s AND (
    (t.guardian = %(who)s AND EXISTS (
        SELECT FROM raw.custody c WHERE c.of_case = t.of_case AND c.person = %(who)s AND c.period @> %(now)s))
    OR EXISTS (
        SELECT FROM raw.contact k
        WHERE k.of_case = t.of_case AND %(who)s IN (k.person, k.deputy) AND k.period @> %(now)s))
"""
LOOK = "INSERT INTO raw.look (thread, person, action, allowed, at) VALUES (%s, %s, 'message.post', %s, %s)"
NEXT = "UPDATE raw.thread SET last_seq = last_seq + 1, last_at = %s WHERE id = %s RETURNING last_seq"
EARLIER = "SELECT seq FROM raw.message WHERE thread = %s AND author = %s AND token = %s"
WRITE = "INSERT INTO raw.message (thread, author, body, seq, token, at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id"
EVENT = "INSERT INTO raw.event (kind, of_case, actor, subject, at) VALUES ('message', %s, %s, %s, %s) RETURNING id"
AUDIENCE = """
SELECT p.id, p.email FROM raw.person p WHERE p.active AND p.id <> %(actor)s AND p.id IN (
    SELECT c.person FROM raw.custody c
    WHERE c.of_case = %(case)s AND c.person = %(guardian)s AND c.period @> %(now)s
    UNION SELECT unnest(ARRAY[k.person, k.deputy]) FROM raw.contact k
    WHERE k.of_case = %(case)s AND k.period @> %(now)s)
ORDER BY p.id
"""
NUMBER = """
INSERT INTO raw.counter AS c (person, last) SELECT unnest(%s::uuid[]), 1
ON CONFLICT (person) DO UPDATE SET last = c.last + 1 RETURNING person, last
"""
TELL = "INSERT INTO raw.recipient (event, person) SELECT %s, unnest(%s::uuid[])"
DELIVER = """
INSERT INTO raw.delivery (event, due_at, person, channel, seq, state)
SELECT %s, %s, * FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::text[])
"""
SILENCE = "INSERT INTO raw.silence (event, person, reason) VALUES (%s, %s, 'actor')"


class Refused(Exception):
    """Answered with the status."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status


class Web:
    """HTTP/1.1 with connections kept open: POST /threads/<id>/messages with a session key."""

    def __init__(self, pool: AsyncConnectionPool, cache: "redis.asyncio.Redis") -> None:
        self.pool, self.cache = pool, cache

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                status, answer = await self._answered(head[0], headers, body)
                writer.write(
                    f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: application/json\r\n"
                    f"Content-Length: {len(answer)}\r\n\r\n".encode()
                    + answer
                )
                await writer.drain()
        writer.close()

    async def _answered(self, request: str, headers: dict[str, str], body: bytes) -> tuple[HTTPStatus, bytes]:
        try:
            method, path, _version = request.split(" ")
            parts = path.strip("/").split("/")
            if method != "POST" or len(parts) != 3 or parts[0] != "threads" or parts[2] != "messages":
                raise Refused(HTTPStatus.NOT_FOUND)
            sent = json.loads(body)
            text, token = str(sent["body"]).strip(), UUID(sent["client_token"])
            if not 0 < len(text) <= 4000 or "\x00" in text:
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
            written = await self.post(headers.get("x-session-token", ""), UUID(parts[1]), text, token)
        except Refused as refused:
            return refused.status, b"{}"
        except (ValueError, KeyError, TypeError):
            return HTTPStatus.BAD_REQUEST, b"{}"
        return HTTPStatus.CREATED, json.dumps(written).encode()

    async def post(self, key: str, thread: UUID, text: str, token: UUID) -> dict[str, object]:
        """Write one message and tell the others; a known token gives the number of the first time."""
        now = datetime.now(UTC)
        async with self.pool.connection() as link, link.cursor() as sql:
            who = await _one(sql, WHO, [key, now])
            if who is None:
                raise Refused(HTTPStatus.UNAUTHORIZED)
            may = await _one(sql, MAY, {"thread": thread, "who": who[0], "now": now})
            await sql.execute(LOOK, [thread, who[0], may is not None, now])
            if may is None:
                await link.commit()
                raise Refused(HTTPStatus.NOT_FOUND)
            taken = await _one(sql, NEXT, [now, thread])
            assert taken
            if earlier := await _one(sql, EARLIER, [thread, who[0], token]):
                await link.rollback()
                return {"seq": earlier[0]}
            message = await _one(sql, WRITE, [thread, who[0], text, taken[0], token, now])
            assert message
            numbers = await self._told(sql, may, who[0], message[0], now)
        await self._hint(thread, numbers)
        return {"id": str(message[0]), "seq": taken[0], "sent_at": now.isoformat()}

    async def _told(
        self, sql: psycopg.AsyncCursor, may: Sequence[UUID], actor: UUID, message: UUID, now: datetime
    ) -> dict[UUID, int]:
        case, guardian = may
        event = await _one(sql, EVENT, [case, actor, message, now])
        assert event
        await sql.execute(AUDIENCE, {"case": case, "guardian": guardian, "actor": actor, "now": now})
        emails: dict[UUID, str] = dict(await sql.fetchall())
        await sql.execute(NUMBER, [list(emails)])
        numbers: dict[UUID, int] = dict(await sql.fetchall())
        await sql.execute(TELL, [event[0], list(emails)])
        rows = [(person, "inapp", number, "sent") for person, number in numbers.items()]
        rows += [(person, "email", None, "pending") for person, email in emails.items() if email]  # type: ignore[misc]
        await sql.execute(DELIVER, [event[0], now, *map(list, zip(*rows, strict=True))])
        await sql.execute(SILENCE, [event[0], actor])
        return numbers

    async def _hint(self, thread: UUID, numbers: dict[UUID, int]) -> None:
        pipe = self.cache.pipeline(transaction=False)
        for person, number in numbers.items():
            pipe.publish(f"live.{person}", json.dumps({"kind": "message", "id": str(thread), "seq": number}))
        await pipe.execute()


async def _one(sql: psycopg.AsyncCursor, statement: str, values: object) -> Sequence[object] | None:
    await sql.execute(statement, values)  # type: ignore[call-overload]
    return await sql.fetchone()


class Live:
    """One subscription for all; each socket belongs to the person of its session."""

    def __init__(self, pool: AsyncConnectionPool, cache: "redis.asyncio.Redis") -> None:
        self.pool, self.hub = pool, cache.pubsub(ignore_subscribe_messages=True)
        self.open: dict[str, set[ServerConnection]] = {}

    async def connected(self, socket: ServerConnection) -> None:
        key = socket.request.headers.get("X-Session-Token", "") if socket.request else ""
        async with self.pool.connection() as link, link.cursor() as sql:
            who = await _one(sql, WHO, [key, datetime.now(UTC)])
        if who is None:
            await socket.close(4401)
            return
        channel = f"live.{who[0]}"
        await self.hub.subscribe(channel)
        self.open.setdefault(channel, set()).add(socket)
        await socket.wait_closed()
        self.open[channel].discard(socket)

    async def pass_on(self) -> None:
        await self.hub.subscribe("live")  # listening needs something to listen to
        async for message in self.hub.listen():
            for socket in self.open.get(message["channel"].decode(), ()):
                with suppress(ConnectionClosed):
                    await socket.send(message["data"].decode())


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=["web", "live"])
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args()
    cache = redis.asyncio.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=None)
    async with AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=POOL, open=False) as pool:
        if chosen.role == "web":
            web = Web(pool, cache)
            server = await asyncio.start_server(web.connected, HOST, chosen.port, reuse_port=True)
            await server.serve_forever()
        live = Live(pool, cache)
        async with serve(live.connected, HOST, chosen.port, compression=None):
            await live.pass_on()


if __name__ == "__main__":
    asyncio.run(main())
