"""A request that is to write carries its looks to the disk with its write (journey.access.looks)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from journey.access.looks import carried_by_the_write

READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class LooksMiddleware:
    """Outside everything that can look: the answer, whichever it is, leaves after its looks are on disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return self.get_response(request)
        with carried_by_the_write():
            return self.get_response(request)
