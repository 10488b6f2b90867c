"""A form that cannot be taken, because nobody is logged in or the page is too old: what was written is never lost.

A browser page gets the words back in fields to copy from. A script gets a short answer with a status it can tell from
success: a redirect would be followed in silence, and the login page would be taken for the answer.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

NOT_WRITTEN = {"csrfmiddlewaretoken", "client_token", "after", "again", "back", "preview", "next", "language"}
"""Fields that the page itself filled in."""
_CHOSEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|on", re.IGNORECASE)
"""Values that come from a list or a box and say nothing to a person."""


class LoggedInMiddleware(LoginRequiredMiddleware):
    """Everything needs a login. Only a page that is asked for is answered with the way to the login page.

    A form without a session is a 401 with its words: after a redirect they would be gone, and the address to come back
    to might be one that only takes forms.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: tuple[Any], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        to_login = super().process_view(request, view_func, view_args, view_kwargs)
        if to_login is None:
            return None
        if is_background(request):
            return short_answer(_("Du er logget ud. Log ind igen."), HTTPStatus.UNAUTHORIZED)
        if request.method in {"GET", "HEAD"}:
            return to_login
        return _words_back(request, "401.html", HTTPStatus.UNAUTHORIZED)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The form's token is not the browser's: mostly a page from before the last login (T36)."""
    if is_background(request):
        return short_answer(_("Siden har været åben for længe. Hent den igen."), HTTPStatus.FORBIDDEN)
    return _words_back(request, "403_csrf.html", HTTPStatus.FORBIDDEN)


def is_background(request: HttpRequest) -> bool:
    """Whether a script of ours asks, and not somebody who goes to a page."""
    return request.headers.get("HX-Request") == "true" or request.headers.get("X-Requested-With") == "fetch"


def written_words(request: HttpRequest) -> list[str]:
    """What the person wrote. Nothing when the form stands on another site: its words are not to look like ours."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.get_host()}":
        return []
    fields = ((name, value) for name, values in request.POST.lists() for value in values if name not in NOT_WRITTEN)
    return [value for _name, value in fields if value.strip() and not _CHOSEN.fullmatch(value)]


def _words_back(request: HttpRequest, template: str, status: int) -> HttpResponse:
    answer = render(request, template, {"written": written_words(request)}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def short_answer(sentence: str, status: int) -> HttpResponse:
    """For a script: one line that it can show, and nothing to swap in for a page."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8", headers=headers)
