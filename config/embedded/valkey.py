"""An embedded Valkey (or Redis): a socket, nothing on disk. Whatever it holds may be lost at any time."""

import signal
import subprocess
from pathlib import Path

import redis

from config.embedded import binaries, process
from config.embedded.account import Account
from config.embedded.places import CannotStart

READY_SECONDS = 20.0


class Valkey:
    """One socket and the server behind it. `start` returns once it answers, `stop` once it is gone."""

    def __init__(self, *, sockets: Path, log: Path, account: Account) -> None:
        self.socket, self.pid_file = sockets / "valkey.sock", sockets / "valkey.pid"
        self.log, self.account = log, account
        self.child: subprocess.Popen[bytes] | None = None
        self.program: binaries.Program | None = None

    def start(self) -> None:
        """Raises CannotStart when no program is found or the server does not come up."""
        self.program = binaries.reachable(binaries.valkey(), self.account)
        process.end_leftover(self.pid_file, mark=str(self.socket), how=signal.SIGTERM)
        self.socket.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.child = process.start(
                [self.program.path, *self._options()],
                on_our_death=signal.SIGTERM,
                cwd=self.socket.parent,
                log=log,
                env={"LC_ALL": "C"},
                run_as=self.account.run_as(),
            )
        if not process.wait_until(self._answers, seconds=READY_SECONDS):
            self.stop()
            raise CannotStart(f"Valkey did not answer within {READY_SECONDS:.0f} seconds; see {self.log}.")

    def stop(self) -> None:
        """There is nothing to save, so it may go at once."""
        if self.child:
            process.end(self.child, [(signal.SIGTERM, 5.0)])
            self.child = None

    def _options(self) -> list[str]:
        return [
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
            "700",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.socket.parent),
            "--pidfile",
            str(self.pid_file),
            "--daemonize",
            "no",
        ]

    def _answers(self) -> bool:
        assert self.child
        if self.child.poll() is not None:
            last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
            raise CannotStart(f"Valkey stopped while starting: {' / '.join(last)}")
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as link:
                return bool(link.ping())
        except redis.RedisError:
            return False
