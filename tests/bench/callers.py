"""The same callers for both sides: a kept-open HTTP connection that posts, and a socket that listens."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.bench.roles import HOST

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Writer:
    """Somebody with something to write: where, with which headers."""

    thread: UUID
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: where it answers, who writes, who listens (headers of each socket)."""

    web: int
    live: int
    live_path: str
    writers: Sequence[Writer]
    listeners: Sequence[Mapping[str, str]]
    origin: str | None = None


@dataclass
class Post:
    """One kept-open HTTP/1.1 connection."""

    port: int
    reader: asyncio.StreamReader = field(init=False)
    writer: asyncio.StreamWriter = field(init=False)

    async def open(self) -> "Post":
        self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
        return self

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()

    async def send(
        self, path: str, headers: Mapping[str, str], body: bytes, *, method: str = "POST"
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises OSError or IncompleteReadError when the line breaks."""
        about = {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in about.items())
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        first, *rest = answer.decode("latin-1").split("\r\n")
        length = next(int(line.partition(":")[2]) for line in rest if line.lower().startswith("content-length:"))
        return int(first.split(" ")[1]), await self.reader.readexactly(length)


class Crossing:
    """Writers and listeners of one side, all connected; measures from the first byte of a POST to the other's hint."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.arrived: dict[str, asyncio.Future[float]] = {}

    async def __aenter__(self) -> "Crossing":
        async with AsyncExitStack() as stack:
            for headers in self.side.listeners:
                address = f"ws://{HOST}:{self.side.live}{self.side.live_path}"
                options = {"additional_headers": headers, "origin": self.side.origin, "proxy": None}
                socket = await stack.enter_async_context(connect(address, compression=None, **options))  # type: ignore[arg-type]
                task = asyncio.create_task(self._listen(socket))
                stack.callback(task.cancel)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _listen(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for frame in socket:
                waiting = self.arrived.get(json.loads(frame)["id"])
                if waiting and not waiting.done():
                    waiting.set_result(time.perf_counter())

    @asynccontextmanager
    async def _posts(self, count: int) -> AsyncIterator[list[Post]]:
        """New connections for a while of writing: servers close those that say nothing for some seconds."""
        posts = [await Post(self.side.web).open() for _ in range(count)]
        try:
            yield posts
        finally:
            for post in posts:
                await post.close()

    async def _cross(self, number: int, post: Post) -> float:
        """Writer ``number`` writes one message; seconds until the other side has its hint, and has had its answer."""
        writer = self.side.writers[number]
        waiting = self.arrived[str(writer.thread)] = asyncio.get_running_loop().create_future()
        body = json.dumps({"body": "Vi ses i morgen kl. 8.", "client_token": str(uuid4())}).encode()
        began = time.perf_counter()
        status, answer = await post.send(writer.path, writer.headers, body)
        if status != 201:
            raise RuntimeError(f"{writer.path} answered {status}: {answer[:300]!r}")
        return await asyncio.wait_for(waiting, PATIENCE_SECONDS) - began

    async def one_by_one(self, count: int, *, pause_seconds: float) -> list[float]:
        """Light load: never more than one message on the way. One connection serves all, and so is never idle."""
        times = []
        async with self._posts(1) as (post,):
            for number in range(count):
                times.append(await self._cross(number % len(self.side.writers), post))
                await asyncio.sleep(pause_seconds)
        return times

    async def all_at_once(self, seconds: float) -> float:
        """Full load: every writer writes the next message when the last one has crossed; messages per second."""
        async with self._posts(len(self.side.writers)) as posts:
            began = time.perf_counter()

            async def keep_writing(number: int) -> int:
                count = 0
                while time.perf_counter() - began < seconds:
                    await self._cross(number, posts[number])
                    count += 1
                return count

            counts = await asyncio.gather(*(keep_writing(number) for number in range(len(posts))))
            return sum(counts) / (time.perf_counter() - began)
