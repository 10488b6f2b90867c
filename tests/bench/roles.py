"""The product as a municipality runs it: web, live and worker as separate processes with production settings.

Everything on loopback, with the servers that DATABASE_URL and REDIS_URL name. Each process is ended by its number.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.embedded import process

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 60.0
HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https"}
"""What the proxy in front of a real installation says."""
ORIGIN = f"https://{HOST}"
SESSION_COOKIE = "__Host-session"
WEB_PROCESSES, WEB_THREADS = 2, 4
"""As in the Dockerfile."""


def environment(*, mail_port: int = 9) -> dict[str, str]:
    """Production settings; the key is the one that the sessions of this process were signed with."""
    kept = {name: value for name, value in os.environ.items() if "DEMO" not in name.upper().split("_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": str(mail_port),
        "EMAIL_SECURITY": "none",
        "DEFAULT_FROM_EMAIL": "roed-traad@kommune.example",
        "PYTHONUNBUFFERED": "1",
    }


def web(port: int) -> list[str]:
    options = ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)]
    options += ["--env", "DATABASE_POOL_SIZE=0", "--no-control-socket"]
    return ["gunicorn", "config.wsgi:application", "--bind", f"{HOST}:{port}", *options]


def live(port: int) -> list[str]:
    return ["daphne", "-b", HOST, "-p", str(port), "config.asgi:application"]


def worker(schedule: Path) -> list[str]:
    """With the clock in it, as on one machine."""
    return ["celery", "-A", "config.celery", "worker", "-B", "-s", str(schedule), "-c", "2", "-l", "WARNING"]


@contextmanager
def running(
    command: list[str], *, log: Path, env: Mapping[str, str], port: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python module as a process; the block begins when it takes calls on ``port`` and ends with it gone."""
    with log.open("ab") as out:
        child = process.start([sys.executable, "-m", *command], on_our_death=signal.SIGTERM, cwd=ROOT, log=out, env=env)
    try:
        if port and not process.wait_until(lambda: child.poll() is not None or answers(port), seconds=START_SECONDS):
            raise RuntimeError(f"{command[0]} takes no calls after {START_SECONDS:.0f} s; see {log}")
        if child.poll() is not None:
            raise RuntimeError(f"{command[0]} ended: {log.read_text(errors='replace')[-2000:]}")
        yield child
    finally:
        process.end(child, [(signal.SIGTERM, 10.0)])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
