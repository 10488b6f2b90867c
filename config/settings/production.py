"""A municipality's own site: every secret and address comes from the environment, or it does not start."""

import os

from django.core.exceptions import ImproperlyConfigured

from config import logs
from config.settings.base import *  # noqa: F403
from config.settings.base import NSIS_ACR_LEVELS, SOCIALACCOUNT_PROVIDERS, VAR_DIR, connect


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set in the environment.")
    return value


# The demo's login lets anybody be anybody. Its flags are refused outright: no leftover can switch it on.
_demo_flags = sorted(name for name in os.environ if "DEMO" in name.upper().split("_"))
if _demo_flags:
    raise ImproperlyConfigured(f"Demo flags have no place in production; remove {', '.join(_demo_flags)}.")

SECRET_KEY = _required("SECRET_KEY")
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = _required("ALLOWED_HOSTS").split(",")
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
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = _required("DEFAULT_FROM_EMAIL")
logs.configure(json=True, level=os.environ.get("LOG_LEVEL", "INFO"))
