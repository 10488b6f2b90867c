"""One filling-in of a form is one act, however often Send is tapped.

Updates carry their token into the database (R4). Other rows have no column for it, so the first tap claims the token in
the cache, and a second one waits for how the first ended and then says that it is done. The cache learns only that, no
word and nobody's id (T26). Without a cache the form still works: this is a guard against a nervous thumb, no more.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid5

from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from journey.models import Person

REMEMBERED_SECONDS = 24 * 60 * 60
DONE = "done"
CLAIMED_SECONDS = 30
"""Longer than any request lives: a claim left by a crash gives way to a later try."""
WAIT_SECONDS, LOOK_EVERY_SECONDS = 5.0, 0.1


def once(person: Person, token: UUID | None, act: Callable[[], str]) -> str:
    """The answer of ``act``, which runs once per person and token; a repeat is told that it is done.

    What ``act`` raises is raised, and may be tried again.
    """
    if token is None:
        return act()
    key = f"form:{uuid5(token, str(person.pk))}"
    try:
        claimed = cache.add(key, "", CLAIMED_SECONDS)
    except RedisError:
        return act()
    return _first(key, act) if claimed else _again(key, act)


def _first(key: str, act: Callable[[], str]) -> str:
    try:
        answer = act()
    except BaseException:
        with suppress(RedisError):
            cache.delete(key)
        raise
    with suppress(RedisError):  # the act is done: forgetting it is no reason to say that it failed
        cache.set(key, DONE, REMEMBERED_SECONDS)
    return answer


def _again(key: str, act: Callable[[], str]) -> str:
    """Wait for the first tap's answer; when the first was refused, this one is the first."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        state = cache.get(key)
        if state == DONE:
            return _("Det er gjort. Vi gemte det kun én gang.")
        if state is None and cache.add(key, "", CLAIMED_SECONDS):
            return _first(key, act)
        time.sleep(LOOK_EVERY_SECONDS)
    return ""
