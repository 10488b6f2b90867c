"""Turns DATABASE_URL and REDIS_URL into the forms that Django, Celery and Channels want."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from psycopg.conninfo import conninfo_to_dict

from messaging.realtime.line import NoticingRetry

DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str, *, pool_size: int, prepare_after: int = 5) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq URL; what Django has no name for (sslmode …) goes to OPTIONS.

    `prepare_after`: runs after which a connection keeps the plan of a statement (journey.models.statements); 0: never.

    CONN_MAX_AGE stays 0 because the pool, not the request, owns the connections. `pool_size` 0 means no pool. A
    connection is asked whether it still lives before a request is given it: after a restart of PostgreSQL nobody meets
    a dead one.
    Values are as libpq wants them (Any), checked by libpq itself: a bad URL raises psycopg.ProgrammingError.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }
    entry |= {DJANGO_NAMES[name]: value for name, value in parts.items() if name in DJANGO_NAMES}
    entry["OPTIONS"] = {name: value for name, value in parts.items() if name not in DJANGO_NAMES}
    entry["OPTIONS"]["prepare_threshold"] = prepare_after or None
    if pool_size:
        entry["CONN_HEALTH_CHECKS"] = True
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
