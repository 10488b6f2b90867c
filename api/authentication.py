"""Who is asking: a browser by its session cookie, the app by allauth's session token. Nobody by password or key."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from journey.models import Person


class CookieSession(SessionAuthentication):
    """The web session, with the check against forged requests. A missing login is 401, never 403."""

    def authenticate_header(self, _request: Request) -> str:
        return 'Session realm="api"'


class AppSession(XSessionTokenAuthentication):  # type: ignore[misc]  # allauth is published without types
    """The app's session, sent as ``X-Session-Token``: another site cannot set that header, so no forgery check."""

    def authenticate_header(self, _request: Request) -> str:
        return 'Session realm="api"'


def person_of(request: Request) -> Person:
    """Who is logged in. Raises NotAuthenticated for nobody."""
    if not isinstance(request.user, Person):
        raise NotAuthenticated
    return request.user
