"""Keeps the demo login, where anyone is anyone with one click, out of every real installation."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

DEMO_ISSUER = "demo-mitid"
"""ExternalIdentity.issuer of the demo personas, and the provider_id of the demo provider."""
TEST_HOSTS = {"testserver"}
LOCAL_DOMAINS = {"localhost", "localdomain"}


def is_loopback(host: str | None) -> bool:
    """Whether a host name can only mean this machine; a name that must be looked up cannot promise that."""
    if host in {"localhost", ".localhost"} or host is None:
        return host is not None
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def demo_login_problems(conf: Any) -> list[str]:
    """Why these settings must not start: empty when the demo login is off, or on where it can harm nobody.

    ``conf`` is django.conf.settings or anything with the same attributes.
    """
    if getattr(conf, "DEBUG_DEMO_LOGIN", False) is True:
        return list(_signs_of_production(conf))
    return [problem for app in configured_providers(conf) if (problem := _provider_problem(app))]


def configured_providers(conf: Any) -> list[dict[str, Any]]:
    """The OpenID providers of SOCIALACCOUNT_PROVIDERS; the shape is allauth's (Any)."""
    providers = getattr(conf, "SOCIALACCOUNT_PROVIDERS", {})
    return list(providers.get("openid_connect", {}).get("APPS", []))


def _provider_problem(app: dict[str, Any]) -> str:
    """Why this provider cannot be a real one; empty when it can."""
    name, address = app.get("provider_id"), str(app.get("settings", {}).get("server_url", ""))
    if name == DEMO_ISSUER:
        return f"The identity provider {name!r} is for the demo, but DEBUG_DEMO_LOGIN is not on."
    if not is_out_there(address):
        return f"The identity provider {name!r} needs an https address with a full host name, not {address!r}."
    return ""


def is_out_there(address: str) -> bool:
    """Whether an address is https to a host known by name.

    A real provider has a name and a certificate for it. Numbers are refused in every way of writing them (``127.1``,
    ``2130706433``, ``[::ffff:127.0.0.1]``): there is no list of local ranges to keep, and none to forget.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode().lower().removesuffix(".")
    except ValueError:
        return False
    last = host.rpartition(".")[2]
    return parts.scheme == "https" and "." in host and last not in LOCAL_DOMAINS and not _is_number(host)


def _is_number(host: str) -> bool:
    """Whether the resolver takes the host for an IP address; ``inet_aton`` reads what ``ipaddress`` refuses."""
    for read in (ipaddress.ip_address, socket.inet_aton):
        try:
            read(host)
        except (ValueError, OSError):
            continue
        return True
    return False


def _signs_of_production(conf: Any) -> Iterator[str]:
    if "production" in (getattr(conf, "SETTINGS_MODULE", "") or ""):
        yield "DEBUG_DEMO_LOGIN is on in production settings."
    hosts = [host for host in conf.ALLOWED_HOSTS if host not in TEST_HOSTS and not is_loopback(host)]
    if hosts:
        yield f"DEBUG_DEMO_LOGIN is on, but ALLOWED_HOSTS lets others in: {', '.join(hosts)}."
    if getattr(conf, "SECURE_SSL_REDIRECT", False) or getattr(conf, "SECURE_HSTS_SECONDS", 0):
        yield "DEBUG_DEMO_LOGIN is on together with the HTTPS settings of a public site."


@register(Tags.security)
def check_demo_login(**_: Any) -> list[CheckMessage]:
    """identity.E001: the demo login and a real installation exclude each other."""
    hint = "The demo login belongs to config.settings.demo only."
    return [Error(problem, hint=hint, id="identity.E001") for problem in demo_login_problems(settings)]
