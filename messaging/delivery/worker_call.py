"""Asking a worker to start now instead of at its next tick. Nothing depends on it."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def call_worker(task: str) -> None:
    """Send the task without arguments. A broker that does not answer costs at most half a second and no error.

    ``max_retries`` 0 and not ``retry=False``: the latter waits six seconds for a broker that is down.
    """
    try:
        current_app.send_task(task, retry=True, retry_policy={"max_retries": 0}, expires=60)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("worker_not_called", task=task, error=type(problem).__name__)
