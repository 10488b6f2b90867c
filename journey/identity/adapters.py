"""How allauth is bent to one rule: a login opens the door for a person we know, and changes nothing else."""

# ruff: noqa: ARG002 - the signatures are allauth's

from typing import Any

import requests
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from journey.identity.binding import person_bound_to
from journey.identity.port import IdentityRefused
from journey.models import Person

log = structlog.get_logger(__name__)


def display_name(person: Person) -> str:
    """What allauth may call a person; never the internal login name."""
    return person.display_name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """No local accounts: no sign-up, no passwords, no mails, no messages; redirects stay within the site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: allauth's own messages would put an internal name on the page."""

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very host; allauth also trusts all ALLOWED_HOSTS, but hosts need not trust each other."""
        hosts = {self.request.get_host()} if self.request else set()
        return url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=self._is_secure())

    def _is_secure(self) -> bool:
        return bool(self.request and self.request.is_secure())


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Binds by ExternalIdentity alone. No SocialAccount row is ever written, so no claim is ever stored."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide who logs in, whatever allauth's own look-up found."""
        account = sociallogin.account
        person = person_bound_to(issuer=account.provider, subject=account.uid)
        sociallogin.user = person or self.new_user(request, sociallogin)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Reached only by someone unknown: tell a person so, and let an app get its own 403.

        The page has its own address, so that changing its language does not repeat the login.
        """
        if not is_headless_request(request):
            raise ImmediateHttpResponse(redirect("account_unknown_person"))
        return False

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> Person:
        return Person()

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> None:
        """Take over nothing from the provider."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """An e-mail address identifies nobody."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """Leave a trace of the reason, without anything about the person."""
        reason = str(exception) if isinstance(exception, IdentityRefused) else type(exception).__name__
        log.warning("login_refused", provider=str(provider), error=str(error), reason=reason)

    def get_requests_session(self) -> requests.Session:
        """The demo provider is on this machine, so a proxy from the environment would only get in the way."""
        session: requests.Session = super().get_requests_session()
        session.trust_env = not settings.DEBUG_DEMO_LOGIN
        return session


class HeadlessAdapter(DefaultHeadlessAdapter):  # type: ignore[misc] # allauth is untyped
    def serialize_user(self, user: Person) -> dict[str, Any]:
        return {"id": str(user.pk), "display": user.display_name}
