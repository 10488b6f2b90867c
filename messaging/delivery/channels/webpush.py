"""One notice to one browser by its push service (RFC 8030), locked so that only the browser can read it (RFC 8291).

The push service learns that we have something for the browser, and nothing else: also that is why every notice is the
same (L50, T26). It is called at the address that was checked, once, and no redirect is followed.
"""

import json
import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import create_connection
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from journey.rules import clock
from messaging.delivery.channels.gateway import TO_BE_PUT_RIGHT
from messaging.delivery.channels.outcome import Outcome
from messaging.delivery.content import push_words
from messaging.models import PushSubscription
from messaging.models.delivery import DeliveryState
from messaging.push_addresses import HTTPS, is_callable, looked_up

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_SECONDS = 5.0
KEPT_SECONDS = 24 * 60 * 60
"""How long a push service keeps a notice for a browser that is off: after that it would be no news."""
TOKEN_SECONDS = 12 * 60 * 60
TOPIC = "nyt"
"""A newer notice takes the place of one that has not arrived: many pieces of news are one notice (RQ-094)."""
NOBODY_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
GONE, UNCALLABLE = "gone", "address_refused"
"""Errors after which the browser is not called again."""


def send(subscription: PushSubscription, language: str) -> Outcome:
    """Never raises for what push services do. An address that may no longer be called is not called."""
    if not is_callable(subscription.endpoint):
        return Outcome(DeliveryState.FAILED, UNCALLABLE)
    parts = urlsplit(subscription.endpoint)
    try:
        connection = _connected(parts)
    except OSError as problem:
        return Outcome(DeliveryState.RETRY, type(problem).__name__)
    body = _locked(subscription, json.dumps(push_words(language)).encode())
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request("POST", path, body, _headers(parts))
        answer = connection.getresponse()
        return _meaning(answer.status)
    except (OSError, HTTPException) as problem:
        return Outcome(DeliveryState.UNKNOWN, type(problem).__name__)
    finally:
        connection.close()


def _connected(parts: SplitResult) -> HTTPConnection:
    """A connection to the very address that was found to be public. Raises OSError."""
    host = parts.hostname or ""
    if parts.scheme != "https":  # only the demo's simulator passes is_callable so
        plain = HTTPConnection(host, parts.port, timeout=PATIENCE_SECONDS)
        plain.connect()
        return plain
    connection = HTTPSConnection(host, HTTPS, timeout=PATIENCE_SECONDS)
    line = create_connection((looked_up(parts), HTTPS), timeout=PATIENCE_SECONDS)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError:
        line.close()
        raise
    return connection


def _locked(subscription: PushSubscription, words: bytes) -> bytes:
    # aiohttp comes along with it: a third of a second and ten megabytes in every process that only looks at the roads
    from pywebpush import WebPusher  # noqa: PLC0415

    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    locked: bytes = WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(words)["body"]
    return locked


def _headers(parts: SplitResult) -> "Mapping[str, str]":
    from py_vapid import Vapid02  # noqa: PLC0415 - the same

    push = settings.WEB_PUSH or {}
    until = int(clock.now().timestamp()) + TOKEN_SECONDS
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": push["subject"]}
    signed: dict[str, str] = Vapid02.from_raw(push["private_key"].encode()).sign(claims)
    return {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
        "Topic": TOPIC,
    }


def _meaning(status: int) -> Outcome:
    """201: taken. 404 and 410: nobody is there any more. 413: our fault, and no repeat mends it. 429: later."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(DeliveryState.SENT)
    if status in NOBODY_THERE:
        return Outcome(DeliveryState.FAILED, GONE)
    error = f"http_{status}"
    if status in LATER | TO_BE_PUT_RIGHT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome(DeliveryState.RETRY, error)
    return Outcome(DeliveryState.FAILED, error)
