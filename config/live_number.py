"""The feed's last number as it was before a page read anything: the page's script asks for everything after it.

Read at render it would come too late: news between reading and rendering would be on neither side.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from journey.models import Person
from messaging.selectors.feed import last_number


class LiveNumberMiddleware:
    """Puts ``live_seq`` on requests for pages; navigation hands it to the templates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wants_page = request.method == "GET" and request.accepts("text/html") and not request.path.startswith("/api/")
        if wants_page and isinstance(request.user, Person):
            request.live_seq = last_number(request.user)  # type: ignore[attr-defined] # ours
        return self.get_response(request)
