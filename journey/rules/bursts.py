"""Several small pieces of news are one mail: how long they are gathered, and when the day's only one leaves (RQ-094).

Local (Copenhagen) hours, moments aware and in UTC. What must be known is never gathered (RQ-093).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from journey.rules.clock import local
from journey.rules.quiet_hours import next_moment

BURST = timedelta(minutes=10)
"""News to one person on one road within this time goes out together."""
DIGEST_HOUR = 16
"""When those who asked for one mail a day get it, unless the municipality's ``digest_hour`` says another hour: what was
written in the working day is in it, and somebody can still be reached by phone."""


def digest_hour(settings: Mapping[str, Any]) -> int:
    """The municipality's hour; what is no hour of a day is no wish for silence."""
    said = settings.get("digest_hour")
    return said if isinstance(said, int) and 0 <= said < 24 else DIGEST_HOUR


def gathered_until(written: datetime) -> datetime:
    """When news that was the first of its burst leaves: whatever else is there by then goes along."""
    return written + BURST


def digest_at(written: datetime, hour: int = DIGEST_HOUR) -> datetime:
    """The day's mail in which something written at this moment is: the next time that the clock strikes ``hour``."""
    return next_moment(local(written), time(hour))
