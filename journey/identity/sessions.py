"""Sessions and their people, asked for with one statement that is translated once: every request begins with it.

Django's own ways in every other respect: the settings name what is here instead of Django's and allauth's classes.
"""

from contextvars import ContextVar
from functools import cache
from typing import Any
from uuid import UUID

from allauth.headless.internal.sessionkit import lookup_session
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from journey.access.translated import NOW, ROW, WORD, Rows, Shape, Translation
from journey.models import Person

_PERSON: Rows[Person] = Rows(lambda: Person.objects.filter(pk=ROW))
_SESSION_SHAPE = Shape(Session)
_PERSON_SHAPE = Shape(Person, start=_SESSION_SHAPE.end)
_whose: dict[str, UUID] = {}
"""Whose a session was when it was last asked for. A guess that saves a statement: both rows are read each time, and
what the session says holds."""
MOST_GUESSES = 10_000
_read_along: ContextVar[Person | None] = ContextVar("person_read_with_session", default=None)
"""For the next question who is logged in, which follows at once."""


@cache
def _session_with_person() -> Translation:
    session = Translation.of(
        Session.objects.filter(session_key=WORD, expire_date__gt=NOW).values(*_SESSION_SHAPE.columns)
    )
    person = Translation.of(Person.objects.filter(pk=ROW).values(*_PERSON_SHAPE.columns))
    sql = f"SELECT session.*, person.* FROM ({session.sql}) session LEFT JOIN ({person.sql}) person ON true"  # noqa: S608
    return Translation(sql, session.params + person.params, session.columns + person.columns)


class SessionStore(DatabaseSessions):
    """SESSION_ENGINE."""

    def load(self) -> dict[str, Any]:
        """Any: what Django keeps in a session."""
        said: dict[str, Any] = super().load()
        if self.session_key and SESSION_KEY in said:
            if len(_whose) >= MOST_GUESSES:
                _whose.clear()
            _whose[self.session_key] = UUID(said[SESSION_KEY])
        return said

    def _get_session_from_db(self) -> Session | None:
        real = {WORD: self.session_key, NOW: timezone.now(), ROW: _whose.get(self.session_key or "")}
        row = next(iter(_session_with_person().rows(real)), None)
        if row is None:
            _read_along.set(None)
            self._session_key = None
            return None
        has_person = row[_SESSION_SHAPE.end] is not None  # the first column of a person is never null
        _read_along.set(_PERSON_SHAPE.made(row) if has_person else None)
        return _SESSION_SHAPE.made(row)


class PersonBackend(ModelBackend):
    """AUTHENTICATION_BACKENDS: nobody has a password; this only loads who is logged in."""

    def get_user(self, user_id: UUID) -> Person | None:
        person = _read_along.get()
        _read_along.set(None)
        if person is None or person.pk != user_id:
            person = _PERSON.first({ROW: user_id})
        return person if person and self.user_can_authenticate(person) else None


class AppTokens(SessionTokenStrategy):  # type: ignore[misc]  # allauth is published without types
    """HEADLESS_TOKEN_STRATEGY: the session is loaded, and not first looked for."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        found: SessionBase | None = lookup_session(session_token)
        return found
