from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest


class MessagingConfig(AppConfig):
    name = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Raises ImproperlyConfigured for a gateway that does not belong here: a web server runs no system checks."""
        from messaging.delivery import checks  # noqa: PLC0415 - registers the check, which needs loaded settings

        if problems := [*checks.gateway_problems(settings), *checks.push_problems(settings)]:
            raise ImproperlyConfigured(" ".join(problems))
        user_logged_out.connect(_close_sockets, dispatch_uid="messaging.close_sockets")
        user_logged_out.connect(_browser_logged_out, dispatch_uid="messaging.browser_logged_out")
        user_logged_in.connect(_browser_logged_in, dispatch_uid="messaging.browser_logged_in")


def _close_sockets(*, request: HttpRequest, user: Any, **_: object) -> None:
    """Log-out ends the sockets of that session too (T38). Django says it while the session still has its key."""
    from messaging.realtime.nudge import session_ended  # noqa: PLC0415 - needs the app registry to be ready

    if user is not None and request.session.session_key:
        session_ended(user.pk, request.session.session_key)


def _browser_logged_out(*, request: HttpRequest, **_: object) -> None:
    """Log-out ends the notices of that browser: on a shared tablet nobody is told after whoever has gone (T26)."""
    from messaging import browsers  # noqa: PLC0415 - needs the app registry to be ready

    browsers.logged_out(request)


def _browser_logged_in(*, request: HttpRequest, user: Any, **_: object) -> None:
    """Whoever logs in has the browser now: what it showed to somebody else ends."""
    from messaging import browsers  # noqa: PLC0415

    browsers.logged_in(request, user)
