"""`python -m tests.reliability.worker CONFIG`: a worker that may be killed at any moment, and the next one after it.

Each line on standard input is a moment in time. It ends the worker that is there, if nobody has killed it yet, and
starts the next: a process of its own, as Celery's are, which runs the sweep at that moment again and again. Its number
is written to standard output. Celery itself is left out, because it is only what calls the sweep (R1).
"""

import json
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402

from journey.rules import clock  # noqa: E402
from messaging.delivery.sweep import sweep  # noqa: E402


def main() -> None:
    for name, value in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).items():
        setattr(settings, name, value)
    child = 0
    for line in sys.stdin:
        _end(child)
        child = os.fork()
        if not child:
            _work(datetime.fromisoformat(line.strip()))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    _end(child)


def _end(child: int) -> None:
    if child:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _work(moment: datetime) -> None:
    """Until it is killed. Never back into the loop of the first process."""
    try:
        with clock.simulated(moment):
            while True:
                sweep()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
