"""Knowing a browser again: by a cookie that only we read and that tells nothing, so that log-out works without scripts.

The browser gets it when somebody turns notices on there, and never before.
"""

from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from journey.models import Person
from messaging.models.push import PushEnd
from messaging.services.push import push_browser_left

KEPT_SECONDS = 400 * 24 * 60 * 60
"""As long as browsers keep any cookie."""
LONGEST = 100


def cookie_name() -> str:
    """With the prefix that binds it to this host, where the site has HTTPS."""
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"


def mark_of(request: HttpRequest) -> str:
    """What we keep of the browser's cookie; empty for a browser without one."""
    token = request.COOKIES.get(cookie_name(), "")
    return _mark(token) if 0 < len(token) <= LONGEST else ""


def marked(request: HttpRequest) -> tuple[str, str]:
    """The cookie that the browser has or is to get, and its mark."""
    token = request.COOKIES.get(cookie_name(), "")
    token = token if 0 < len(token) <= LONGEST else token_urlsafe(32)
    return token, _mark(token)


def keep(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def logged_out(request: HttpRequest) -> None:
    """Not on the way through a login: whoever comes out of that has the browser, and may be the same person."""
    if request.resolver_match and request.resolver_match.url_name == "openid_connect_callback":
        return
    if mark := mark_of(request):
        push_browser_left(browser=mark, why=PushEnd.LOGGED_OUT)


def logged_in(request: HttpRequest, person: Person) -> None:
    if mark := mark_of(request):
        push_browser_left(browser=mark, stays_for=person, why=PushEnd.OTHER_PERSON)


def _mark(token: str) -> str:
    return salted_hmac("messaging.browser", token, algorithm="sha256").hexdigest()
