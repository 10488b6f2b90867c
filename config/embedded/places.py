"""Where the embedded servers keep their data and where they answer."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "roed_traad"
ROLE = "roed_traad"


class CannotStart(Exception):
    """The servers cannot be started; the text is one sentence for the person at the terminal."""


class InUse(CannotStart):
    """Another process runs servers on the same home right now."""


@dataclass(frozen=True)
class Urls:
    """The two addresses, in the form DATABASE_URL and REDIS_URL have."""

    database_url: str
    redis_url: str


def _mark(home: Path) -> str:
    return hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:10]


def socket_folder(home: Path) -> Path:
    """A short folder of its own for `home`: a unix socket's path is limited to some 100 bytes."""
    return Path("/tmp") / f"roedtraad-{os.getuid()}-{_mark(home)}"  # noqa: S108 - own_folder refuses a planted one


def far_folder(home: Path) -> Path:
    """Where data or programs go when the account that runs the servers cannot reach `home`."""
    return Path("/var/tmp") / f"roedtraad-{os.getuid()}-{_mark(home)}"  # noqa: S108 - as above


def urls(home: Path) -> Urls:
    """Where the servers of `home` answer once started; nothing is started or looked up here."""
    folder = socket_folder(home)
    return Urls(
        database_url=f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(folder), safe='/')}",
        redis_url=f"unix://{quote(str(folder / 'valkey.sock'), safe='/')}?db=0",
    )


def own_folder(folder: Path, *, mode: int, uid: int, gid: int) -> Path:
    """Makes `folder` for (uid, gid), or takes it over from an earlier start of ours.

    Raises CannotStart when somebody else put a folder or a link there first: names under /tmp can be guessed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), uid}:
            raise CannotStart(f"{folder} belongs to somebody else; remove it and start again.") from None
    os.chown(folder, uid, gid)
    folder.chmod(mode)
    return folder
