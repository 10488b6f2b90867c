"""Asking a worker to start now instead of at its next tick. Nothing depends on it."""

from functools import cache
from typing import Any

import structlog
from celery import current_app
from kombu import Connection
from kombu.connection import ConnectionPool
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from messaging.realtime.nudge import live_client

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 0.1
CALL_SECONDS = 60
"""As long as a call is worth something: by then the clock has started the same work."""


def call_worker(task: str) -> None:
    """Send the task without arguments. A broker that refuses or is silent costs a moment, and never an error.

    Not a second time while the first call has not been answered: whoever answers it finds the work of both. A call
    that nobody answers holds no later one back for longer than it would itself be worth.

    ``max_retries`` 0 and not ``retry=False``: the latter waits six seconds for a broker that is down.
    """
    try:
        if not live_client().set(_mark(task), 1, nx=True, ex=CALL_SECONDS):
            return
        with _connections().acquire(block=True) as connection:
            once: dict[str, Any] = {"retry": True, "retry_policy": {"max_retries": 0}}
            current_app.send_task(task, connection=connection, expires=CALL_SECONDS, **once)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("worker_not_called", task=task, error=type(problem).__name__)


def answer_call(task: str) -> None:
    """The worker has begun: what is called for from now on needs a new call. Comes before the work is looked for."""
    try:
        live_client().delete(_mark(task))
    except (RedisError, OSError) as problem:
        log.warning("call_not_answered", task=task, error=type(problem).__name__)


def _mark(task: str) -> str:
    return f"called.{task}"


@cache
def _connections() -> ConnectionPool:
    """Ours, because those of Celery wait for a silent broker without end: a worker may do that, a request may not."""
    patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    options = {**current_app.conf.broker_transport_options, **patience}
    pool: ConnectionPool = Connection(current_app.conf.broker_url, transport_options=options).Pool(limit=8)
    return pool
