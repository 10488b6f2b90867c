"""A municipality's own site: every secret and address comes from the environment, or it does not start."""

import os
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import logs
from config.settings.base import *  # noqa: F403
from config.settings.base import NSIS_ACR_LEVELS, PUSH_HOSTS, SOCIALACCOUNT_PROVIDERS, VAR_DIR, connect

SECRET_KEY_CHARACTERS = 32
IMPLICIT_TLS = 465
"""The port where the mail server speaks TLS from the first byte (RFC 8314)."""


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set in the environment.")
    return value


def _secret_key() -> str:
    """Long enough that nobody guesses it, so never the demo's: it signs sessions. `check --deploy` asks more."""
    key = _required("SECRET_KEY")
    if len(key) < SECRET_KEY_CHARACTERS:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be at least {SECRET_KEY_CHARACTERS} characters long; "
            "`python -c 'import secrets; print(secrets.token_urlsafe(64))'` makes one."
        )
    return key


def _hosts() -> list[str]:
    """Host names as they are written in an address. A wildcard would let any visitor choose what our links point to."""
    hosts = _required("ALLOWED_HOSTS").split(",")
    if not all(re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", host, re.ASCII) for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must be host names with a comma and nothing else between them: "
            "no *, no blanks, no empty name, no https:// and no port."
        )
    if hosts[0].startswith("."):
        raise ImproperlyConfigured("ALLOWED_HOSTS must begin with the public host name, without a dot before it.")
    return hosts


def _gateway(prefix: str) -> dict[str, str] | None:
    """What carries SMS or Digital Post; None where it is not set up. Simulators are refused when Django starts."""
    if not os.environ.get(f"{prefix}_URL"):
        return None
    wanted = {"url": f"{prefix}_URL", "token": f"{prefix}_TOKEN", "receipt_token": f"{prefix}_RECEIPT_TOKEN"}
    return {"name": prefix.lower().replace("_", "-"), **{key: _required(name) for key, name in wanted.items()}}


def _port(name: str, usual: str) -> int:
    said = os.environ.get(name) or usual
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise ImproperlyConfigured(f"{name} must be a port number, such as {usual}.")
    return int(said)


def _web_push() -> dict[str, Any] | None:
    """The key and the address by which push services know us; None where neither is set. Half of it is refused."""
    if not os.environ.get("VAPID_PRIVATE_KEY") and not os.environ.get("VAPID_SUBJECT"):
        return None
    hosts = os.environ.get("PUSH_HOSTS")
    return {
        "private_key": _required("VAPID_PRIVATE_KEY"),
        "subject": _required("VAPID_SUBJECT"),
        "hosts": hosts.split(",") if hosts else PUSH_HOSTS,
        "simulator": "",
    }


def _mail_security(port: int) -> str:
    """How the connection to EMAIL_HOST is secured: "tls" from the first byte, "starttls", or "none" if that is said."""
    chosen = os.environ.get("EMAIL_SECURITY") or ("tls" if port == IMPLICIT_TLS else "starttls")
    if chosen not in {"tls", "starttls", "none"}:
        raise ImproperlyConfigured("EMAIL_SECURITY must be tls, starttls or none.")
    return chosen


# The demo's login lets anybody be anybody. Its flags are refused outright: no leftover can switch it on.
_demo_flags = sorted(name for name in os.environ if "DEMO" in name.upper().split("_"))
if _demo_flags:
    raise ImproperlyConfigured(f"Demo flags have no place in production; remove {', '.join(_demo_flags)}.")

SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = _hosts()
SITE_URL = f"https://{ALLOWED_HOSTS[0]}"
globals().update(connect(database_url=_required("DATABASE_URL"), redis_url=_required("REDIS_URL")))

if os.environ.get("OIDC_SERVER_URL"):  # without a provider the login page says that login is not set up
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": os.environ.get("OIDC_PROVIDER_ID", "mitid"),  # also ExternalIdentity.issuer
            "name": os.environ.get("OIDC_NAME", "MitID"),
            "client_id": _required("OIDC_CLIENT_ID"),
            "secret": _required("OIDC_CLIENT_SECRET"),
            "settings": {
                "server_url": os.environ["OIDC_SERVER_URL"],
                "uid_field": os.environ.get("OIDC_UID_FIELD", "sub"),
                "scope": ["openid"],
                "acr_levels": NSIS_ACR_LEVELS,
            },
        }
    ]

# __Host- binds a cookie to this exact host, over HTTPS, for the whole site: a sister domain cannot set it.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

STATIC_ROOT = VAR_DIR / "static"  # filled by collectstatic
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
EMAIL_HOST = _required("EMAIL_HOST")
EMAIL_PORT = _port("EMAIL_PORT", "587")
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
_secured = _mail_security(EMAIL_PORT)
EMAIL_USE_SSL = _secured == "tls"
EMAIL_USE_TLS = _secured == "starttls"
DEFAULT_FROM_EMAIL = _required("DEFAULT_FROM_EMAIL")
SMS_GATEWAYS = [one for one in (_gateway("SMS_1"), _gateway("SMS_2")) if one]
if _post := _gateway("DIGITAL_POST"):
    _sender = {"sender_cvr": _required("DIGITAL_POST_CVR"), "sender_label": _required("DIGITAL_POST_SENDER")}
    DIGITAL_POST = _post | _sender
WEB_PUSH = _web_push()
logs.configure(json=True, level=os.environ.get("LOG_LEVEL", "INFO"))
