"""Pages and sockets under Daphne (or uvicorn)."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
_pages = get_asgi_application()  # sets Django up; our own modules can only be imported after it

from config.charset import UTF8Request  # noqa: E402
from messaging.realtime.routing import websocket_urlpatterns  # noqa: E402

_pages.request_class = UTF8Request

application = ProtocolTypeRouter(
    {
        "http": _pages,
        # Cookies only: the consumer asks for the session itself, again and again, and together with others.
        # The stubs want their own kind of pattern; Channels takes Django's.
        "websocket": AllowedHostsOriginValidator(CookieMiddleware(URLRouter(websocket_urlpatterns))),  # type: ignore[arg-type]
    }
)
