"""Full load while Valkey is killed and started again and the worker is killed: what the other side has in the end."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from config.embedded.launcher import Running
from config.embedded.valkey import Valkey
from messaging.models import Message
from tests.bench import roles
from tests.bench.callers import Post
from tests.bench.household import Household, households, session_key
from tests.bench.measure import Row
from tests.e2e.site import free_ports

FAMILIES = 12
BETWEEN_SECONDS, DOWN_SECONDS = 4.0, 2.0
"""Of full load before, between and after the two deaths; and how long each stays dead."""
ANSWER_SECONDS, RETRY_SECONDS, GIVE_UP_SECONDS = 10.0, 0.2, 60.0
HEARS_AGAIN_SECONDS = 30.0
BROKEN_LINE = (OSError, asyncio.IncompleteReadError, TimeoutError)


@dataclass
class Contact:
    """The other side: a page that listens, comes back when its socket closes, and catches up from its last number."""

    headers: dict[str, str]
    cookie: dict[str, str]
    caught_up: set[UUID] = field(default_factory=set)
    """Ids of messages that the feed told of."""
    numbers: list[int] = field(default_factory=list)
    hints: int = 0
    times_back: int = -1
    """The first time is no coming back."""

    async def listen(self, port: int) -> None:
        while True:
            with suppress(OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                address = f"ws://{roles.HOST}:{port}/ws/live/"
                async with connect(address, additional_headers=self.cookie, origin=roles.ORIGIN, proxy=None) as socket:
                    self.times_back += 1
                    async for _frame in socket:
                        self.hints += 1
            await asyncio.sleep(0.5)

    async def catch_up(self, port: int) -> None:
        """Everything after the last number, page by page."""
        line = await Post(port).open()
        more = True
        while more:
            after = self.numbers[-1] if self.numbers else 0
            status, body = await line.send(f"/api/v1/feed?after={after}", self.headers, b"", method="GET")
            if status != 200:
                raise RuntimeError(f"The feed answered {status}.")
            page = json.loads(body)
            self.numbers += [item["seq"] for item in page["items"]]
            self.caught_up |= {UUID(item["subject_id"]) for item in page["items"]}
            more = page["more"]
        await line.close()


@dataclass
class Guardian:
    """Writes one message after the other; what is not answered is sent again under the same token."""

    thread: UUID
    headers: dict[str, str]
    accepted: list[UUID] = field(default_factory=list)
    retries: int = 0

    async def write_until(self, port: int, done: asyncio.Event) -> None:
        line: Post | None = None
        while not done.is_set():
            line = await self.write_one(port, line)
        if line:
            await line.close()

    async def write_one(self, port: int, line: Post | None) -> Post:
        body = json.dumps({"body": "Hvornår ses vi?", "client_token": str(uuid4())}).encode()
        path, give_up = f"/api/v1/threads/{self.thread}/messages", time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < give_up:
            try:
                line = line or await Post(port).open()
                status, answer = await asyncio.wait_for(line.send(path, self.headers, body), ANSWER_SECONDS)
                if status == 201:
                    self.accepted.append(UUID(json.loads(answer)["id"]))
                    return line
            except BROKEN_LINE:
                line = None
            self.retries += 1
            await asyncio.sleep(RETRY_SECONDS)
        raise RuntimeError("A message was not accepted within a minute.")


@dataclass
class Scene:
    """The processes that die and come back, and the people around them."""

    valkey: Valkey
    worker: "Worker"
    guardians: Sequence[Guardian]
    contacts: Sequence[Contact]
    web: int
    live: int


class Worker:
    """The Celery worker with its clock: killed with everything it started, and started anew."""

    def __init__(self, folder: Path, env: dict[str, str], stack: ExitStack) -> None:
        self.command, self.log, self.env = roles.worker(folder / "beat"), folder / "worker.log", env
        self.stack = stack
        self.start()

    def start(self) -> None:
        self.running: subprocess.Popen[bytes] = self.stack.enter_context(
            roles.running(self.command, log=self.log, env=self.env)
        )

    def kill(self) -> None:
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()


def rows(folder: Path, servers: Running) -> list[Row]:
    """Messages that were accepted and that the other side, having caught up, does not have; and any that are double."""
    found = households(FAMILIES)
    with ExitStack() as stack:
        scene = _scene(found, folder, servers, stack)
        asyncio.run(_played(scene))
    accepted = {pk for guardian in scene.guardians for pk in guardian.accepted}
    caught_up = set().union(*(contact.caught_up for contact in scene.contacts))
    doubled = Message.objects.count() - len(accepted)
    holes = sum(contact.numbers != list(range(1, len(contact.numbers) + 1)) for contact in scene.contacts)
    hints = sum(contact.hints for contact in scene.contacts)
    back = sum(contact.times_back for contact in scene.contacts)
    method = (
        f"{len(accepted)} messages of {FAMILIES} writers; Valkey killed -9 and back after {DOWN_SECONDS:.0f} s, worker "
        f"killed -9 and back; {sum(guardian.retries for guardian in scene.guardians)} sent again, {hints} heard live, "
        f"sockets came back {back} times, all hear again; lost + doubled ({doubled}) + feeds with holes ({holes})"
    )
    return [Row("messages lost", len(accepted - caught_up) + doubled + holes, "", 0.0, method)]


def _scene(found: Sequence[Household], folder: Path, servers: Running, stack: ExitStack) -> Scene:
    web, live, smtp, mail_page = free_ports(4)
    env = roles.environment(mail_port=smtp)
    ports = ["--smtp-port", str(smtp), "--page-port", str(mail_page)]
    mail = ["config.demo.mail", *ports, "--folder", str(folder / "mail")]
    for name, command, port in (
        ("mail", mail, smtp),
        ("web", roles.web(web), web),
        ("live", roles.live(live), live),
    ):
        stack.enter_context(roles.running(command, log=folder / f"{name}.log", env=env, port=port))
    guardians = [Guardian(one.thread, roles.HTTPS | {"X-Session-Token": session_key(one.guardian)}) for one in found]
    keys = {person.pk: session_key(person) for person in {one.contact for one in found}}
    contacts = [
        Contact(roles.HTTPS | {"X-Session-Token": key}, {"Cookie": f"{roles.SESSION_COOKIE}={key}"})
        for key in keys.values()
    ]
    valkey = next(server for server in servers.ours if isinstance(server, Valkey))
    return Scene(valkey, Worker(folder, env, stack), guardians, contacts, web, live)


async def _played(scene: Scene) -> None:
    """Load; Valkey dies and comes back; load; the worker dies and comes back; load; then everybody catches up."""
    listening = [asyncio.create_task(contact.listen(scene.live)) for contact in scene.contacts]
    done = asyncio.Event()
    writing = [asyncio.create_task(guardian.write_until(scene.web, done)) for guardian in scene.guardians]
    await asyncio.sleep(BETWEEN_SECONDS)
    await _dies_and_comes_back(_kill(scene.valkey), scene.valkey.start)
    await asyncio.sleep(BETWEEN_SECONDS)
    await _dies_and_comes_back(scene.worker.kill, scene.worker.start)
    await asyncio.sleep(BETWEEN_SECONDS)
    done.set()
    await asyncio.gather(*writing)
    await all_hear_again(scene.contacts, scene.guardians, scene.web)
    for contact in scene.contacts:
        await contact.catch_up(scene.web)
    for task in listening:
        task.cancel()


def _kill(valkey: Valkey) -> Callable[[], None]:
    def kill() -> None:
        assert valkey.child
        valkey.child.kill()
        valkey.child.wait()

    return kill


async def _dies_and_comes_back(kill: Callable[[], None], start: Callable[[], None]) -> None:
    """In this thread on purpose: the kernel ends our processes with the thread that started them."""
    kill()
    await asyncio.sleep(DOWN_SECONDS)
    start()


async def all_hear_again(contacts: Sequence[Contact], guardians: Sequence[Guardian], web: int) -> None:
    """Every contact hears a new message on the socket. Raises RuntimeError when one stays deaf."""
    give_up = time.monotonic() + HEARS_AGAIN_SECONDS
    deaf = list(contacts)
    while deaf and time.monotonic() < give_up:
        before = [contact.hints for contact in deaf]
        for guardian in guardians:
            await (await guardian.write_one(web, None)).close()
        await asyncio.sleep(0.5)
        deaf = [contact for contact, count in zip(deaf, before, strict=True) if contact.hints == count]
    if deaf:
        raise RuntimeError(f"{len(deaf)} of {len(contacts)} sockets stayed deaf after Valkey came back.")
