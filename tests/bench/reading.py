"""Reading among many families: a timeline and a desk among 1,000 cases, and among 100,000 in turns with it."""

import random
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.test import Client

from config.embedded.launcher import Running
from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.blueprints.loader import load_blueprint
from journey.models import Case, Person
from journey.rules import clock
from journey.selectors.timeline import timeline
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open
from messaging.services.messages import message_post
from messaging.services.threads import thread_of
from tests.bench.measure import Row, median_seconds
from tests.bench.population import Copies, copy_case, twin_database, using
from tests.bench.timeline import live_through
from tests.cast import MONDAY, Cast, build_cast

FEW, MANY = 1_000, 100_000
BLUEPRINT = "viso_course"
STEPS, UPDATES, MESSAGES = 2, 3, 2
TURNS, TIMELINES, DESKS = 5, 40, 4
"""Timelines and desks are per turn, each of another case or contact."""
OVERDUE = timedelta(weeks=3)
"""Later by this much, every family on every desk is owed a word."""
Act = Callable[[], object]


@dataclass(frozen=True)
class Town:
    """One of the two databases, with what is measured in it."""

    database: str
    timelines: Sequence[Act]
    desks: Sequence[Act]


def rows(_folder: Path, _servers: Running | None) -> list[Row]:
    """Two databases that differ in nothing but the number of families, measured in turns."""
    with clock.simulated(MONDAY) as moving, ExitStack() as stack:
        cast = build_cast()
        case = short_course(cast)
        moving.advance(OVERDUE)
        few, many = (stack.enter_context(twin_database(f"{count}_families")) for count in (FEW, MANY))
        towns = (_town(cast, case, few, FEW), _town(cast, case, many, MANY))
        timelines = [_turn([(town.database, _share(town.timelines, turn)) for town in towns]) for turn in range(TURNS)]
        desks = [_turn([(town.database, _share(town.desks, turn)) for town in towns]) for turn in range(TURNS)]
    return [
        _row("timeline at 100k cases / at 1k", timelines, 1.3, f"{TIMELINES} random cases"),
        _row(
            "contact's desk page, 50 families, at 100k cases / at 1k",
            desks,
            2.0,
            f"whole page through the site's middleware, {DESKS} random contacts",
        ),
    ]


def _row(name: str, turns: Sequence[tuple[float, float]], target: float, what: str) -> Row:
    few, many = (statistics.median(times) * 1000 for times in zip(*turns, strict=True))
    value = statistics.median(many / few for few, many in turns)
    return Row(name, value, "×", target, f"{many:.1f} / {few:.1f} ms; {what} per turn, {TURNS} turns")


def _share(acts: Sequence[Act], turn: int) -> Sequence[Act]:
    each = len(acts) // TURNS
    return acts[turn * each : (turn + 1) * each]


def _turn(sides: Sequence[tuple[str, Sequence[Act]]]) -> tuple[float, float]:
    times = []
    for database, acts in sides:
        with using(database):
            times.append(statistics.median(median_seconds(act, rounds=3) for act in acts))
    few, many = times
    return few, many


def short_course(cast: Cast) -> Case:
    """A course of few steps, some way through, with news and a conversation that waits for an answer.

    Short, so that 100,000 of them can be written in a minute or two.
    """
    blueprint = blueprint_publish(municipality=cast.municipality, loaded=load_blueprint(BLUEPRINT))
    case = case_open(
        child=cast.child,
        unit=cast.school,
        blueprint=blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
    )
    live_through(case, cast.lone, steps=STEPS, updates=UPDATES)
    thread = thread_of(case=case, guardian=cast.anja)
    for _ in range(MESSAGES):
        message_post(thread=thread, author=cast.anja, body="Hvornår ses vi?", client_token=uuid4())
    return case


def _town(cast: Cast, case: Case, database: str, count: int) -> Town:
    chance = random.Random(1)  # noqa: S311 -- which cases are measured is no secret
    with using(database):
        copies = copy_case(case, cast.lone, count)
        return Town(database, _timelines(cast, copies, chance), _desks(copies, chance))


def _timelines(cast: Cast, copies: Copies, chance: random.Random) -> Sequence[Act]:
    ids = chance.sample(copies.case_ids, TIMELINES * TURNS)
    roles = case_for(cast.anja, cast.case.pk, Action.READ_CASE).roles
    found = Case.objects.filter(pk__in=ids).select_related("child", "municipality")
    seen = [Access(case=case, person=cast.anja, roles=roles, at=clock.now()) for case in found]
    return [lambda one=one: timeline(one) for one in seen]  # type: ignore[misc]  # a default argument keeps its value


def _desks(copies: Copies, chance: random.Random) -> Sequence[Act]:
    return [_desk_of(person) for person in chance.sample(copies.contacts, DESKS * TURNS)]


def _desk_of(person: Person) -> Act:
    browser = Client()
    browser.force_login(person)

    def look() -> None:
        page = browser.get("/staff/")
        families = page.content.count(b'class="row row--') if page.status_code == 200 else 0
        if families != 50:
            raise RuntimeError(f"The desk page shows {families} families ({page.status_code}).")

    return look
