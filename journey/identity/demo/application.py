"""The demo provider as a WSGI application: discovery, the page with the personas, token, userinfo, keys."""

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.request import validate_host
from django.template.loader import render_to_string

from journey.identity.demo.personas import Persona, demo_personas, grouped
from journey.identity.demo.tokens import Grant, Vault
from journey.rules import clock

TOKEN_LIFETIME = timedelta(minutes=5)
ACR_SUBSTANTIAL = "https://data.gov.dk/concept/core/nsis/Substantial"
STAFF_HINT = "medarbejder"
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
REQUIRED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")
ASKED = (*REQUIRED, "response_type", "scope", "code_challenge_method", "acr_values", "login_hint")


class Refused(Exception):
    """A request the provider does not understand; the text says why."""


class DemoProvider:
    """Plays MitID for the personas that ``personas`` gives, by default those in the database at that moment.

    Tests override ``id_token_claims``, ``userinfo`` or ``sign`` to play a broken or hostile provider.
    """

    def __init__(self, issuer: str, personas: Callable[[], list[Persona]] = demo_personas) -> None:
        self.issuer = issuer
        self.personas = personas
        self.vault = Vault()
        self.routes: dict[tuple[str, str], Callable[[HttpRequest], HttpResponse]] = {
            ("GET", "/.well-known/openid-configuration"): self.discovery,
            ("GET", "/jwks"): lambda _: JsonResponse(self.vault.public_keys()),
            ("GET", "/authorize"): self.page,
            ("POST", "/authorize"): self.choose,
            ("POST", "/token"): self.token,
            ("GET", "/userinfo"): self.userinfo_answer,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = self.respond(WSGIRequest(environ))
        finally:
            connections.close_all()  # each request has its own thread, and no thread comes back
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    def respond(self, request: HttpRequest) -> HttpResponse:
        route = self.routes.get((request.method or "", request.path))
        if route is None:
            return HttpResponse("Not found", status=404, content_type="text/plain")
        try:
            request.get_host()
            return route(request)
        except (Refused, DisallowedHost) as refused:
            return HttpResponse(str(refused), status=400, content_type="text/plain; charset=utf-8")

    def discovery(self, _: HttpRequest) -> HttpResponse:
        return JsonResponse({
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "none"],
            "acr_values_supported": [ACR_SUBSTANTIAL],
        })  # fmt: skip

    def page(self, request: HttpRequest) -> HttpResponse:
        """One button for each persona; ``q`` narrows the list, and the staff entrance shows staff only."""
        asked = checked(request.GET)
        words, staff_only = request.GET.get("q", ""), asked.get("login_hint") == STAFF_HINT
        shown = [one for one in self.personas() if one.matches(words) and (one.is_staff or not staff_only)]
        everyone = urlencode({key: value for key, value in asked.items() if key != "login_hint"})
        context = {
            "asked": asked,
            "groups": grouped(shown),
            "count": len(shown),
            "words": words,
            "staff_only": staff_only,
            "everyone": everyone,
        }
        return HttpResponse(render_to_string("account/demo_provider.html", context), headers=PAGE_HEADERS)

    def choose(self, request: HttpRequest) -> HttpResponse:
        asked = checked(request.POST)
        subject = request.POST.get("subject", "")
        if not subject:
            return back(asked, error="access_denied")
        if subject not in {one.subject for one in self.personas()}:
            raise Refused("Unknown persona")
        return back(asked, code=self.vault.code_for(Grant.of(asked, subject)))

    def token(self, request: HttpRequest) -> HttpResponse:
        posted = {name: str(request.POST.get(name, "")) for name in ("client_id", "redirect_uri")}
        verifier = str(request.POST.get("code_verifier", ""))
        grant = self.vault.redeem(str(request.POST.get("code", "")))
        if grant is None or not grant.answers(**posted, verifier=verifier):
            return JsonResponse({"error": "invalid_grant"}, status=400)
        answer = {
            "access_token": self.vault.access_token_for(grant.subject),
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "id_token": self.sign(self.id_token_claims(grant)),
        }
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    def id_token_claims(self, grant: Grant) -> dict[str, Any]:
        now = clock.now()
        return {
            "iss": self.issuer,
            "sub": grant.subject,
            "aud": grant.client_id,
            "iat": now,
            "exp": now + TOKEN_LIFETIME,
            "auth_time": int(now.timestamp()),
            "nonce": grant.nonce,
            "acr": ACR_SUBSTANTIAL,
            "jti": secrets.token_hex(),
        }

    def sign(self, claims: dict[str, Any]) -> str:
        return self.vault.sign(claims)

    def userinfo_answer(self, request: HttpRequest) -> HttpResponse:
        subject = self.vault.subject_of(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return JsonResponse(self.userinfo(subject) if subject else {}, status=200 if subject else 401)

    def userinfo(self, subject: str) -> dict[str, Any]:
        return {"sub": subject}


def checked(query: QueryDict) -> dict[str, str]:
    """The authorization request, or Refused: only the code flow, with PKCE and nonce, back to this site."""
    asked = {name: str(query[name]) for name in ASKED if query.get(name)}
    if missing := [name for name in REQUIRED if name not in asked]:
        raise Refused(f"Missing: {', '.join(missing)}")
    if (asked.get("response_type"), asked.get("code_challenge_method")) != ("code", "S256"):
        raise Refused("Only response_type=code with code_challenge_method=S256")
    if not validate_host(host_of(asked["redirect_uri"]), settings.ALLOWED_HOSTS):
        raise Refused("redirect_uri does not lead to this site")
    return asked


def host_of(address: str) -> str:
    """The host an address leads to; empty for what is no address."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def back(asked: dict[str, str], **answer: str) -> HttpResponse:
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")
