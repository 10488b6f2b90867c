"""Which account the servers run as: PostgreSQL refuses to be root, so root lends it an existing account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.places import CannotStart

LENT_BY_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An existing user of the machine; `lent` when it is not the one who started us."""

    name: str
    uid: int
    gid: int
    lent: bool

    def run_as(self) -> dict[str, Any]:
        """Arguments for subprocess (Any: its keywords differ in type) that drop every right of root."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def reaches(self, folder: Path) -> bool:
        """Whether this account can go through `folder`: asked of the kernel, not guessed from mode bits."""
        if not self.lent:
            return True
        seen = subprocess.run(
            ["/bin/ls", "-d", f"{folder}/."], check=False, capture_output=True, cwd="/", **self.run_as()
        )
        return seen.returncode == 0


def choose() -> Account:
    """The caller's own account, or for root the first of LENT_BY_ROOT that the machine has."""
    names = LENT_BY_ROOT if os.geteuid() == 0 else (_own_name(),)
    for name in names:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, user.pw_uid, user.pw_gid, lent=os.geteuid() == 0)
    raise CannotStart(
        "Started as root, and the machine has neither a postgres nor a nobody account to run the database as."
    )


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise CannotStart(f"User number {os.geteuid()} has no name on this machine; PostgreSQL needs one.") from None
