"""Tests and type checks. tests/conftest.py starts the servers and names them in the environment."""

import os

from config import logs
from config.embedded import places
from config.settings.base import *  # noqa: F403
from config.settings.base import DJANGO_VITE, VAR_DIR, connect

SECRET_KEY = "only-for-tests-and-long-enough-for-the-bench-in-production"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

_own = places.urls(VAR_DIR / "dev")
# No pool and nothing kept: the test runner drops databases, and such a connection would be somebody still using them.
globals().update(
    connect(
        database_url=os.environ.get("DATABASE_URL") or _own.database_url,
        redis_url=os.environ.get("REDIS_URL") or _own.redis_url,
        pool_size=0,
        keep_seconds=0,
    )
)
# Python tests never need Node: without a built front end the script tags point nowhere instead of failing.
DJANGO_VITE["default"]["dev_mode"] = not DJANGO_VITE["default"]["manifest_path"].exists()  # type: ignore[attr-defined]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
logs.configure(json=False, level="WARNING")
