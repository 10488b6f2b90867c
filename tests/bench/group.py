"""`python -m tests.bench.group NAME OUT [CONSTANT=NUMBER …]`: one group of rows with servers of its own.

Constants of the group's module can be made smaller, to try the bench itself.
"""

import importlib
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from config.embedded import launcher
from config.embedded.process import interrupt_once

OWN_SERVERS = {"first_page"}
"""Starts everything by itself."""
DURABLE = {"crossing", "lost"}
"""Measure writing, and what survives: with data that is safely on disk. The others only read."""


def main(name: str, out: Path, *changed: str) -> None:
    """Raises whatever goes wrong; then there is no file."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    with ExitStack() as stack:
        stack.enter_context(interrupt_once())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="roedtraad-", ignore_cleanup_errors=True)))
        folder.chmod(0o711)  # when root lends an account to the servers, that account must get through
        servers = None
        if name not in OWN_SERVERS:
            for named in ("DATABASE_URL", "REDIS_URL"):
                os.environ.pop(named, None)  # never somebody's servers: they are filled, and killed
            servers = stack.enter_context(launcher.running(folder, durable=name in DURABLE))
            os.environ |= {"DATABASE_URL": servers.urls.database_url, "REDIS_URL": servers.urls.redis_url}
            _make_tables()
        group = importlib.import_module(f"tests.bench.{name}")
        for constant, _, number in (one.partition("=") for one in changed):
            setattr(group, constant, type(getattr(group, constant))(number))
        rows = group.rows(folder, servers)
    out.write_text(json.dumps([row.as_json() for row in rows], ensure_ascii=False), encoding="utf-8")


def _make_tables() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
