"""Keeps a handful of processes alive together: one that dies is started again, a few times, then all stop."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.demo.restarts import RESTARTS, Deaths
from config.embedded import process
from config.embedded.places import CannotStart

GRACE_SECONDS = 8.0
SHOWN_LOG_LINES = 5


@dataclass
class Child:
    """A command that should keep running; its output goes to a file of its own."""

    name: str
    command: list[str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    deaths: Deaths = field(default_factory=Deaths)

    def start(self, *, cwd: Path, env: Mapping[str, str]) -> None:
        with self.log.open("ab") as log:
            self.running = process.start(self.command, on_our_death=signal.SIGTERM, cwd=cwd, log=log, env=env)

    def died(self) -> bool:
        return self.running is not None and self.running.poll() is not None

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()[-SHOWN_LOG_LINES:]
        return "".join(f"    {line}\n" for line in lines)


class Children:
    """The demo's processes. Leaving the block ends them all, the last one started first."""

    def __init__(self, *, cwd: Path, env: Mapping[str, str], logs: Path, out: IO[str] = sys.stdout) -> None:
        self.cwd, self.env, self.logs, self.out = cwd, env, logs, out
        self.kept: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Children":
        return self

    def __exit__(self, *_: object) -> None:
        self.end_all()

    def keep(self, name: str, *command: str) -> None:
        """Starts a Python module or script and keeps it running."""
        child = Child(name, [sys.executable, *command], self.logs / f"{name}.log")
        self.kept.append(child)
        child.start(cwd=self.cwd, env=self.env)

    def run(self, *command: str) -> None:
        """Runs something to its end, its output on the terminal. Raises CannotStart when it fails."""
        whole = [sys.executable, *command]
        once = process.start(whole, on_our_death=signal.SIGTERM, cwd=self.cwd, env=self.env)
        try:
            code = once.wait()
        except KeyboardInterrupt:
            process.end(once, [(signal.SIGTERM, GRACE_SECONDS)])
            raise
        if code:
            raise CannotStart(f"`{' '.join(command)}` failed (code {code}); see the lines above.")

    def watch(self) -> None:
        """Starts the dead again. Raises CannotStart when one of them dies too often."""
        for child in self.kept:
            if child.running and child.died():
                self._start_again(child, child.running)

    def end_all(self) -> None:
        """Asks all at once, so that the slowest decides how long it takes, then insists."""
        alive = [child.running for child in self.kept if child.running and not child.died()]
        for running in alive:
            running.terminate()
        give_up = time.monotonic() + GRACE_SECONDS
        for running in reversed(alive):
            process.gone_within(running, give_up - time.monotonic())
            process.end(running, [])
        self.kept.clear()

    def _start_again(self, child: Child, ended: subprocess.Popen[bytes]) -> None:
        process.clear_group(ended)
        count = child.deaths.one_more()
        self.out.write(f"{child.name} stopped (code {ended.returncode}):\n{child.last_words()}")
        if count > RESTARTS:
            raise CannotStart(f"{child.name} keeps stopping; everything is stopped. Its log: {child.log}")
        self.out.write(f"{child.name} is started again ({count} of {RESTARTS}).\n")
        self.out.flush()
        child.start(cwd=self.cwd, env=self.env)
