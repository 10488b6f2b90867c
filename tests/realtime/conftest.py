"""Logged-in browsers for sockets, and the product as real processes on the test database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from journey.models import Person
from tests.cast import Cast, build_cast

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cast_now(transactional_db: None) -> Cast:
    """The cast at the real present: other processes and event loops know no simulated clock."""
    return build_cast()


def session_of(person: Person) -> str:
    """A new login of the person; gives the session key, which is what the browser's cookie holds."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def handshake(session_key: str = "", origin: str = "http://testserver") -> list[tuple[bytes, bytes]]:
    """Headers of a browser that opens a socket; empty values leave the header out."""
    headers = [(b"host", b"testserver")]
    if origin:
        headers.append((b"origin", origin.encode()))
    if session_key:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()))
    return headers


def environment() -> dict[str, str]:
    """What a process needs to work on the test database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "REDIS_URL": settings.REDIS_URL,
    }


@contextmanager
def process(*command: str, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python module as a process of its own, ended with the block."""
    with log.open("ab") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment(), stdout=out, stderr=subprocess.STDOUT
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


def wait_for(done: Callable[[], object], *, seconds: float = 30.0, what: str = "it") -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            pytest.fail(f"{what} did not happen within {seconds} s")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The product under Daphne; gives its address, such as "127.0.0.1:40123"."""
    port = _free_port()
    with ExitStack() as stack:
        command = ("daphne", "-b", "127.0.0.1", "-p", str(port), "config.asgi:application")
        daphne = stack.enter_context(process(*command, log=tmp_path / "daphne.log"))
        wait_for(lambda: daphne.poll() is not None or _answers(port), seconds=60, what="Daphne's start")
        assert daphne.poll() is None, (tmp_path / "daphne.log").read_text()[-2000:]
        yield f"127.0.0.1:{port}"
