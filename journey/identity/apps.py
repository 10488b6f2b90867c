"""Plugs the login port into Django and refuses to start with a demo login where it does not belong."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class IdentityConfig(AppConfig):
    name = "journey.identity"
    label = "identity"
    verbose_name = "Login"

    def ready(self) -> None:
        """Raise ImproperlyConfigured here too, because a web server starts without running system checks."""
        from journey.identity import checks  # noqa: PLC0415 - registers the check, which needs loaded settings

        if problems := checks.demo_login_problems(settings):
            raise ImproperlyConfigured(" ".join(problems))
