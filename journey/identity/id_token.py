"""Decides whether an id token is genuine, meant for us, fresh, and the answer to our own question."""

from typing import Any

import jwt

from journey.identity.port import IdentityRefused, Refusal

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures with a public key only: "none" and HMAC would let anyone who has read our settings sign."""
CLOCK_LEEWAY_SECONDS = 10
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


def verified_claims(
    token: str, *, keys: dict[str, Any], issuer: str, client_id: str, nonce: str | None
) -> dict[str, Any]:
    """The claims of ``token``, or IdentityRefused.

    ``keys`` is the provider's JWKS document. Signature, iss, aud, azp, exp: always (OIDC Core 3.1.3.7).
    ``nonce`` None skips the nonce: only for a token that an app posts, where single use is tested.
    """
    try:
        key = _key_for(token, keys)
        claims = jwt.decode(
            token, key, algorithms=ALGORITHMS, issuer=issuer, audience=client_id,
            leeway=CLOCK_LEEWAY_SECONDS, options={"require": REQUIRED},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise IdentityRefused(Refusal.BAD_TOKEN, type(error).__name__) from error
    _check_party(claims, client_id)
    if nonce is not None and claims.get("nonce") != nonce:
        raise IdentityRefused(Refusal.BAD_TOKEN, "nonce")
    return claims


def _key_for(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key the token names. Without a name the provider must have just one, so that nothing is guessed."""
    kid = jwt.get_unverified_header(token).get("kid")
    candidates = [key for key in jwt.PyJWKSet.from_dict(keys).keys if kid is None or key.key_id == kid]
    if len(candidates) != 1:
        raise IdentityRefused(Refusal.BAD_TOKEN, "unknown key")
    return candidates[0]


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """A token for several parties must say it was issued to us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise IdentityRefused(Refusal.BAD_TOKEN, "azp")
