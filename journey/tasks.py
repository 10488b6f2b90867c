"""What the clock wakes in this package. No task takes an argument: the work lies in the database."""

from celery import shared_task

from journey.watch import recompute as recomputing
from journey.watch import scan as scanning

RECOMPUTE_SECONDS = 3 * 60 * 60
"""It walks through every open case; the night is long enough for the largest municipality."""


@shared_task(name="journey.watch")
def watch() -> None:
    """Every minute."""
    scanning.scan()


@shared_task(name="journey.recompute", time_limit=RECOMPUTE_SECONDS)
def recompute() -> None:
    """Every night, after a scan of the same moment, so that only holes of the scan are found."""
    scanning.scan()
    recomputing.recompute()
