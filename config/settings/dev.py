"""A developer's own machine: `make servers` in one terminal, `manage.py runserver` in another."""

import os

from config import logs
from config.embedded import places
from config.settings.base import *  # noqa: F403
from config.settings.base import VAR_DIR, connect

DEBUG = True
SECRET_KEY = "only-for-a-developers-own-machine"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

_own = places.urls(VAR_DIR / "dev")
globals().update(
    connect(
        database_url=os.environ.get("DATABASE_URL") or _own.database_url,
        redis_url=os.environ.get("REDIS_URL") or _own.redis_url,
    )
)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SITE_URL = "http://127.0.0.1:8000"
logs.configure(json=False)
