"""Which addresses of push services we call, and what a browser's keys look like. A browser names its own address, so
without this anybody could have us call anything (SSRF)."""

import ipaddress
import socket
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django.conf import settings

MOST_LETTERS = 1000
AUTH_BYTES = 16
HTTPS = 443


def is_callable(endpoint: str) -> bool:
    """Whether the address belongs to a push service that the municipality lets us call; nothing is looked up.

    https to the usual port of a host on the list (``.example`` stands for every host below it), without a name or a
    password in it. Beside the list only the demo's simulator, which is on this machine.
    """
    push = settings.WEB_PUSH
    if push is None or len(endpoint) > MOST_LETTERS or not endpoint.isascii() or not endpoint.isprintable():
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if simulator := push["simulator"]:
        return endpoint.startswith(f"{simulator}/")
    is_plain = "@" not in parts.netloc and port in {None, HTTPS} and parts.scheme == "https"
    return is_plain and len(parts.path) > 1 and _is_listed(parts.hostname or "", push["hosts"])


def _is_listed(host: str, hosts: Iterable[str]) -> bool:
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)


def looked_up(parts: SplitResult) -> str:
    """A public address of the host, to be called as it is: a second look-up could answer something else.

    Raises OSError when the host has none, or also one that lies inside somebody's net.
    """
    found = socket.getaddrinfo(parts.hostname, parts.port or HTTPS, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise OSError("no public address")
    return addresses[0]


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether these are the keys of a browser: a point on the curve P-256, and sixteen bytes (RFC 8291)."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), unpadded(p256dh))
        return len(unpadded(auth)) == AUTH_BYTES
    except ValueError:
        return False


def unpadded(written: str) -> bytes:
    """The bytes of base64url, with or without padding. Raises ValueError."""
    bare = written.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
