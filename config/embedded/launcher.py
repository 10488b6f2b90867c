"""Starts what DATABASE_URL and REDIS_URL do not already name, and ends exactly that."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded import account as accounts
from config.embedded import places
from config.embedded.places import InUse, Urls
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey


@dataclass(frozen=True)
class Running:
    """Where the servers answer, and those among them that we started."""

    urls: Urls
    ours: list[Postgres | Valkey]

    def dead(self) -> list[Postgres | Valkey]:
        """The servers of ours that have stopped by themselves."""
        return [server for server in self.ours if server.child and server.child.poll() is not None]


@contextmanager
def running(home: Path, *, durable: bool) -> Iterator[Running]:
    """PostgreSQL and Valkey for as long as the block lasts; `durable` False trades data's safety for speed.

    1. Take the addresses the environment gives; start only what is missing.
    2. One start at a time on one home: a lock that the kernel lets go when we die.
    3. Start Valkey, then PostgreSQL; on the way out, in reverse.

    Raises CannotStart with one sentence; InUse, which is one, while another process has `home`.
    """
    own = places.urls(home)
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with ExitStack() as stack:
        stack.enter_context(_only_one(home))
        ours: list[Postgres | Valkey] = []
        if not (database_url and redis_url):
            place = _Place(home, stack)
            ours += [] if redis_url else [place.valkey()]
            ours += [] if database_url else [place.postgres(durable=durable)]
        for server in ours:
            stack.callback(server.stop)
            server.start()
        yield Running(Urls(database_url or own.database_url, redis_url or own.redis_url), ours)


@contextmanager
def throwaway(*, durable: bool = False) -> Iterator[Running]:
    """New, empty servers whose data is gone afterwards: for tests and for trying things. Fast, unless ``durable``."""
    with tempfile.TemporaryDirectory(prefix="roedtraad-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # when root lends an account, that account must get through
        with running(Path(folder), durable=durable) as servers:
            yield servers


class _Place:
    """The account, and the folders it can reach. The sockets' folder goes when `stack` unwinds."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home, self.account = home, accounts.choose()
        self.sockets = places.socket_folder(home)
        places.own_folder(self.sockets, mode=0o700, uid=self.account.uid, gid=self.account.gid)
        stack.callback(shutil.rmtree, self.sockets, ignore_errors=True)

    def valkey(self) -> Valkey:
        return Valkey(sockets=self.sockets, log=self.home / "valkey.log", account=self.account)

    def postgres(self, *, durable: bool) -> Postgres:
        """With its data in `home`, or outside when the servers' account could not reach it there."""
        folder = self.home
        if not self.account.reaches(folder):
            folder = places.far_folder(self.home)
            places.own_folder(folder, mode=0o711, uid=os.getuid(), gid=os.getgid())
        log = self.home / "postgres.log"
        return Postgres(data=folder / "postgres", sockets=self.sockets, log=log, account=self.account, durable=durable)


def erase(home: Path) -> None:
    """Removes everything earlier starts left for `home`. Raises CannotStart while one is still running."""
    if home.exists():
        with _only_one(home):
            for folder in (home, places.socket_folder(home), places.far_folder(home)):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise InUse(f"{home} is already in use by process {lock.read().strip()}; stop that one first.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
