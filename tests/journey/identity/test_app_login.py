"""A native app fetches an id token in the system browser and trades it, once, for a session token."""

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.http import HttpResponse
from django.test import Client

from journey.identity.checks import DEMO_ISSUER
from journey.identity.demo.application import DemoProvider
from journey.models import Person
from tests.journey.identity.demo_login import CLIENT_ID, choose

pytestmark = pytest.mark.django_db
BACK = "http://127.0.0.1:5000/app"


def fetch_id_token(provider: DemoProvider, subject: str) -> str:
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "response_type": "code",
        "state": "s",
        "nonce": "n",
        "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
    }
    code = parse_qs(urlsplit(choose(provider, asked, subject=subject)).query)["code"][0]
    posted = {"code": code, "client_id": CLIENT_ID, "redirect_uri": BACK, "code_verifier": verifier}
    answer = httpx.post(f"{provider.issuer}/token", data=posted, trust_env=False)
    return str(answer.json()["id_token"])


def trade(client: Client, id_token: str) -> HttpResponse:
    body = {
        "provider": DEMO_ISSUER,
        "process": "login",
        "token": {"client_id": CLIENT_ID, "id_token": id_token},
    }
    return client.post("/_allauth/app/v1/auth/provider/token", body, "application/json")


def test_an_app_logs_in_and_out_with_a_session_token(client: Client, provider: DemoProvider, maria: Person) -> None:
    answer = trade(client, fetch_id_token(provider, "maria"))

    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["data"]["user"] == {"id": str(maria.pk), "display": "Maria Prøve"}
    token = {"X-Session-Token": body["meta"]["session_token"]}
    assert Client().get("/_allauth/app/v1/auth/session", headers=token).status_code == 200
    assert Client().delete("/_allauth/app/v1/auth/session", headers=token).status_code == 401
    assert Client().get("/_allauth/app/v1/auth/session", headers=token).status_code == 410


def test_an_id_token_works_once(client: Client, provider: DemoProvider, maria: Person) -> None:
    id_token = fetch_id_token(provider, "maria")
    trade(client, id_token)

    assert trade(Client(), id_token).status_code == 400


def test_someone_unknown_gets_no_session(client: Client, provider: DemoProvider, maria: Person) -> None:
    answer = trade(client, fetch_id_token(provider, "fremmed"))

    assert answer.status_code == 403
    assert "session_token" not in answer.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize("id_token", ["", "x", "a.b.c"])
def test_nonsense_is_refused(client: Client, provider: DemoProvider, maria: Person, id_token: str) -> None:
    assert trade(client, id_token).status_code == 400
