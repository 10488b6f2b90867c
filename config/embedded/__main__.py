"""`python -m config.embedded`: the servers in the foreground for a developer, until Ctrl-C.

`python -m config.embedded COMMAND …`: new empty servers for as long as one command runs, named in its
environment; the command's exit code is ours.
"""

import os
import signal
import subprocess
import sys

from config.embedded import launcher
from config.embedded.places import CannotStart
from config.embedded.process import interrupt_once
from config.settings.base import VAR_DIR


def main(command: list[str]) -> int:
    """Ctrl-C and SIGTERM end the command and the servers alike."""
    try:
        with interrupt_once():
            return run(command) if command else wait()
    except KeyboardInterrupt:
        return 0 if not command else 130
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1


def wait() -> int:
    with launcher.running(VAR_DIR / "dev", durable=True) as servers:
        print(f"DATABASE_URL={servers.urls.database_url}\nREDIS_URL={servers.urls.redis_url}", flush=True)
        print("Ctrl-C stops both.", flush=True)
        while True:
            signal.pause()


def run(command: list[str]) -> int:
    with launcher.throwaway() as servers:
        urls = {"DATABASE_URL": servers.urls.database_url, "REDIS_URL": servers.urls.redis_url}
        return subprocess.run(command, check=False, env=os.environ | urls).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
