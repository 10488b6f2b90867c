"""Reading a body: bounded, strict JSON, whatever the client says it wants back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from api.errors import TooLarge

MAX_BODY = 128 * 1024
"""Bytes. The longest honest body is an update of five texts of 4,000 characters each."""


class BoundedJSON(BaseParser):
    """Refuses what is too large before reading it, and JSON that two readers could understand differently.

    Django's own limit does not apply: it guards ``request.body``, which the framework passes by.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], _media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        context = parser_context or {}
        raw = _read(stream, context)
        if not raw and is_chunked(context["request"]):
            return {}  # nothing was sent, which a length of 0 says otherwise
        try:
            return json.loads(raw.decode(), object_pairs_hook=_no_repeats, parse_constant=_no_constants)
        except (ValueError, RecursionError) as error:
            raise ParseError from error


class AnyLengthRequest(Request):
    """The framework takes a body without Content-Length for none; one in chunks is read too, within the same bounds."""

    @property
    def stream(self) -> Any:
        """What the parser reads; None without a body. Any: the framework's and the server's streams share no type."""
        found: Any = super().stream
        if found is not None or not is_chunked(self):
            return found
        # Under WSGI Django too stops at the length. The server itself ends the stream when it says so.
        environ = getattr(self._request, "environ", {})
        return environ["wsgi.input"] if environ.get("wsgi.input_terminated") else self._request


def is_chunked(request: Request) -> bool:
    """Whether the body comes without its length (``Transfer-Encoding: chunked``)."""
    meta = request.META
    return not meta.get("CONTENT_LENGTH") and "chunked" in meta.get("HTTP_TRANSFER_ENCODING", "").lower()


def _read(stream: IO[bytes], context: Mapping[str, Any]) -> bytes:
    length = context["request"].META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > MAX_BODY:
        raise TooLarge
    raw = stream.read(MAX_BODY + 1)
    if len(raw) > MAX_BODY:
        raise TooLarge
    return raw


def _no_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constants(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class AlwaysJSON(BaseContentNegotiation):
    """The answer is JSON whatever ``Accept`` says: one form, one set of errors."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        wanted = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return next(iter(renderers)), "application/json"
