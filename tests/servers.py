"""One PostgreSQL per test run and one Valkey per parallel worker, in new folders that vanish afterwards."""

import os
from contextlib import ExitStack

from config.embedded import launcher

OWN_REDIS = "ROED_TRAAD_TESTS_START_REDIS"

_started = ExitStack()


def start() -> None:
    """Starts what is missing and names it in the environment, which the workers of pytest-xdist inherit.

    A worker shares the first process's PostgreSQL (its database has a name of its own) but not its Valkey:
    published messages cross Valkey's numbered databases, so one worker's nudges would reach another's pages.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[OWN_REDIS] = "" if os.environ.get("REDIS_URL") else "yes"
    elif os.environ[OWN_REDIS]:
        del os.environ["REDIS_URL"]
    urls = _started.enter_context(launcher.throwaway()).urls
    os.environ |= {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}


def stop() -> None:
    """Ends the servers and removes their folder. Called twice it does nothing the second time."""
    _started.close()
