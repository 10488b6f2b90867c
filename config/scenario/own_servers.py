"""Servers for one command on a machine that has none running."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management.base import CommandError

from config.embedded.launcher import running
from config.embedded.places import CannotStart
from config.scenario.database import is_reachable


def have_servers() -> None:
    """Return when a database answers or is named. Else run the same command again with embedded ones, and exit as it.

    Settings are read when Python starts, so the present process could not be pointed to new servers.
    """
    if is_reachable() or os.environ.get("DATABASE_URL"):
        return
    try:
        with running(settings.VAR_DIR / "scenario", durable=False) as servers:
            env = os.environ | {"DATABASE_URL": servers.urls.database_url, "REDIS_URL": servers.urls.redis_url}
            done = subprocess.run([sys.executable, *sys.argv], env=env, check=False)
    except CannotStart as problem:
        raise CommandError(str(problem), returncode=1) from None
    sys.exit(done.returncode)
