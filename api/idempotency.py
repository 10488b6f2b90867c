"""One request, carried out once, however often a phone in a lift sends it (R4).

1. Only one request per person, key and address runs at a time. The lock is PostgreSQL's own, held by the connection:
   it survives the service's transactions, which are durable and cannot be nested in ours, and it is gone the moment the
   process is.
2. A row is written before the service runs and completed with the answer after it.
3. A completed row is answered from. Another body under the same key is refused.
4. A row that is not complete although nobody holds the lock is left from a process that ended midway. Whether its write
   was committed cannot be known from here. Where a repeat is harmless (``repeatable``: the service takes a token made
   from the key) the request runs again; elsewhere it is refused with that sentence, never written twice.
5. A refusal stores nothing: a corrected request may use its key again.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api.authentication import person_of
from api.errors import BadIdempotencyKey
from api.models import IdempotentRequest
from api.rendering import json_answer
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Person
from journey.rules import clock

HEADER = "Idempotency-Key"
MAX_KEY = 200
KEY = re.compile("[!#-~]+")
"""Visible ASCII characters, without the quote that some clients put around the key."""
REPLAYED = "Idempotency-Replayed"
REMEMBERED = timedelta(days=2)
WAIT_SECONDS = 10
"""How long a request waits for its twin before it is told to come back."""

REFUSALS = (DomainError, NotYours, APIException, IntegrityError, DataError)
"""After these the service has rolled everything back. After anything else its write may stand."""

_TOKENS = uuid5(NAMESPACE_URL, "urn:roed-traad:idempotency")


@dataclass(frozen=True, slots=True)
class Once:
    """A request that asked to be carried out once."""

    person: Person
    key: str
    path: str
    fingerprint: str

    @property
    def token(self) -> UUID:
        """The same for every retry of this request, and different from any other's."""
        return uuid5(_TOKENS, f"{self.person.pk}\n{self.path}\n{self.key}")


def asked_once(request: Request) -> Once | None:
    """What the header asks for; None without one. Raises BadIdempotencyKey for a header that is no key."""
    if HEADER not in request.headers:
        return None
    key = request.headers[HEADER].strip().strip('"')
    if len(key) > MAX_KEY or not KEY.fullmatch(key):
        raise BadIdempotencyKey
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=True).encode()
    return Once(person=person_of(request), key=key, path=request.path, fingerprint=hashlib.sha256(body).hexdigest())


def carry_out(once: Once, run: Callable[[], object], *, status: int, repeatable: bool) -> HttpResponse:
    """The answer to the request: from ``run``, or the one that an earlier run of it gave."""
    with _alone(once.token):
        row = _row(once)
        if row is not None and row.fingerprint != once.fingerprint:
            sentence = _("Nøglen er brugt til noget andet. Brug en ny nøgle til en ny handling.")
            raise DomainError("idempotency_key_reused", sentence)
        if row is not None and row.status is not None:
            return json_answer(row.answer, row.status, {REPLAYED: "true"})
        if row is not None and not repeatable:
            sentence = _("Vi ved ikke, om det blev gemt første gang. Se efter, før du sender det igen med en ny nøgle.")
            raise Conflict("outcome_unknown", sentence)
        return _run(row or _begin(once), run, status)


def _run(row: IdempotentRequest, run: Callable[[], object], status: int) -> HttpResponse:
    try:
        response = json_answer(run(), status)
    except REFUSALS:
        row.delete()
        raise
    row.status, row.answer = status, json.loads(response.content)
    row.save(update_fields=["status", "answer"])
    return response


def _row(once: Once) -> IdempotentRequest | None:
    return IdempotentRequest.objects.filter(person=once.person, key=once.key, path=once.path).first()


def _begin(once: Once) -> IdempotentRequest:
    """The row of a first attempt; the person's keys that nobody retries any more go at the same time."""
    IdempotentRequest.objects.filter(person=once.person, created_at__lt=clock.now() - REMEMBERED).delete()
    return IdempotentRequest.objects.create(
        person=once.person, key=once.key, path=once.path, fingerprint=once.fingerprint
    )


@contextmanager
def _alone(token: UUID) -> Iterator[None]:
    """Nobody else runs under the same token meanwhile. Raises Conflict when a twin takes too long."""
    number = int.from_bytes(token.bytes[:8], signed=True)
    try:
        _sql("SELECT pg_advisory_lock(%s)", number)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        raise Conflict("in_progress", _("Den samme handling er i gang. Vent lidt, og prøv igen.")) from error
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _sql(statement: str, *values: Any) -> None:
    """Runs with a limit on waiting that ends with it; the lock itself outlives the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        cursor.execute(statement, values)
