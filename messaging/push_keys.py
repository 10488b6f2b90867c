"""The key by which push services know us (VAPID, RFC 8292): 32 bytes as base64url, made once and kept."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from messaging.push_addresses import unpadded

KEY_BYTES = 32


@lru_cache(maxsize=4)
def public_key_of(private_key: str) -> str:
    """What browsers subscribe with. Raises ValueError for what is no key."""
    point = _private(private_key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def _private(written: str) -> EllipticCurvePrivateKey:
    number = unpadded(written)
    if len(number) != KEY_BYTES:
        raise ValueError("32 bytes are needed")
    return derive_private_key(int.from_bytes(number), SECP256R1())


def public_key() -> str:
    """Ours; empty where web push has not been set up."""
    return public_key_of(settings.WEB_PUSH["private_key"]) if settings.WEB_PUSH else ""
