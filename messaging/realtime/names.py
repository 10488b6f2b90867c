"""Names of live groups: made from a key on the server, so that knowing a person's id helps nobody to listen (T40)."""

from uuid import UUID

from django.utils.crypto import salted_hmac


def live_group(person_id: UUID | str) -> str:
    """The group of all open pages of a person."""
    return "live." + _keyed("live-group", str(person_id))


def session_mark(session_key: str) -> str:
    """A session's name on the live layer, from which the session itself cannot be had."""
    return _keyed("live-session", session_key)


def _keyed(purpose: str, value: str) -> str:
    return salted_hmac(f"messaging.{purpose}", value, algorithm="sha256").hexdigest()[:40]
