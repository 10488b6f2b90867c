"""The OpenID provider as allauth registers it: what we ask for is up to our settings, never to an address."""

# ruff: noqa: ARG002 - the signatures are allauth's

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal.jwtkit import verify_jti
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from journey.identity.oidc import NationalIdAdapter, nonce_for, required_assurance
from journey.identity.port import Assurance, IdentityAssertion, IdentityRefused, Refusal

STAFF_ENTRANCE = "staff"
AGAIN = "again"


class NationalIdProvider(OpenIDConnectProvider):  # type: ignore[misc] # allauth is untyped
    """MitID or its stand-in. allauth is untyped, hence Any for what it passes around."""

    id = "openid_connect"
    oauth2_adapter_class = NationalIdAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Leave out allauth's ``?scope=``: a link must not be able to ask for more about someone."""
        return list(self.get_scope())

    def get_pkce_params(self) -> dict[str, Any]:
        """PKCE always, and a nonce that the callback can work out again from the same secret."""
        params: dict[str, Any] = generate_code_challenge()
        return {**params, "nonce": nonce_for(params["code_verifier"])}

    def get_auth_params(self) -> dict[str, Any]:
        levels = self.app.settings.get("acr_levels", settings.NSIS_ACR_LEVELS)
        accepted = [acr for acr, name in levels.items() if Assurance.named(name) >= required_assurance()]
        return {**super().get_auth_params(), "acr_values": " ".join(accepted)}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Leave out allauth's ``?auth_params=``; an address only chooses between two sets of the settings, and whether
        the person has to show anew who they are, whatever the provider remembers of them (T46)."""
        staff = request.GET.get("entrance") == STAFF_ENTRANCE
        anew = {"prompt": "login"} if AGAIN in request.GET else {}
        chosen = self.app.settings.get("staff_auth_params", {}) if staff else {}
        return {**self.get_auth_params(), **chosen, **anew}

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Log in, nothing else: allauth's ``?process=connect`` would bind a second identity to a person."""
        return {**super().get_redirect_from_request_kwargs(request), "process": AuthProcess.LOGIN}

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        """To the provider, or to a plain page when the provider does not answer."""
        response: HttpResponse
        try:
            response = super().redirect(request, process, **kwargs)
        except IdentityRefused as refused:
            response = render_authentication_error(request, self, exception=refused)
        return response

    def extract_uid(self, data: IdentityAssertion) -> str:
        return data.subject

    def extract_extra_data(self, data: IdentityAssertion) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: IdentityAssertion) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: IdentityAssertion) -> list[Any]:
        return []

    def verify_token(self, request: HttpRequest, token: dict[str, Any]) -> SocialLogin:
        """A native app posts an id token it fetched itself. It works once (jti): it has no nonce of ours."""
        adapter = self.get_oauth2_adapter(request)
        try:
            claims = adapter.claims_of(self.app, str(token.get("id_token") or ""), nonce=None)
            if not claims.get("jti"):
                raise IdentityRefused(Refusal.BAD_TOKEN, "jti")
            verify_jti(claims)
            return self.sociallogin_from_response(request, adapter.assertion(self.app, claims))
        except (IdentityRefused, OAuth2Error) as error:
            raise get_adapter().validation_error("invalid_token") from error


provider_classes = [NationalIdProvider]
