"""Asking a worker to start now instead of at its next tick. Nothing depends on it."""

from functools import cache

import structlog
from celery import current_app
from kombu import Connection
from kombu.connection import ConnectionPool
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 0.1


def call_worker(task: str) -> None:
    """Send the task without arguments. A broker that refuses or is silent costs a moment, and never an error.

    ``max_retries`` 0 and not ``retry=False``: the latter waits six seconds for a broker that is down.
    """
    try:
        with _connections().acquire(block=True) as connection:
            current_app.send_task(task, connection=connection, retry=True, retry_policy={"max_retries": 0}, expires=60)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("worker_not_called", task=task, error=type(problem).__name__)


@cache
def _connections() -> ConnectionPool:
    """Ours, because those of Celery wait for a silent broker without end: a worker may do that, a request may not."""
    patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    options = {**current_app.conf.broker_transport_options, **patience}
    pool: ConnectionPool = Connection(current_app.conf.broker_url, transport_options=options).Pool(limit=8)
    return pool
