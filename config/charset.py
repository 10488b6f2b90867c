"""Everything that is sent here is UTF-8; what says otherwise is refused before anything reads it as something else.

The framework takes the charset of the content type for the query and for forms, and fails on codecs that are no
charset. An unknown one it leaves aside: then two readers would understand the same bytes differently.
"""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from api import errors


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
