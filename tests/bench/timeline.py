"""The timeline: function and page against the bare statements that they need."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from api.rendering import json_bytes
from config.embedded.launcher import Running
from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.models import Case, Person
from journey.rules import clock
from journey.selectors.case_page import case_page
from journey.selectors.timeline import timeline
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
        counted = f"{cast.case.steps.count()} steps, {UPDATES} updates"
        return [
            Row("timeline JSON / bare SQL", _json_ratio(access, statements), "×", 2.0, f"60 runs, 5 turns; {counted}"),
            Row(
                "timeline page HTML / bare SQL",
                _html_ratio(access, statements),
                "×",
                5.0,
                "30 runs, 5 turns; the thread",
            ),
            _whole_page(access),
            Row("timeline statements", len(statements), "SQL", MOST_STATEMENTS, f"counted; {counted}"),
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
            happened=f"Vi har set på planen. {_unlike(number)}.",
            means="Viktor har de samme voksne.",
            not_means="Det ændrer ikke på, hvem der gør hvad.",
            next_text="Vi ser på den igen om en uge.",
        )


def _unlike(number: int) -> str:
    """Words of a usual length, different for each number: the same news again would be refused (G4)."""
    return f"{chr(ord('a') + number % 20) * 20} {chr(ord('a') + number // 20) * 30}"


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


def _json_ratio(access: Access, statements: list[str]) -> float:
    return ratio(lambda: json_bytes(timeline(access)), _bare(statements))


def _html_ratio(access: Access, statements: list[str]) -> float:
    """The part of the page that the timeline fills; what else is on the page has statements of its own."""
    page = case_page(access)

    def html() -> str:
        thread = timeline(access)
        shown = dataclasses.replace(page, ahead=thread.ahead, current=thread.current, past=thread.past)
        return render_to_string("components/thread.html", {"page": shown, "today": clock.today()})

    return ratio(html, _bare(statements), rounds=30)


def _whole_page(access: Access) -> Row:
    """Everything on the family's page, against the statements of all of it."""
    statements = _statements(lambda: case_page(access))

    def html() -> str:
        return render_to_string("journey/family_case.html", {"page": case_page(access), "today": clock.today()})

    value = ratio(html, _bare(statements), rounds=30)
    method = f"30 runs, 5 turns; {len(statements)} statements; without login, gate and navigation"
    return Row("family's whole page HTML / its bare SQL", value, "×", 5.0, method)
