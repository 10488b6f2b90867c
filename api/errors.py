"""Every refusal in one form: RFC 9457 problem details, in the language of the request.

A problem says what went wrong in a sentence, and nothing about the server: no trace, no id, no words from a case (T47).
"""

import logging
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from api.rendering import json_bytes
from journey.errors import DomainError, NotYours, TooOften

MEDIA_TYPE = "application/problem+json"
_logger = logging.getLogger(__name__)

TITLES: Mapping[int, Promise] = {
    400: _("Kan ikke læses"),
    401: _("Ikke logget ind"),
    403: _("Afvist"),
    404: _("Findes ikke"),
    405: _("Kan ikke gøres her"),
    409: _("Det er ændret imens"),
    413: _("For stort"),
    415: _("Forkert format"),
    422: _("Noget skal rettes"),
    429: _("For mange forsøg"),
    500: _("Fejl hos os"),
    503: _("Ikke klar lige nu"),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the body or the query."""

    field: str
    """The name of the field; inside lists and objects a path such as "invitees.0.name"."""
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the request was refused (RFC 9457)."""

    type: str
    """Always "about:blank": ``code`` is the stable name."""
    title: str
    status: int
    code: str
    """A stable name for programs."""
    detail: str
    """A sentence for people, in the language of the request."""
    errors: tuple[FieldError, ...]
    """What is wrong field by field; empty when the problem is not about a field."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem before it is put into words, with the headers that go with it."""

    status: int
    code: str
    sentence: str | Promise
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class TooLarge(exceptions.APIException):
    """The body is larger than any honest request."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class SaidTwice(exceptions.APIException):
    """A name stands twice in the query: nobody can say which of the two was meant."""

    status_code = HTTPStatus.BAD_REQUEST


class BadIdempotencyKey(exceptions.APIException):
    status_code = HTTPStatus.BAD_REQUEST


NOT_LOGGED_IN = Refusal(401, "not_logged_in", _("Log ind for at fortsætte."))
FORGED = Refusal(403, "csrf_failed", _("Genindlæs siden, og prøv igen."))
NO_SUCH_METHOD = Refusal(405, "method_not_allowed", _("Det kan ikke gøres på denne adresse."))
ACCEPTED = {"Accept-Post": "application/json"}
NOT_JSON = Refusal(415, "unsupported_media_type", _("Send JSON (application/json)."), headers=ACCEPTED)
THROTTLED = Refusal(429, "throttled", _("Det var mange forsøg på kort tid. Vent lidt, og prøv igen."))
NOT_UTF8 = Refusal(415, "charset_unsupported", _("Send JSON som UTF-8."), headers=ACCEPTED)
SAID_TWICE = Refusal(400, "parameter_repeated", _("En parameter står to gange i adressen."))
BAD_KEY = Refusal(400, "idempotency_key_invalid", _("Idempotency-Key skal være 1–200 synlige ASCII-tegn."))
INVALID = _("Noget af det, der blev sendt, skal rettes.")
NOT_FOUND = Refusal(404, "not_found", _("Det findes ikke, eller det er ikke dit."))
TOO_LARGE = Refusal(413, "too_large", _("Det, der blev sendt, er for stort."))
UNREADABLE = Refusal(400, "unreadable", _("Det, der blev sendt, kan ikke læses som JSON."))
UNEXPECTED = Refusal(500, "unexpected", _("Noget gik galt hos os. Prøv igen om lidt."))
BUSY = Refusal(503, "busy", _("Systemet er optaget. Prøv igen om lidt."), headers={"Retry-After": "2"})
CLASH = Refusal(409, "conflict", _("Det passer ikke med det, der allerede er gemt. Hent siden igen."))
UNSTORABLE = Refusal(422, "unstorable", _("Noget af det, der blev sendt, kan ikke gemmes."))

CLASHES = {"23505", "23P01", "23000"}
"""SQLSTATE: unique row, exclusion constraint, and the case's own checks at commit."""


KNOWN: Mapping[type[Exception] | tuple[type[Exception], ...], Refusal] = {
    (NotYours, Http404, exceptions.NotFound): NOT_FOUND,
    (exceptions.NotAuthenticated, exceptions.AuthenticationFailed): NOT_LOGGED_IN,
    exceptions.PermissionDenied: FORGED,  # only the check against forged requests raises it; rights give 404
    exceptions.MethodNotAllowed: NO_SUCH_METHOD,
    exceptions.UnsupportedMediaType: NOT_JSON,
    exceptions.Throttled: THROTTLED,
    (TooLarge, RequestDataTooBig): TOO_LARGE,
    BadIdempotencyKey: BAD_KEY,
    SaidTwice: SAID_TWICE,
    (exceptions.ParseError, SuspiciousOperation, UnreadablePostError): UNREADABLE,
    IntegrityError: CLASH,
    DataError: UNSTORABLE,
    OperationalError: BUSY,
}


def handle(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The one place where an exception becomes an answer."""
    refusal = refusal_of(exc)
    if refusal.code == UNEXPECTED.code:
        _log(exc, type(context.get("view")).__name__)
    return answer(refusal)


def refusal_of(exc: Exception) -> Refusal:
    """What the exception is for the one who asked; what nobody foresaw is UNEXPECTED."""
    if isinstance(exc, DomainError):
        return _domain(exc)
    if isinstance(exc, exceptions.ValidationError):
        return Refusal(422, "invalid", INVALID, tuple(_fields(exc.detail)))
    if isinstance(exc, IntegrityError) and getattr(exc.__cause__, "sqlstate", "") not in CLASHES:
        return UNEXPECTED
    known = next((refusal for kinds, refusal in KNOWN.items() if isinstance(exc, kinds)), UNEXPECTED)
    return replace(known, headers={**known.headers, **_headers(exc)})


def _headers(exc: Exception) -> dict[str, str]:
    if isinstance(exc, exceptions.Throttled):
        return {"Retry-After": str(max(1, round(getattr(exc, "wait", None) or 1)))}
    header = getattr(exc, "auth_header", "")
    return {"WWW-Authenticate": header} if header else {}


def answer(refusal: Refusal) -> HttpResponse:
    status = int(refusal.status)
    problem = Problem(
        type="about:blank",
        title=str(TITLES[status]),
        status=status,
        code=refusal.code,
        detail=str(refusal.sentence),
        errors=refusal.errors,
    )
    return HttpResponse(json_bytes(problem), status=status, content_type=MEDIA_TYPE, headers=dict(refusal.headers))


def _domain(exc: DomainError) -> Refusal:
    sentence = str(exc.sentence)
    errors = (FieldError(exc.field, exc.code, sentence),) if exc.field else ()
    headers = {"Retry-After": str(exc.retry_after)} if isinstance(exc, TooOften) else {}
    return Refusal(exc.status, exc.code, sentence, errors, headers)


def _fields(detail: Any, path: str = "") -> Iterator[FieldError]:
    """Flattens nested errors. Any: the framework nests dicts, lists and texts freely."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _fields(inner, f"{path}.{name}" if path else str(name)[:100])
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _fields(inner, f"{path}.{index}" if isinstance(inner, dict) else path)
    else:
        name = path.removesuffix("non_field_errors").rstrip(".")
        yield FieldError(name, getattr(detail, "code", "invalid"), str(detail))


def _log(exc: Exception, where: str) -> None:
    """Where it happened, but not the exception's own words: they may hold what a family wrote (T26)."""
    frames = "".join(traceback.format_tb(exc.__traceback__))
    _logger.error("unexpected %s in %s\n%s", type(exc).__name__, where, frames)
