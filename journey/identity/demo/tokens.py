"""The secrets of the demo provider: its key, codes and tokens. All gone when it stops."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from journey.rules import clock

CODE_LIFETIME = timedelta(minutes=1)
KEY_ID = "demo"


@dataclass(frozen=True, slots=True)
class Grant:
    """What someone said yes to at the provider, waiting to be fetched once by the site."""

    subject: str
    client_id: str
    redirect_uri: str
    nonce: str
    challenge: str
    given_at: datetime = field(default_factory=clock.now)

    @classmethod
    def of(cls, asked: dict[str, str], subject: str) -> "Grant":
        """The grant for a checked authorization request."""
        return cls(subject, asked["client_id"], asked["redirect_uri"], asked["nonce"], asked["code_challenge"])

    def answers(self, *, client_id: str, redirect_uri: str, verifier: str) -> bool:
        """Whether the one who fetches is the one who asked (PKCE, S256), in time."""
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_fresh = clock.now() - self.given_at < CODE_LIFETIME
        expected = (self.client_id, self.redirect_uri, self.challenge)
        return is_fresh and (client_id, redirect_uri, challenge) == expected


@cache
def process_key() -> rsa.RSAPrivateKey:
    """One key for the life of the process: making one takes a noticeable time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Vault:
    """Codes are used once; access tokens live as long as the process."""

    def __init__(self) -> None:
        self._key = process_key()
        self._grants: dict[str, Grant] = {}
        self._subjects: dict[str, str] = {}

    def code_for(self, grant: Grant) -> str:
        code = secrets.token_urlsafe(24)
        self._grants[code] = grant
        return code

    def redeem(self, code: str) -> Grant | None:
        return self._grants.pop(code, None)

    def access_token_for(self, subject: str) -> str:
        token = secrets.token_urlsafe(24)
        self._subjects[token] = subject
        return token

    def subject_of(self, access_token: str) -> str | None:
        return self._subjects.get(access_token)

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def public_keys(self) -> dict[str, Any]:
        """The JWKS document."""
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}
