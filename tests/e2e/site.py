"""The running product that the journeys visit: own database, site under Daphne, Test-MitID; ended with the block."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.embedded import process

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PREPARE_SECONDS, START_SECONDS = 300, 120
"""Generous: a machine under load is slow, and a hang should still end."""
DINAS_WORDS = "Ingen ringer tilbage, og Ida vil ikke i skole."


@dataclass(frozen=True)
class FormPage:
    """A form of the staff side, and the first name of somebody who may open it."""

    url: str
    who: str


@dataclass(frozen=True)
class Site:
    """Where the site answers, and the ids of the pages that are visited."""

    url: str
    provider_url: str
    ids: dict[str, str]
    forms: dict[str, FormPage]
    names: list[str]

    def family_case(self, case: str = "case") -> str:
        return f"/cases/{self.ids[case]}/"

    def staff_case(self, case: str = "case") -> str:
        return f"/staff/cases/{self.ids[case]}/"

    def thread(self, guardian: str = "anja", case: str = "case") -> str:
        return f"/cases/{self.ids[case]}/threads/{self.ids[guardian]}/"


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Everything the browser needs; logs and answers lie in ``folder``.

    1. An empty database beside the one that the other tests use.
    2. Tables and people, in a process that ends.
    3. The site and the identity provider, in processes that end with the block.
    """
    require_frontend()
    site_port, identity_port = free_ports(2)
    with ExitStack() as stack:
        database = stack.enter_context(empty_database(os.environ["DATABASE_URL"]))
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "DATABASE_URL": database,
            "PORT": str(site_port),
            "DEMO_IDENTITY_PORT": str(identity_port),
            "DEMO_PUSH_KEY": "only-for-the-browser-journeys-and-nothing-e",  # base64url of 32 bytes
        }
        facts = prepared(folder, env)
        for name, port, command in (
            ("site", site_port, ["-m", "daphne", "-b", HOST, "-p", str(site_port), "config.asgi:application"]),
            ("identity", identity_port, ["manage.py", "demo_identity_provider", "--port", str(identity_port)]),
        ):
            stack.enter_context(answering(command, port=port, log=folder / f"{name}.log", env=env))
        yield Site(
            url=f"http://{HOST}:{site_port}",
            provider_url=f"http://{HOST}:{identity_port}",
            ids={key: value for key, value in facts.items() if isinstance(value, str)},
            forms={name: FormPage(**form) for name, form in facts["forms"].items()},
            names=facts["names"],
        )


def require_frontend() -> None:
    if not (ROOT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        raise RuntimeError("The front end has not been built; run `make frontend` first.")


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """A new database on the server that ``url`` names; dropped afterwards, also when somebody is still connected."""
    parts = urlsplit(url)
    name = f"test_e2e_{parts.path.strip('/')}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(drop)


def prepared(folder: Path, env: dict[str, str]) -> dict[str, Any]:
    """What tests.e2e.prepare found out; its complaint when it fails."""
    answer = folder / "facts.json"
    command = [sys.executable, "-m", "tests.e2e.prepare", str(answer)]
    ran = subprocess.run(
        command, cwd=ROOT, env=env, check=False, timeout=PREPARE_SECONDS, capture_output=True, text=True
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    facts: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return facts


@contextmanager
def answering(command: list[str], *, port: int, log: Path, env: dict[str, str]) -> Iterator[None]:
    """A Python process that takes calls on ``port`` for as long as the block lasts."""
    with log.open("ab") as out:
        child = process.start([sys.executable, *command], on_our_death=signal.SIGTERM, cwd=ROOT, log=out, env=env)
    try:
        up = process.wait_until(lambda: child.poll() is not None or answers(port), seconds=START_SECONDS)
        said = log.read_text(errors="replace")[-3000:]
        assert up, said
        assert child.poll() is None, said
        yield
    finally:
        process.end(child, [(signal.SIGTERM, 10.0)])


def answers(port: int) -> bool:
    time.sleep(0.1)
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now; all held at once, so that they differ."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
