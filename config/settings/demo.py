"""The demo municipality on one machine. `python -m config.demo` starts everything with these settings.

Everything that makes a demo easy and a real site unsafe is here and nowhere else.
"""

import os

from config import logs
from config.demo import simulators
from config.embedded import places
from config.settings.base import *  # noqa: F403
from config.settings.base import NSIS_ACR_LEVELS, VAR_DIR, connect

SECRET_KEY = "only-for-the-demo-municipality"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]  # the demo login is refused with any other host

_own = places.urls(VAR_DIR / "demo")
globals().update(
    connect(
        database_url=os.environ.get("DATABASE_URL") or _own.database_url,
        redis_url=os.environ.get("REDIS_URL") or _own.redis_url,
        pool_size=4,
    )
)

_port = int(os.environ.get("PORT", "8000"))
SITE_URL = f"http://127.0.0.1:{_port}"
DEBUG_DEMO_LOGIN = True
DEMO_IDENTITY_PORT = int(os.environ.get("DEMO_IDENTITY_PORT", str(_port + 1)))
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "demo-mitid",
                "name": "Test-MitID",
                "client_id": "roed-traad-demo",
                "secret": "only-for-the-demo",
                "settings": {
                    "server_url": f"http://127.0.0.1:{DEMO_IDENTITY_PORT}",
                    "scope": ["openid"],
                    "acr_levels": NSIS_ACR_LEVELS,
                    "staff_auth_params": {"login_hint": "medarbejder"},
                },
            }
        ],
    }
}

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("DEMO_MAIL_PORT", str(_port + 2)))
_simulators = int(os.environ.get("DEMO_SIMULATORS_PORT", str(_port + 4)))
SMS_GATEWAYS = [simulators.gateway(_simulators, name) for name in (simulators.SMS_1, simulators.SMS_2)]
DIGITAL_POST = {
    **simulators.gateway(_simulators, simulators.DIGITAL_POST),
    "sender_cvr": "00000000",
    "sender_label": "Demoens kommune",
}
if _push_key := os.environ.get("DEMO_PUSH_KEY"):  # made by config.demo, kept in the demo's folder
    WEB_PUSH = simulators.simulated_push(_simulators, _push_key)
WHITENOISE_USE_FINDERS = True  # the built front end is served as it lies, without collecting it first
logs.configure(json=False, level="WARNING")
