"""Whose session a socket rides on, looked up anew each time: Channels itself never asks again (T38)."""

from uuid import UUID

from channels.db import database_sync_to_async
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest


@database_sync_to_async
def person_of_session(session_key: str) -> UUID | None:
    """The active person behind a session that has not ended; None otherwise."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    person = get_user(request)
    return person.pk if person.is_authenticated and person.is_active else None
