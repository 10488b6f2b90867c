"""Sessions and their people, asked for with statements that are translated once: every request begins with these two.

Django's own ways in every other respect: the settings name what is here instead of Django's and allauth's classes.
"""

from uuid import UUID

from allauth.headless.internal.sessionkit import lookup_session
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from journey.access.translated import NOW, ROW, WORD, Rows
from journey.models import Person

_SESSION: Rows[Session] = Rows(lambda: Session.objects.filter(session_key=WORD, expire_date__gt=NOW))
_PERSON: Rows[Person] = Rows(lambda: Person.objects.filter(pk=ROW))


class SessionStore(DatabaseSessions):
    """SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first({WORD: self.session_key, NOW: timezone.now()})
        if found is None:
            self._session_key = None
        return found


class PersonBackend(ModelBackend):
    """AUTHENTICATION_BACKENDS: nobody has a password; this only loads who is logged in."""

    def get_user(self, user_id: UUID) -> Person | None:
        person = _PERSON.first({ROW: user_id})
        return person if person and self.user_can_authenticate(person) else None


class AppTokens(SessionTokenStrategy):  # type: ignore[misc]  # allauth is published without types
    """HEADLESS_TOKEN_STRATEGY: the session is loaded, and not first looked for."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        found: SessionBase | None = lookup_session(session_token)
        return found
