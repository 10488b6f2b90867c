"""Turns DATABASE_URL and REDIS_URL into the forms that Django, Celery and Channels want."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from psycopg.conninfo import conninfo_to_dict

from messaging.realtime.line import NoticingRetry

DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


KEEP_SECONDS = 600
"""How long a thread keeps its connection where there is no pool."""


def database(url: str, *, pool_size: int, keep_seconds: int = 0, prepare_after: int = 5) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq URL; what Django has no name for (sslmode …) goes to OPTIONS.

    `prepare_after`: runs after which a connection keeps the plan of a statement (journey.models.statements); 0: never.

    With a pool CONN_MAX_AGE is 0, because the pool, not the request, owns the connections. `pool_size` 0 means no pool:
    each thread keeps its connection for `keep_seconds`, which suits gunicorn's few threads and never ASGI. Either way a
    request is given one that has just been asked whether it lives: after a restart of PostgreSQL nobody meets a
    dead one.
    Values are as libpq wants them (Any), checked by libpq itself: a bad URL raises psycopg.ProgrammingError.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0 if pool_size else keep_seconds,
        "CONN_HEALTH_CHECKS": bool(pool_size or keep_seconds),
        "ATOMIC_REQUESTS": False,
    }
    entry |= {DJANGO_NAMES[name]: value for name, value in parts.items() if name in DJANGO_NAMES}
    entry["OPTIONS"] = {name: value for name, value in parts.items() if name not in DJANGO_NAMES}
    entry["OPTIONS"]["prepare_threshold"] = prepare_after or None
    if pool_size:
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return entry


def celery_broker(redis_url: str) -> str:
    """kombu writes a unix socket as `redis+socket://`, with the database number as `virtual_host`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def channel_layer(redis_url: str) -> dict[str, Any]:
    """The pub/sub layer; without `socket_timeout: None` redis-py 8 drops idle subscriptions after 5 s.

    ``retry``: a lost subscription is told to the open sockets instead of coming back in silence.
    """
    host = {"address": redis_url, "socket_timeout": None, "retry": NoticingRetry()}
    return {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [host]}}
