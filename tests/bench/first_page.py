"""One command: how long until the first page on a new folder and later, and how much memory everything takes."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from config.embedded.launcher import Running
from config.embedded.process import gone_within, wait_until
from tests.bench.measure import Row
from tests.bench.memory import family_mib
from tests.bench.roles import HOST, ROOT
from tests.e2e.site import free_ports

FIRST_PAGE_SECONDS, READY_SECONDS, END_SECONDS = 120.0, 240.0, 30.0
SETTLE_SECONDS = 3.0
"""After everything says it is ready, until the memory is counted."""
READY = "Rød Tråd is ready"


def rows(folder: Path, _servers: Running | None) -> list[Row]:
    """Started on a new folder, loaded, ended; started again on the same folder, ended."""
    home, log = folder / "demo", folder / "demo.log"
    with demo(home, log) as (process, port):
        new = _seconds_until(lambda: _answers(port), process, log, FIRST_PAGE_SECONDS)
        _seconds_until(lambda: READY in log.read_text(encoding="utf-8"), process, log, READY_SECONDS)
        time.sleep(SETTLE_SECONDS)
        memory = family_mib(process.pid)
    with demo(home, log) as (process, port):
        later = _seconds_until(lambda: _answers(port), process, log, FIRST_PAGE_SECONDS)
    how = "`make demo` after everything is installed and built, until the start page answers 200"
    counted = "PSS of every process that `make demo` started, PostgreSQL and Valkey too, when it says it is ready"
    return [
        Row("one command → first page, new folder", new, "s", 8.0, how),
        Row("one command → first page, later", later, "s", 6.0, how),
        Row("one command, memory", memory, "MiB", 450.0, counted),
    ]


@contextmanager
def demo(home: Path, log: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`make demo` with a folder and ports of its own; everything it started is gone after the block."""
    port = _five_ports()
    named = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    env = {name: value for name, value in os.environ.items() if name not in named}
    command = ["make", "--no-print-directory", "demo", f"PORT={port}", f"DATA={home}"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process, port
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # make and the demo; the demo ends what it has started
        if not gone_within(process, END_SECONDS):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _five_ports() -> int:
    """The first of five neighbouring ports that nobody uses."""
    for _ in range(50):
        (port,) = free_ports(1)
        if port < 65000 and not any(_taken(port + more) for more in (1, 2, 3, 4)):
            return port
    raise RuntimeError("No five free ports beside each other.")


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10) as page:
            return bool(page.status == HTTPStatus.OK)
    except OSError:
        return False


def _seconds_until(
    condition: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path, patience_seconds: float
) -> float:
    """Since the call, which comes right after the start. Raises RuntimeError when it takes too long or ends."""
    began = time.perf_counter()
    wait_until(lambda: process.poll() is not None or condition(), seconds=patience_seconds)
    took = time.perf_counter() - began
    if process.poll() is not None or not condition():
        raise RuntimeError(f"`make demo` did not get there:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return took
