"""The watch among 1,000, 10,000 and 100,000 families of which fifty are owed a word: scan, proof, a leader's page.

What changes with the number of families is what a town has more of: cases, and what has happened in them lately.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client

from config.embedded.launcher import Running
from journey.models import Case, NextWord
from journey.rules import clock
from journey.watch.recompute import broken_by_walking
from journey.watch.scan import scan_municipality
from tests.bench.measure import Row, median_seconds
from tests.bench.population import copy_case, twin_database, using
from tests.bench.reading import short_course
from tests.cast import MONDAY, Cast, build_cast

SIZES = "1000,10000,100000"
"""Families; the first is what the others are compared with."""
BROKEN = 50
PROOF = 300
"""So many scans take no longer than one proof of the largest town, at least: the proof grows with every case, the scan
with those in which something has happened lately."""
TURNS = 5
HAPPENED = """
INSERT INTO journey_event (municipality_id, case_id, kind, subject_id, occurred_at, recorded_at)
SELECT municipality_id, id, 'update.posted', gen_random_uuid(), %(now)s - random() * interval '1 year', %(now)s
FROM journey_case
"""
"""In each family something within a year: the scan looks again at those in which it was lately."""


@dataclass(frozen=True)
class Town:
    database: str
    families: int
    scan: Callable[[], object]
    page: Callable[[], object]


def rows(_folder: Path, _servers: Running | None) -> list[Row]:
    """Databases that differ in the number of families alone, measured in turns; the proof runs once in each."""
    sizes = [int(size) for size in SIZES.split(",")]
    with clock.simulated(MONDAY) as moving, ExitStack() as stack:
        cast = build_cast()
        case = short_course(cast)
        moving.advance(timedelta(hours=1))
        databases = [stack.enter_context(twin_database(f"{size}_watched")) for size in sizes]
        towns = [_town(cast, case, name, size) for name, size in zip(databases, sizes, strict=True)]
        scans = [[_timed(town, town.scan) for town in towns] for _turn in range(TURNS)]
        pages = [[_timed(town, town.page) for town in towns] for _turn in range(TURNS)]
        walks = [_walk(cast, town) for town in towns]
    medians = [statistics.median(turn[number] for turn in scans) for number in range(len(towns))]
    ratios = [walk / scan for walk, scan in zip(walks, medians, strict=True)]
    method = (
        f"{walks[-1]:.1f} s / {medians[-1] * 1000:.1f} ms; the same {BROKEN} broken promises are found; "
        + ", ".join(f"{town.families}: {one:.0f}×" for town, one in zip(towns[:-1], ratios[:-1], strict=True))
    )
    proof = Row(f"watch: recompute / scan, {towns[-1].families} cases", ratios[-1], "×", PROOF, method, at_least=True)
    return [proof] + [_page_row(towns[number], number, pages) for number in range(1, len(towns))]


def _page_row(town: Town, number: int, pages: Sequence[Sequence[float]]) -> Row:
    value = statistics.median(turn[number] / turn[0] for turn in pages)
    few, many = (statistics.median(turn[place] for turn in pages) * 1000 for place in (0, number))
    method = f"{many:.1f} / {few:.1f} ms; /api/v1/gaps of their leader, {BROKEN} rows, {TURNS} turns"
    return Row(f"page of {BROKEN} broken promises, {town.families} cases / fewest", value, "×", 2.0, method)


def _town(cast: Cast, case: Case, database: str, families: int) -> Town:
    chance = random.Random(1)  # noqa: S311 -- which families are owed a word is no secret
    with using(database):
        copies = copy_case(case, cast.lone, families)
        with connection.cursor() as cursor:
            cursor.execute(HAPPENED, {"now": clock.now()})
            cursor.execute("ANALYZE")
        owed = chance.sample(list(copies.case_ids), BROKEN)
        yesterday = clock.today() - timedelta(days=1)
        NextWord.objects.filter(case__in=owed, person=cast.anja).update(promised_on=yesterday, due_on=yesterday)
        opened = scan_municipality(cast.municipality).opened
        if opened != BROKEN:
            raise RuntimeError(f"The scan opened {opened} gaps instead of {BROKEN}.")
        return Town(database, families, lambda: scan_municipality(cast.municipality), _page_of(cast))


def _page_of(cast: Cast) -> Callable[[], object]:
    browser = Client()
    browser.force_login(cast.pia)

    def look() -> None:
        page = browser.get("/api/v1/gaps?limit=100")
        if page.status_code != 200 or len(page.json()["items"]) != BROKEN:
            raise RuntimeError(f"The page of broken promises answers {page.status_code}: {page.content[:200]!r}")

    return look


def _timed(town: Town, act: Callable[[], object]) -> float:
    with using(town.database):
        return median_seconds(act, rounds=5)


def _walk(cast: Cast, town: Town) -> float:
    """Seconds of the nightly proof, which must find what the scan has found."""
    with using(town.database):
        started = time.perf_counter()
        found = sum(1 for _one in broken_by_walking(cast.municipality))
        seconds = time.perf_counter() - started
    if found != BROKEN:
        raise RuntimeError(f"The proof finds {found} broken promises instead of {BROKEN}.")
    return seconds
