"""The product with production settings on servers that keep what they have promised to keep, and may be killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from config.embedded import launcher, process
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from tests.bench import roles
from tests.bench.lost import Contact, Guardian
from tests.e2e.site import PREPARE_SECONDS, free_ports


@dataclass(frozen=True)
class Product:
    web: int
    live: int
    postgres: Postgres
    valkey: Valkey
    database_url: str
    families: list[dict[str, str]]
    """Ids and session keys, as tests.reliability.prepare wrote them."""

    def guardians(self) -> list[Guardian]:
        return [Guardian(UUID(one["thread"]), headers(one["guardian_key"])) for one in self.families]

    def contacts(self) -> list[Contact]:
        keys = {one["contact_key"] for one in self.families}
        return [Contact(headers(key), {"Cookie": f"{roles.SESSION_COOKIE}={key}"}) for key in keys]

    def rows(self, query: str, *values: object) -> list[Any]:
        """What the tables hold, asked by nobody of ours."""
        with psycopg.connect(self.database_url, autocommit=True) as link:
            return link.execute(query, values).fetchall()  # type: ignore[arg-type]  # a literal in every test

    def postgres_dies_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: no session is ended, nothing is written."""
        child = self.postgres.child
        assert child
        child.send_signal(signal.SIGQUIT)
        assert process.gone_within(child, 20)
        process.clear_group(child)


def headers(session_key: str) -> dict[str, str]:
    return roles.HTTPS | {"X-Session-Token": session_key}


@contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """Servers that wait for the disk, tables and families, web and live; in processes that end with the block."""
    with ExitStack() as stack:
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        for name in ("DATABASE_URL", "REDIS_URL"):
            patched.delenv(name, raising=False)
        servers = stack.enter_context(launcher.throwaway(durable=True))
        patched.setenv("DATABASE_URL", servers.urls.database_url)
        patched.setenv("REDIS_URL", servers.urls.redis_url)
        families = _prepared(folder)
        web, live = free_ports(2)
        env = roles.environment()
        for name, command, port in (("web", roles.web(web), web), ("live", roles.live(live), live)):
            stack.enter_context(roles.running(command, log=folder / f"{name}.log", env=env, port=port))
        valkey = next(server for server in servers.ours if isinstance(server, Valkey))
        postgres = next(server for server in servers.ours if isinstance(server, Postgres))
        yield Product(web, live, postgres, valkey, servers.urls.database_url, families)


def _prepared(folder: Path) -> list[dict[str, str]]:
    answer = folder / "families.json"
    command = [sys.executable, "-m", "tests.reliability.prepare", str(answer)]
    ran = subprocess.run(
        command,
        cwd=roles.ROOT,
        check=False,
        timeout=PREPARE_SECONDS,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    found: list[dict[str, str]] = json.loads(answer.read_text(encoding="utf-8"))
    return found
