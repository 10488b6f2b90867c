"""Whose session a socket rides on, looked up anew each time: Channels itself never asks again (T38).

Thousands of open pages ask once a minute each, and all in the same second after a restart. So the questions of a moment
go to the database together: two statements for up to 500 sockets instead of two for each.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import Error
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from journey.models import Person

TOGETHER_SECONDS = 0.05
MOST_TOGETHER = 500
POSSIBLE_KEY = re.compile(r"[a-z0-9]{8,40}")
"""What Django makes. Anything else is refused before it can spoil the question of others."""

Answer = asyncio.Future[UUID | None]
_waiting: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Answer]]" = WeakKeyDictionary()
_asking: "set[asyncio.Task[None]]" = set()
"""Held until done: an event loop by itself may forget a task midway."""


async def person_of_session(session_key: str) -> UUID | None:
    """The active person behind a session that has not ended; None otherwise. Raises django.db.Error."""
    if not POSSIBLE_KEY.fullmatch(session_key):
        return None
    loop = asyncio.get_running_loop()
    waiting = _waiting.setdefault(loop, {})
    if not waiting:
        loop.call_later(TOGETHER_SECONDS, _ask, loop)
    if session_key not in waiting:
        waiting[session_key] = loop.create_future()
    return await asyncio.shield(waiting[session_key])  # one that goes away must not take the others' answer along


def _ask(loop: asyncio.AbstractEventLoop) -> None:
    task = loop.create_task(_answer(_waiting.pop(loop)))
    _asking.add(task)
    task.add_done_callback(_asking.discard)


async def _answer(waiting: Mapping[str, Answer]) -> None:
    try:
        found = await database_sync_to_async(people_of_sessions)(list(waiting))
        for key, answer in waiting.items():
            answer.set_result(found.get(key))
    except Error as problem:
        for answer in waiting.values():
            answer.set_exception(problem)
            answer.exception()  # whoever asked may be gone; then nobody is left to hear it
    finally:
        for answer in waiting.values():
            answer.cancel()  # does nothing to one that has been given: nobody waits for ever, whatever went wrong


def people_of_sessions(keys: Sequence[str]) -> dict[str, UUID]:
    """The active person behind each session that has not ended; the other keys are left out."""
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), MOST_TOGETHER):
        found |= _people_of(keys[start : start + MOST_TOGETHER])
    return found


def _people_of(keys: Iterable[str]) -> dict[str, UUID]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    store = SessionStore()
    logins = {key: store.decode(data) for key, data in rows.values_list("session_key", "session_data")}
    said = {key: UUID(login[SESSION_KEY]) for key, login in logins.items() if SESSION_KEY in login}
    active = Person.objects.filter(is_active=True).only("password").in_bulk(set(said.values()))
    return {
        key: person_id
        for key, person_id in said.items()
        if person_id in active and _proves(logins[key].get(HASH_SESSION_KEY, ""), active[person_id])
    }


def _proves(said: str, person: Person) -> bool:
    """Whether the login was made with a key that is still ours, as Django asks it of every request."""
    ours = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(constant_time_compare(said, one) for one in ours)
