"""Everything that is sent here is UTF-8; what says otherwise is refused before anything reads it as something else.

The framework takes the charset of the content type for the query and for forms, and fails on codecs that are no
charset. An unknown one it leaves aside: then two readers would understand the same bytes differently.
"""

import codecs
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

from api import errors


class UTF8Request(ASGIRequest):
    """A request that is put together whatever it says of its charset: the middleware is where that is judged."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class OnlyUTF8Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_utf8((request.content_params or {}).get("charset", "utf-8")):
            return self.get_response(request)
        request.encoding = "utf-8"  # whatever words the refusal is put into
        if request.path.startswith("/api/"):
            answer = errors.answer(errors.NOT_UTF8)
            answer["Cache-Control"] = "no-store"
            return answer
        raise BadRequest


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False
