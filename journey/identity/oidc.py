"""The OpenID Connect side of the login port: allauth's adapter, made as strict as a public service needs.

What allauth does by default and this changes is listed in docs/subsystems/login.md. Each row has a test, so
that an upgrade of allauth that changes behaviour is noticed.
"""

import hashlib
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest

from journey.identity.id_token import verified_claims
from journey.identity.port import Assurance, IdentityAssertion, IdentityRefused, Refusal

ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")


def nonce_for(code_verifier: str) -> str:
    """The nonce of a login, derived from its secret PKCE verifier so that nothing more need be kept."""
    return hashlib.sha256(f"nonce:{code_verifier}".encode()).hexdigest()


def required_assurance() -> Assurance:
    return Assurance.named(settings.IDENTITY_REQUIRED_ASSURANCE)


class NationalIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth is untyped
    """Fetches and judges the provider's answer. allauth is untyped, hence Any for its objects."""

    expected_nonce: str | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's discovery document, fetched once per request; IdentityRefused when unusable."""
        if not hasattr(self, "_openid_config"):
            self._openid_config = self._discover()
        return self._openid_config

    def _discover(self) -> dict[str, Any]:
        provider = self.get_provider()
        document = self._fetch(provider.server_url)
        if any(not isinstance(document.get(name), str) for name in ENDPOINTS):
            raise IdentityRefused(Refusal.BAD_ANSWER, "discovery document")
        address = provider.app.settings["server_url"].partition("/.well-known/")[0]
        if document["issuer"].rstrip("/") != provider.app.settings.get("issuer", address).rstrip("/"):
            raise IdentityRefused(Refusal.BAD_ANSWER, "issuer")
        return document

    def _fetch(self, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(url, headers=headers)
                response.raise_for_status()
                document = response.json()
        except requests.RequestException as error:
            raise IdentityRefused(Refusal.UNAVAILABLE, type(error).__name__) from error
        if not isinstance(document, dict):
            raise IdentityRefused(Refusal.BAD_ANSWER, "not an object")
        return document

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        if not pkce_code_verifier:
            raise IdentityRefused(Refusal.BAD_ANSWER, "no PKCE verifier")
        self.expected_nonce = nonce_for(pkce_code_verifier)
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        if not all(isinstance(data.get(name), str) for name in ("access_token", "id_token")):
            raise IdentityRefused(Refusal.BAD_ANSWER, "token answer")
        return data

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Only what this request needs; the refresh token is dropped, nothing is asked for later."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self.claims_of(app, kwargs["response"]["id_token"], nonce=self.expected_nonce or "")
        userinfo = self._fetch(self.profile_url, {"Authorization": f"Bearer {token.token}"})
        if userinfo.get("sub") != claims["sub"]:  # OIDC Core 5.3.2
            raise IdentityRefused(Refusal.SUBJECTS_DIFFER)
        assertion = self.assertion(app, claims, userinfo)
        return self.get_provider().sociallogin_from_response(request, assertion)

    def claims_of(self, app: SocialApp, id_token: str, *, nonce: str | None) -> dict[str, Any]:
        keys, issuer = self._fetch(self.openid_config["jwks_uri"]), self.openid_config["issuer"]
        return verified_claims(id_token, keys=keys, issuer=issuer, client_id=app.client_id, nonce=nonce)

    def assertion(
        self, app: SocialApp, claims: dict[str, Any], userinfo: dict[str, Any] | None = None
    ) -> IdentityAssertion:
        """Keep the stable id and the level; let every other claim fall: name, e-mail, CPR are never stored.

        The level counts only when it is in the signed id token; the stable id may come from ``userinfo``.
        """
        subject = {**(userinfo or {}), **claims}.get(app.settings.get("uid_field", "sub"))
        if not isinstance(subject, str) or not 0 < len(subject) <= 191:
            raise IdentityRefused(Refusal.BAD_ANSWER, "no stable id")
        level = app.settings.get("acr_levels", settings.NSIS_ACR_LEVELS).get(str(claims.get("acr")))
        if level is None:
            raise IdentityRefused(Refusal.ASSURANCE_TOO_LOW, "no known acr")
        assertion = IdentityAssertion(issuer=self.provider_id, subject=subject, assurance=Assurance.named(level))
        assertion.require(required_assurance())
        return assertion
