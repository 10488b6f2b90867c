"""Logs a test client in for real, through the demo provider, the way a browser does it."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.http import HttpResponse
from django.test import Client

from journey.identity.checks import DEMO_ISSUER
from journey.identity.demo.application import DemoProvider
from journey.identity.demo.personas import Persona

CLIENT_ID = "roed-traad"
START = f"/konto/{DEMO_ISSUER}/login/"


def playing(*subjects: str) -> Iterable[Persona]:
    """Personas the provider can play without looking in the database."""
    return [Persona(one, f"Navn {one}", "mor", "Prøvekommunen", "Familien") for one in subjects]


def app_settings(provider: DemoProvider, **extra: object) -> dict[str, object]:
    """SOCIALACCOUNT_PROVIDERS pointing at a provider that runs in this test."""
    settings = {"server_url": provider.issuer, "staff_auth_params": {"login_hint": "medarbejder"}, **extra}
    app = {
        "provider_id": DEMO_ISSUER,
        "name": "Test-MitID",
        "client_id": CLIENT_ID,
        "secret": "not-asked-for",
    }
    return {"openid_connect": {"APPS": [{**app, "settings": settings}]}}


def authorization_request(client: Client, **query: str) -> dict[str, str]:
    """What the site asks the provider for."""
    answer = client.get(START, query)
    assert answer.status_code == 302, answer.content
    return dict(parse_qsl(urlsplit(answer["Location"]).query))


def choose(provider: DemoProvider, asked: dict[str, str], **button: str) -> str:
    """Click a button at the provider; the path and query it sends the browser back to."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(f"{provider.issuer}/authorize", params=asked)
        assert page.status_code == 200, page.text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        answer = browser.post(f"{provider.issuer}/authorize", data={**hidden, **button})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in(client: Client, provider: DemoProvider, subject: str, **query: str) -> HttpResponse:
    """From the login link to the page after the login; the last answer, whatever it is."""
    return client.get(choose(provider, authorization_request(client, **query), subject=subject))
