"""The few pages around a login. The login itself happens at the identity provider."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from journey.identity.checks import configured_providers
from journey.identity.oidc import NationalIdAdapter
from journey.identity.provider import AGAIN, STAFF_ENTRANCE


@dataclass(frozen=True, slots=True)
class Entrance:
    """One provider one can log in with; ``staff_url`` is empty when staff come in by another door."""

    name: str
    url: str
    staff_url: str


@login_not_required
@require_safe
@never_cache
def login_page(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    return render(request, "account/login.html", {"entrances": _entrances(request)})


def _entrances(request: HttpRequest) -> list[Entrance]:
    next_url = get_next_redirect_url(request)
    return [_entrance(app, {"next": next_url} if next_url else {}) for app in configured_providers(settings)]


def _entrance(app: dict[str, Any], query: dict[str, str]) -> Entrance:
    start = reverse("openid_connect_login", args=[app["provider_id"]])
    staff = f"{start}?{urlencode({**query, 'entrance': STAFF_ENTRANCE})}"
    has_staff = "staff_auth_params" in app["settings"]
    family = f"{start}?{urlencode(query)}" if query else start
    return Entrance(app["name"], family, staff if has_staff else "")


def login_again_urls(next_url: str) -> list[Entrance]:
    """Where somebody who is logged in shows anew who they are; the provider is told not to take it from memory."""
    return [_entrance(app, {"next": next_url, AGAIN: "1"}) for app in configured_providers(settings)]


@login_not_required
@require_safe
@never_cache
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider.

    By GET: the content security policy (form-action) would stop a form that ends at another site, and a login
    that only starts changes nothing for the person.
    """
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
@require_safe
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser is back from the provider."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    if provider_id not in {app["provider_id"] for app in configured_providers(settings)}:
        raise Http404
    response: HttpResponse = view.adapter_view(NationalIdAdapter(request, provider_id))(request)
    return response


@login_not_required
@require_safe
def login_cancelled(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/login_cancelled.html")


@login_not_required
@require_safe
def unknown_person(request: HttpRequest) -> HttpResponse:
    return render(request, "account/unknown_person.html", status=403)


@login_not_required
@require_safe
def logged_out(request: HttpRequest) -> HttpResponse:
    return render(request, "account/logged_out.html")
