"""What every way of running shares. Nothing here reads a secret or switches on a demo convenience."""

import os
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config.settings import endpoints

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "journey.Person"
SITE_NAME = "Rød Tråd"

# django.contrib.admin is left out on purpose: it would be a side door past journey.access and the read log.
INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django_vite",
    "csp",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.headless",
    "journey.identity",
    "journey",
    "messaging",
    "api",
    "config.scenario",
    "config.simulation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.charset.OnlyUTF8Middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "journey.views.untaken.LoggedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "journey.views.errors.NoStoreMiddleware",
    "journey.views.looks.LooksMiddleware",
    "config.live_number.LiveNumberMiddleware",
    "journey.views.errors.NotYoursMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ],
        },
    },
]

# --- Language and time
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

# --- Database, cache, live layer, tasks: `connect` fills in the addresses
DATABASES: dict[str, dict[str, Any]] = {}
DATABASE_POOL_SIZE = int(os.environ.get("DATABASE_POOL_SIZE", "8"))
DATABASE_PREPARE_AFTER = int(os.environ.get("DATABASE_PREPARE_AFTER", "5"))


def _database(url: str, pool_size: int, keep_seconds: int) -> dict[str, Any]:
    return endpoints.database(url, pool_size=pool_size, keep_seconds=keep_seconds, prepare_after=DATABASE_PREPARE_AFTER)


def connect(
    *,
    database_url: str,
    redis_url: str,
    pool_size: int = DATABASE_POOL_SIZE,
    keep_seconds: int = endpoints.KEEP_SECONDS,
) -> dict[str, Any]:
    """The settings that depend on where PostgreSQL and Redis/Valkey answer."""
    return {
        "DATABASES": {"default": _database(database_url, pool_size, keep_seconds)},
        "REDIS_URL": redis_url,
        "CHANNEL_LAYERS": {"default": endpoints.channel_layer(redis_url)},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}},
        "CELERY_BROKER_URL": endpoints.celery_broker(redis_url),
    }


# The outbox in PostgreSQL is the truth; Celery only makes it fast. So results are not kept, a task's argument
# is one opaque id, and no deadline is a delayed task. max_retries 0: no request waits for a dead broker.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 120  # seconds
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A tick that found no free worker is worth nothing once the next one is there.
    "messaging.sweep": {"task": "messaging.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "journey.watch": {"task": "journey.watch", "schedule": 60.0, "options": {"expires": 55}},
    "journey.recompute": {"task": "journey.recompute", "schedule": crontab(hour=3, minute=10)},
}

# --- Roads out of the product besides e-mail; without a gateway the ladder skips the road and says so
SMS_GATEWAYS: list[dict[str, str]] = []  # name, url, token, receipt_token; the first one is tried first
DIGITAL_POST: dict[str, str] | None = None  # the same, and sender_cvr, sender_label
WEB_PUSH: dict[str, Any] | None = None  # private_key, subject, hosts, simulator; None: browsers cannot be told
PUSH_HOSTS = [  # of the browsers' own push services; a dot in front stands for every host below
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    ".push.apple.com",
    ".notify.windows.com",
]

OUTBOX_WAKE = "messaging.delivery.relay.wake"

# --- Login
# Everybody comes through one OpenID provider (MitID); nobody has a password, the backend only loads the user.
AUTHENTICATION_BACKENDS = ["journey.identity.sessions.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_logged_out"
DEBUG_DEMO_LOGIN = False  # only config.settings.demo switches it on; journey.identity.checks refuses it elsewhere

ACCOUNT_ADAPTER = "journey.identity.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_USER_DISPLAY = "journey.identity.adapters.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
SOCIALACCOUNT_ADAPTER = "journey.identity.adapters.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
SOCIALACCOUNT_STORE_TOKENS = False
HEADLESS_ADAPTER = "journey.identity.adapters.HeadlessAdapter"
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "journey.identity.sessions.AppTokens"  # noqa: S105 - a class

# What the national scale (NSIS) calls the levels; a login below the required level is refused (L53).
IDENTITY_REQUIRED_ASSURANCE = "substantial"
NSIS_ACR_LEVELS = {
    "https://data.gov.dk/concept/core/nsis/Low": "low",
    "https://data.gov.dk/concept/core/nsis/Substantial": "substantial",
    "https://data.gov.dk/concept/core/nsis/High": "high",
}

SESSION_ENGINE = "journey.identity.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "journey.views.untaken.csrf_failed"

# --- Static files and pages
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATIC_URL = "/static/"
STATICFILES_DIRS = [folder for folder in (FRONTEND_DIST,) if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / ".vite" / "manifest.json"}}

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes

# --- API
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Rød Tråd",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Mail and logs
DEFAULT_FROM_EMAIL = "Rød Tråd <ingen-svar@roedtraad.example>"
EMAIL_TIMEOUT = 10  # seconds
LOGGING_CONFIG = None  # each settings module calls config.logs instead
