"""The timeline: function and page against the bare statements that they need."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from config.embedded.launcher import Running
from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.models import Case, Person
from journey.rules import clock
from journey.selectors.case_page import case_page
from journey.selectors.timeline import Timeline, timeline
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import update_post
from tests.bench.measure import Row, ratio
from tests.cast import MONDAY, build_cast

STEPS_TAKEN, UPDATES = 8, 40
MOST_STATEMENTS = 6


def rows(_folder: Path, _servers: Running | None) -> list[Row]:
    """A year of ordinary life in one case."""
    with clock.simulated(MONDAY):
        cast = build_cast()
        live_through(cast.case, cast.lone, steps=STEPS_TAKEN, updates=UPDATES)
        access = case_for(cast.anja, cast.case.pk, Action.READ_CASE)
        statements = _statements(lambda: timeline(access))
        counted = f"counted; {cast.case.steps.count()} steps, {UPDATES} updates"
        return [
            Row("timeline JSON / bare SQL", _json_ratio(access, statements), "×", 2.0, "60 runs, 5 turns"),
            Row("timeline page HTML / bare SQL", _html_ratio(access, statements), "×", 5.0, "30 runs, 5 turns"),
            Row("timeline statements", len(statements), "SQL", MOST_STATEMENTS, counted),
        ]


def live_through(case: Case, contact: Person, *, steps: int, updates: int) -> None:
    """Ordinary life: some steps taken, an update a week."""
    road = list(case.steps.order_by("position"))
    who = Takeover(owner=contact)
    now = step_move(step=road[0], kind=MoveKind.START, by=contact, sentence="Vi går i gang.", takeover=who)
    for following in road[1:steps]:
        now = step_move(
            step=now, kind=MoveKind.FORWARD, to=following, by=contact, sentence="Vi går videre.", takeover=who
        )
    for number in range(updates):
        update_post(
            case=case,
            author=contact,
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
