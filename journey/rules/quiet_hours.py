"""Quiet hours: when a mail may leave so that it wakes nobody (RQ-094). Local (Copenhagen) hours, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from journey.rules.clock import LOCAL, local

MORNING, EVENING = time(8), time(20)
"""Between them it is day: what must be known does not wait, whatever hours a person has asked to be left alone in."""


def not_before(moment: datetime, quiet_from: time, quiet_to: time, *, must_go: bool) -> datetime:
    """`moment` (aware), or the end of the quiet hours that it lies in; the hours may run over midnight.

    What must go (RQ-093) keeps quiet at night only, and never past the morning.
    """
    here = local(moment)
    now = here.time()
    if not _is_quiet(now, quiet_from, quiet_to):
        return moment
    end = next_moment(here, quiet_to)
    if not must_go:
        return end
    if MORNING <= now < EVENING:
        return moment
    return min(end, next_moment(here, MORNING))


def _is_quiet(now: time, quiet_from: time, quiet_to: time) -> bool:
    if quiet_from < quiet_to:
        return quiet_from <= now < quiet_to
    return now >= quiet_from or now < quiet_to


def next_moment(here: datetime, wanted: time) -> datetime:
    """The next moment at which a clock on the wall shows `wanted`.

    In the hour that comes twice when summer time ends it is the one that has not been yet. An hour that is left out in
    spring is taken as if the clock had not been put on (RFC 5545).
    """
    on = here.date() if here.time() < wanted else here.date() + timedelta(days=1)
    return datetime.combine(on, wanted, LOCAL).replace(fold=here.fold).astimezone(UTC)
