"""The answers when a page cannot be given.

"Not there" and "not yours" are the same 404 page with the same bytes (G9, T13). What cannot be read gets a page too.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from journey.errors import NotYours
from journey.views.untaken import is_background, short_answer

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class NotYoursMiddleware(MiddlewareMixin):
    """Turns the gate's refusal into the product's 404 page, also where Django would show a debug page."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotYours):
            return page_not_found(request, Http404())
        return None


class NoStoreMiddleware(MiddlewareMixin):
    """Nothing of a logged-in person's pages stays on the device or in a cache between (T27)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what was sent is too much (413), or is nothing that a browser of ours sends (400).

    The words cannot be given back, because they were never read; the browser's own Back button still has them.
    """
    too_much = isinstance(exception, TOO_MUCH)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_much else HTTPStatus.BAD_REQUEST
    if is_background(request):
        sentence = _("Det er for meget på én gang.") if too_much else _("Vi kan ikke læse det, der blev sendt.")
        return short_answer(f"{sentence} {_('Intet er sendt eller gemt.')}", status)
    answer = render(request, "400.html", {"too_much": too_much, "back": _page_before(request)}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _page_before(request: HttpRequest) -> str:
    """The path of our own page that the form stood on. Not ``get_host``: it raises when the host is what is wrong."""
    before = urlsplit(request.headers.get("Referer", ""))
    ours = before.netloc == request.headers.get("Host") and url_has_allowed_host_and_scheme(before.path, None)
    return before.path if ours else ""
