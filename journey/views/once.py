"""One filling-in of a form is one act, however often Send is tapped.

Updates carry their token into the database (R4). Other rows have no column for it, so the first tap claims the token in
the cache, and a second one waits for how the first ended and then says that it is done. What is sent with a used token
and other words is refused: nothing that somebody wrote is dropped in silence. The cache learns a keyed fingerprint of
what was sent, no word and nobody's id (T26). Without a cache the form still works: this is a guard against a nervous
thumb, no more.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid5

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from journey.errors import Conflict
from journey.models import Person

REMEMBERED_SECONDS = 24 * 60 * 60
CLAIMED_SECONDS = 30
"""Longer than any request lives: a claim left by a crash gives way to a later try."""
WAIT_SECONDS, LOOK_EVERY_SECONDS = 5.0, 0.1


def once(person: Person, token: UUID | None, said: str, act: Callable[[], str]) -> str:
    """The answer of ``act``, which runs once per person and token; a repeat is told that it is done.

    What ``act`` raises is raised, and may be tried again. Raises Conflict when the token has been used to say something
    else than ``said``.
    """
    if token is None:
        return act()
    key = f"form:{uuid5(token, str(person.pk))}"
    try:
        claimed = cache.add(key, "", CLAIMED_SECONDS)
    except RedisError:
        return act()
    mark = salted_hmac(key, said, algorithm="sha256").hexdigest()
    return _first(key, mark, act) if claimed else _again(key, mark, act)


def _first(key: str, mark: str, act: Callable[[], str]) -> str:
    try:
        answer = act()
    except BaseException:
        with suppress(RedisError):
            cache.delete(key)
        raise
    with suppress(RedisError):  # the act is done: forgetting it is no reason to say that it failed
        cache.set(key, mark, REMEMBERED_SECONDS)
    return answer


def _again(key: str, mark: str, act: Callable[[], str]) -> str:
    """Wait for the first tap's answer; when the first was refused, this one is the first."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        state = cache.get(key)
        if state == mark:
            return _("Det er gjort. Vi gemte det kun én gang.")
        if state is None and cache.add(key, "", CLAIMED_SECONDS):
            return _first(key, mark, act)
        if state:
            raise Conflict("token_reused", _("Det blev ikke gemt. Din tekst står her stadig – tryk på knappen igen."))
        time.sleep(LOOK_EVERY_SECONDS)
    return ""
