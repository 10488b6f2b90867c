"""SIMULATED receipts in the running demo: soon after a message was taken, the site is told what became of it."""

import http.client
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import NoReturn

EVERY_SECONDS = 3.0
Said = dict[str, str]
Tell = Callable[[str, Said], object]
"""Takes the provider's name and what it says."""


def send(site: str, token: str, provider: str, said: Mapping[str, str]) -> bool:
    """One receipt to the site; False when it is not there to hear it. Never raises: the next round says it again."""
    body = json.dumps(said).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{site}/receipts/{provider}/", body, headers, method="POST")  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(asked, timeout=10):  # noqa: S310
            return True
    except urllib.error.HTTPError as refused:
        print(f"The site answered {refused.code} to a receipt.", file=sys.stderr, flush=True)
        return True
    except (OSError, http.client.HTTPException):
        return False


def keep_reporting(
    look: Callable[[Callable[[str, Said], object]], None], tell: Callable[[str, Said], bool]
) -> NoReturn:
    """Every few seconds, what has not been told yet: each message once for each state."""
    told: set[tuple[str, str, str]] = set()

    def once(provider: str, said: Said) -> None:
        mark = (provider, said["reference"], said["status"])
        if mark not in told and tell(provider, said):
            told.add(mark)

    while True:
        time.sleep(EVERY_SECONDS)
        look(once)
