"""What dies is started again, three times a minute at most: more often, something is wrong that no start mends."""

import sys
import time
from dataclasses import dataclass, field
from typing import IO

from config.embedded.launcher import Running
from config.embedded.places import CannotStart
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

RESTARTS = 3
RESTART_WINDOW_SECONDS = 60.0


@dataclass
class Deaths:
    """When one process has died lately."""

    at: list[float] = field(default_factory=list)

    def one_more(self) -> int:
        """Notes a death; gives how many there were in the last minute."""
        now = time.monotonic()
        self.at = [then for then in self.at if now - then < RESTART_WINDOW_SECONDS] + [now]
        return len(self.at)


class KeptServers:
    """The servers that we started, kept running.

    Both may be killed at any moment: Valkey holds nothing that cannot be lost, and PostgreSQL recovers from its log and
    itself refuses to start beside what a killed one left running.
    """

    def __init__(self, servers: Running, *, out: IO[str] = sys.stdout) -> None:
        self.servers, self.out = servers, out
        self.deaths = {server: Deaths() for server in servers.ours}

    def watch(self) -> None:
        """Starts the dead again. Raises CannotStart when one of them dies, or fails to start, too often."""
        for server in self.servers.dead():
            self._start_again(server)

    def _start_again(self, server: Postgres | Valkey) -> None:
        name, count = type(server).__name__, self.deaths[server].one_more()
        if count > RESTARTS:
            raise CannotStart(f"{name} keeps stopping; everything is stopped. Its log: {server.log}")
        self.out.write(f"{name} stopped; it is started again ({count} of {RESTARTS}).\n")
        self.out.flush()
        try:
            server.start()
        except CannotStart as problem:
            # What is left of the killed one may need a moment more: the next look tries again.
            self.out.write(f"{problem}\n")
