"""SIMULATOR of a push service and of the telephone behind it: it unlocks what came, as a browser would (RFC 8291).

Its telephone's key is written here for everybody to read, which no telephone's is. Nothing leaves this machine.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import cache

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PUSH = "simulator-push"
_NUMBER = int.from_bytes(b"everybody may know this key 0123", "big")
_AUTH = b"everybody-knows!"


def _written(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@cache
def _phone() -> EllipticCurvePrivateKey:
    return derive_private_key(_NUMBER, SECP256R1())


def phone_keys() -> tuple[str, str]:
    """What the simulated telephone gives away when it subscribes: p256dh and auth."""
    point = _phone().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _written(point), _written(_AUTH)


def unlocked(body: bytes) -> str:
    """What the telephone would show. Raises http_ece.ECEException for what was not locked for it."""
    words: bytes = http_ece.decrypt(body, private_key=_phone(), auth_secret=_AUTH, version="aes128gcm")
    return words.decode()


def is_signed(headers: Mapping[str, str], audience: str) -> bool:
    """Whether the caller shows who it is, for this very push service (VAPID, RFC 8292)."""
    kind, _, said = headers.get("Authorization", "").partition(" ")
    parts = dict(part.strip().split("=", 1) for part in said.split(",") if "=" in part)
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(parts.get("k", "")))
        jwt.decode(parts.get("t", ""), key, ["ES256"], audience=audience, options={"verify_exp": False})
    except (ValueError, jwt.InvalidTokenError):
        return False
    return kind == "vapid" and "TTL" in headers
