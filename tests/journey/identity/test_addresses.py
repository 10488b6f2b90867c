"""Only the login through the provider can be reached. Everything else allauth offers is not there."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from journey.identity.demo.application import DemoProvider

REACHABLE = {
    "konto/login/",
    "konto/login/afbrudt/",
    "konto/login/ukendt/",
    "konto/logout/",
    "konto/logget-ud/",
    "konto/<slug:provider_id>/login/",
    "konto/<slug:provider_id>/login/callback/",
    "_allauth/app/v1/config",
    "_allauth/app/v1/auth/session",
    "_allauth/app/v1/auth/provider/token",
}
GONE = [
    "signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/change/", "password/set/",
    "password/reset/", "password/reset/key/1-abc/", "login/code/", "login/code/confirm/", "reauthenticate/",
    "inactive/", "3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "social/signup/",
    "social/connections/", "sessions/", "2fa/", "",
]  # fmt: skip
GONE_FOR_APPS = [
    "auth/login", "auth/signup", "auth/password/request", "auth/code/request", "auth/provider/signup",
    "auth/provider/redirect", "auth/reauthenticate", "account/email", "account/password/change",
    "account/providers", "tokens/refresh",
]  # fmt: skip


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, route)
        else:
            yield route, pattern


def test_no_other_login_address_exists() -> None:
    ours = ("allauth", "journey.identity", "django.contrib.auth", "django.contrib.admin")
    login = {route for route, pattern in walk(get_resolver()) if pattern.callback.__module__.startswith(ours)}

    assert login == REACHABLE


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/konto/{path}" for path in GONE])
def test_local_accounts_are_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/_allauth/app/v1/{path}" for path in GONE_FOR_APPS])
def test_local_accounts_are_not_there_for_apps_either(client: Client, path: str) -> None:
    assert client.post(path, {}, "application/json").status_code == 404


@pytest.mark.django_db
def test_the_login_page_takes_no_password(client: Client, provider: DemoProvider) -> None:
    assert client.post("/konto/login/", {"login": "a", "password": "b"}).status_code == 405
