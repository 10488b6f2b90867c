"""Every promise that is broken at a moment, found by index in a few statements per municipality (P1-P7).

The statements are SQL files beside this one, because the database plans each as a whole. What they say is proven every
night against journey.watch.recompute, which walks through every open case without them.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from journey.models import Municipality, Question
from journey.models.gaps import GapKind
from journey.models.statements import prepared_cursor
from journey.rules import clock, gaps
from journey.rules.gaps import Broken
from journey.rules.working_days import calendar_named

_FILES = ("broken.sql", "circles.sql", "orphans.sql")
BROKEN, CIRCLES, ORPHANS = ((Path(__file__).parent / "sql" / name).read_text() for name in _FILES)
TOUCHED_DAYS = 8
"""A case without an event for longer has lost its next step before the last scan, or never. Longer than any outage of
the clock may last; the nightly recompute sees all."""

Params = dict[str, str | date | datetime | UUID]


def broken_now(municipality: Municipality) -> list[Broken]:
    """Every broken promise of the municipality's open cases at this moment, and every late answer of closed ones."""
    params = _params(municipality)
    with prepared_cursor() as cursor:
        cursor.execute(BROKEN, params)
        found = [Broken(case, kind, subject, person, day) for kind, case, subject, person, day in cursor.fetchall()]
    today = clock.today()
    return [*found, *(Broken(case, GapKind.WAITS_IN_A_CIRCLE, case, None, today) for case in _in_circles(params))]


def orphaned(municipality: Municipality) -> list[Question]:
    """Open questions whose owner is no longer around the child: a promised answer always has a name (P5)."""
    with prepared_cursor() as cursor:
        cursor.execute(ORPHANS, _params(municipality))
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return []
    return list(Question.objects.filter(pk__in=ids).select_related("case").order_by("promised_on", "pk"))


def _in_circles(params: Params) -> list[UUID]:
    with prepared_cursor() as cursor:
        cursor.execute(CIRCLES, params)
        waits: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
        for case, waiting, awaited in cursor.fetchall():
            waits[case].append((waiting, awaited))
    return [case for case, pairs in waits.items() if gaps.units_in_a_circle(pairs)]


def _params(municipality: Municipality) -> Params:
    now, today = clock.now(), clock.today()
    calendar = calendar_named(municipality.calendar)
    return {
        "municipality": municipality.pk,
        "now": now,
        "today": today,
        "zone": str(clock.LOCAL),
        "midnight": gaps.start_of(today),
        "touched_since": now - timedelta(days=TOUCHED_DAYS),
        "prove_before": gaps.to_be_proven_before(today, gaps.PROVE_WORKING_DAYS, calendar),
        "equal_before": gaps.to_be_proven_before(today, gaps.PARITY_WORKING_DAYS, calendar),
    }
