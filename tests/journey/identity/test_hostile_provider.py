"""No answer is believed that another could have made, or that says too little."""

import base64
import hmac
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user
from django.test import Client

from journey.identity.demo.application import DemoProvider
from journey.identity.demo.tokens import KEY_ID, Grant
from journey.identity.port import Refusal
from journey.models import Person
from journey.rules import clock
from tests.journey.identity.conftest import Provides
from tests.journey.identity.demo_login import log_in

pytestmark = pytest.mark.django_db
LOW = "https://data.gov.dk/concept/core/nsis/Low"
GONE = object()

BAD_CLAIMS = {
    "another nonce": {"nonce": "x" * 64},
    "no nonce": {"nonce": GONE},
    "another issuer": {"iss": "https://example.com"},
    "another audience": {"aud": "someone-else"},
    "several audiences, issued to nobody": {"aud": ["roed-traad", "someone-else"]},
    "issued to someone else": {"azp": "someone-else"},
    "expired": {"exp": clock.now() - timedelta(minutes=1)},
    "never expires": {"exp": GONE},
    "no subject": {"sub": GONE},
    "no level": {"acr": GONE},
    "an unknown level": {"acr": "very-sure"},
    "a low level": {"acr": LOW},
}


@pytest.mark.parametrize("change", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_bad_claims_log_nobody_in(client: Client, provides: Provides, maria: Person, change: dict[str, Any]) -> None:
    class Bad(DemoProvider):
        def id_token_claims(self, grant: Grant) -> dict[str, Any]:
            claims = {**super().id_token_claims(grant), **change}
            return {name: value for name, value in claims.items() if value is not GONE}

        def userinfo(self, subject: str) -> dict[str, Any]:
            return {"sub": subject, "acr": "https://data.gov.dk/concept/core/nsis/High"}

    answer = log_in(client, provides(Bad), "maria")

    assert answer.status_code == 401
    assert refusal(answer) == (Refusal.ASSURANCE_TOO_LOW if "acr" in change else Refusal.BAD_TOKEN)
    assert not get_user(client).is_authenticated


def refusal(answer: Any) -> Refusal:
    """Why the login was refused, as the page's context has it."""
    return answer.context["auth_error"]["exception"].code


def unsigned(provider: DemoProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": KEY_ID})


def signed_with_the_public_key_as_a_password(provider: DemoProvider, claims: dict[str, Any]) -> str:
    public = jwt.PyJWK(provider.vault.public_keys()["keys"][0]).key
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned_part = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": KEY_ID}).rpartition(".")[0]
    signature = hmac.digest(pem, unsigned_part.encode(), "sha256")
    return f"{unsigned_part}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed_by_someone_else(provider: DemoProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), algorithm="RS256", headers={"kid": KEY_ID})


def signed_with_an_unknown_key(provider: DemoProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, rsa.generate_private_key(65537, 2048), algorithm="RS256", headers={"kid": "x"})


def not_a_token(provider: DemoProvider, claims: dict[str, Any]) -> str:
    return "not.a.token"


SIGNERS = [
    unsigned,
    signed_with_the_public_key_as_a_password,
    signed_by_someone_else,
    signed_with_an_unknown_key,
    not_a_token,
]


@pytest.mark.parametrize("sign", SIGNERS)
def test_a_forged_token_logs_nobody_in(client: Client, provides: Provides, maria: Person, sign: Any) -> None:
    class Forger(DemoProvider):
        def sign(self, claims: dict[str, Any]) -> str:
            return str(sign(self, claims))

    answer = log_in(client, provides(Forger), "maria")

    assert answer.status_code == 401
    assert refusal(answer) == Refusal.BAD_TOKEN
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("userinfo", [{"sub": "maria"}, {"sub": ["jonas"]}, {}])
def test_userinfo_about_someone_else_logs_nobody_in(
    client: Client, provides: Provides, maria: Person, userinfo: Any
) -> None:
    class TwoFaced(DemoProvider):
        def userinfo(self, _: str) -> Any:
            return userinfo

    answer = log_in(client, provides(TwoFaced), "jonas")

    assert answer.status_code == 401
    assert refusal(answer) == Refusal.SUBJECTS_DIFFER
    assert not get_user(client).is_authenticated


def test_a_level_too_low_is_explained(client: Client, provides: Provides, maria: Person) -> None:
    class Weak(DemoProvider):
        def id_token_claims(self, grant: Grant) -> dict[str, Any]:
            return {**super().id_token_claims(grant), "acr": LOW}

    page = log_in(client, provides(Weak), "maria").content.decode()

    assert "MitID på et højere niveau" in page


def test_discovery_of_another_issuer_is_refused(client: Client, provides: Provides, maria: Person) -> None:
    provider = provides(issuer="https://the-issuer-we-know.example")

    answer = client.get("/konto/demo-mitid/login/")

    assert provider.issuer
    assert answer.status_code == 401
    assert refusal(answer) == Refusal.BAD_ANSWER
