"""How long ago somebody showed who they are: asked for by what a telephone left on a table must not allow (T46)."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

FRESH_SECONDS = 10 * 60


def is_fresh(session: SessionBase) -> bool:
    """Whether the login of this session is younger than ten minutes. A session without a record of one is not."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    at = [one.get("at", 0) for one in records if isinstance(one, dict)] if isinstance(records, list) else []
    return 0 <= time.time() - max(at, default=0) < FRESH_SECONDS
