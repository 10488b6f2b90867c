"""Servers for one command on a machine that has none running."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.management.base import CommandError

from config.embedded.launcher import Running, running, throwaway
from config.embedded.places import CannotStart, InUse
from config.scenario.database import is_reachable

NOT_PLAYED = 3
"""No server could be started or used: nothing is known of what was to be played."""


def have_servers(say: Callable[[str], object]) -> None:
    """Return when a database answers or is named. Else run the same command again with embedded ones, and exit as it.

    Settings are read when Python starts, so the present process could not be pointed to new servers.
    """
    if is_reachable() or os.environ.get("DATABASE_URL"):
        return
    try:
        with servers_for_a_run(say) as servers:
            env = os.environ | {"DATABASE_URL": servers.urls.database_url, "REDIS_URL": servers.urls.redis_url}
            done = subprocess.run([sys.executable, *sys.argv], env=env, check=False)
    except CannotStart as problem:
        raise CommandError(str(problem), returncode=NOT_PLAYED) from None
    sys.exit(done.returncode)


@contextmanager
def servers_for_a_run(say: Callable[[str], object]) -> Iterator[Running]:
    """Those of this checkout, kept between runs; while another run has them, new ones that are gone afterwards."""
    with ExitStack() as stack:
        try:
            servers = stack.enter_context(running(settings.VAR_DIR / "scenario", durable=False))
        except InUse:
            say("Another run is going on here; this one starts servers of its own, which takes a little longer …")
            servers = stack.enter_context(throwaway())
        yield servers
