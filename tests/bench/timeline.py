"""The timeline: function and page against the bare statements they need, and against a hundred times the families."""

import dataclasses
import json
import random
import statistics
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.models import Case
from journey.rules import clock
from journey.selectors.case_page import case_page
from journey.selectors.timeline import Timeline, timeline
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import update_post
from tests.bench.measure import Row, median_seconds, ratio
from tests.bench.population import copy_case
from tests.cast import MONDAY, Cast, build_cast

FEW, MANY = 1_000, 100_000
MOST_STATEMENTS = 6


def rows() -> list[Row]:
    """Four numbers; the population is built on the way."""
    with clock.simulated(MONDAY):
        cast = build_cast()
        _live_through(cast)
        access = case_for(cast.anja, cast.case.pk, Action.READ_CASE)
        statements = _statements(lambda: timeline(access))
        measured = [
            Row("timeline JSON / bare SQL", _json_ratio(access, statements), "×", 2.0, "60 runs, 5 turns"),
            Row("timeline page HTML / bare SQL", _html_ratio(access, statements), "×", 5.0, "30 runs, 5 turns"),
            Row("timeline statements", len(statements), "SQL", MOST_STATEMENTS, "counted, 14 steps and 40 updates"),
        ]
        return [*measured, _growth(cast)]


def _live_through(cast: Cast) -> None:
    """A year of ordinary life: eight steps taken, forty updates."""
    steps = list(cast.case.steps.order_by("position"))
    who = Takeover(owner=cast.lone)
    now = step_move(step=steps[0], kind=MoveKind.START, by=cast.lone, sentence="Vi går i gang.", takeover=who)
    for following in steps[1:8]:
        now = step_move(
            step=now, kind=MoveKind.FORWARD, to=following, by=cast.lone, sentence="Vi går videre.", takeover=who
        )
    for number in range(40):
        update_post(
            case=cast.case,
            author=cast.lone,
            happened=f"Vi har set på planen for uge {number + 1}. Den holder.",
            means="Viktor har de samme voksne.",
            not_means="Det ændrer ikke på, hvem der gør hvad.",
            next_text="Vi ser på den igen om en uge.",
        )


def _statements(act: Callable[[], object]) -> list[str]:
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries]


def _bare(statements: list[str]) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.cursor.execute(statement)
                cursor.cursor.fetchall()

    return run


def _encoded(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}  # type: ignore[arg-type]


def _as_json(found: Timeline) -> str:
    return json.dumps(found, default=_encoded, ensure_ascii=False)


def _json_ratio(access: Access, statements: list[str]) -> float:
    return ratio(lambda: _as_json(timeline(access)), _bare(statements))


def _html_ratio(access: Access, statements: list[str]) -> float:
    def page() -> str:
        context = {"page": case_page(access), "today": clock.today(), "thread_url": "", "call_url": ""}
        return render_to_string("components/thread.html", context)

    return ratio(page, _bare(statements), rounds=30)


def _growth(cast: Cast) -> Row:
    """One family's timeline among many, in the same run: other families must not make it slower."""
    few = _median_of_random(cast, copy_case(cast.case, FEW))
    many = _median_of_random(cast, copy_case(cast.case, MANY - FEW))
    return Row("timeline at 100k cases / at 1k", many / few, "×", 1.3, "median of 200 random cases each")


def _median_of_random(cast: Cast, ids: list[UUID]) -> float:
    chosen = random.Random(1).sample(ids, 200)  # noqa: S311 -- which cases are measured is no secret
    found = {case.pk: case for case in Case.objects.filter(pk__in=chosen).select_related("child", "municipality")}
    roles = case_for(cast.anja, cast.case.pk, Action.READ_CASE).roles
    seen = [Access(case=found[pk], person=cast.anja, roles=roles, at=clock.now()) for pk in chosen]
    return statistics.median(median_seconds(lambda one=one: timeline(one), rounds=3) for one in seen)
