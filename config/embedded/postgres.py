"""An embedded PostgreSQL: no TCP, a socket in a closed folder, only the account that started it gets in."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded import binaries, process
from config.embedded.account import Account
from config.embedded.places import DATABASE, ROLE, CannotStart, own_folder

READY_SECONDS = 60.0
FAST_SHUTDOWN = [(signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)]  # PostgreSQL's names: fast, then immediate
HBA = "local all all peer map=ours\n"
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "log_checkpoints": "off",
    "shared_memory_type": "mmap",
}
# Safe only for data that may be lost: the tests'.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "300",
}


class Postgres:
    """One data folder and the server on it. `start` returns once it answers, `stop` once it is gone."""

    def __init__(self, *, data: Path, sockets: Path, log: Path, account: Account, durable: bool) -> None:
        self.data, self.sockets, self.log = data, sockets, log
        self.account, self.durable = account, durable
        self.child: subprocess.Popen[bytes] | None = None
        self.program: binaries.Program | None = None

    def start(self) -> None:
        """Raises CannotStart when no program is found or the server does not come up."""
        self.program = binaries.reachable(binaries.postgres(wanted_version=self._version_of_data()), self.account)
        process.end_leftover(self.data / "postmaster.pid", mark=str(self.data), how=signal.SIGINT)
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink()
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        self._write_who_gets_in()
        self._run()
        self._make_database()

    def stop(self) -> None:
        """Fast shutdown: ends sessions, writes what is due and goes; harder only when that takes too long."""
        if self.child:
            process.end(self.child, FAST_SHUTDOWN)
            self.child = None

    def _version_of_data(self) -> int | None:
        marker = self.data / "PG_VERSION"
        return int(marker.read_text()) if marker.exists() else None

    def _make_data(self) -> None:
        """initdb beside the place, then rename: a start cut short leaves nothing that looks finished."""
        assert self.program
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        own_folder(draft, mode=0o700, uid=self.account.uid, gid=self.account.gid)
        made = self._initdb(draft, _locale(self.program.version))
        if made.returncode:  # a system without C.UTF-8
            made = self._initdb(draft, ["--locale=C"])
        if made.returncode:
            raise CannotStart(f"PostgreSQL's initdb failed: {made.stdout.strip().splitlines()[-1:]}")
        draft.rename(self.data)

    def _initdb(self, folder: Path, locale: list[str]) -> subprocess.CompletedProcess[str]:
        assert self.program
        command: list[str | Path] = [
            self.program.beside("initdb"),
            "-D",
            folder,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--auth=peer",
            "--no-sync",
            "--no-instructions",
            *locale,
        ]
        return subprocess.run(
            command,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=_environment(),
            **self.account.run_as(),
        )

    def _write_who_gets_in(self) -> None:
        """Peer authentication: whoever started us, and the server's account, may be either role."""
        users = {pwd.getpwuid(os.geteuid()).pw_name, self.account.name}
        ident = "".join(f"ours {user} {role}\n" for user in sorted(users) for role in ("postgres", ROLE))
        (self.data / "pg_hba.conf").write_text(HBA)
        (self.data / "pg_ident.conf").write_text(ident)

    def _run(self) -> None:
        assert self.program
        chosen = ALWAYS | {"unix_socket_directories": str(self.sockets)} | ({} if self.durable else THROWAWAY)
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.child = process.start(
                [self.program.path, "-D", self.data, *options],
                on_our_death=signal.SIGINT,
                cwd=self.data,
                log=log,
                env=_environment(),
                run_as=self.account.run_as(),
            )
        if not process.wait_until(self._answers, seconds=READY_SECONDS):
            self.stop()
            raise CannotStart(f"PostgreSQL did not answer within {READY_SECONDS:.0f} seconds; see {self.log}.")

    def _answers(self) -> bool:
        assert self.child
        if self.child.poll() is not None:
            last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
            raise CannotStart(f"PostgreSQL stopped while starting: {' / '.join(last)}")
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True)

    def _make_database(self) -> None:
        """The product's role owns its database and may make test databases; it is no superuser."""
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with self._connect() as link:
            if not link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                link.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                link.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))


def _locale(version: int) -> list[str]:
    return ["--locale-provider=builtin", "--locale=C.UTF-8"] if version >= 17 else ["--locale=C.UTF-8"]


def _environment() -> dict[str, str]:
    """Nothing of the caller's: PG* variables and locale settings would change what initdb makes."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
