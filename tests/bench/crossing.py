"""A message from one person's POST to the other person's socket, against the same promise without the house."""

import asyncio
import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from config.embedded.launcher import Running
from tests.bench import raw_server, roles
from tests.bench.callers import Crossing, Side, Writer
from tests.bench.household import Household, households, session_key
from tests.bench.measure import Row
from tests.e2e.site import free_ports

FAMILIES = 16
TURNS = 4
FULL_SECONDS = 4.0
LIGHT_MESSAGES = 100
"""Per turn."""
LIGHT_PAUSE_SECONDS = 0.01


def rows(folder: Path, _servers: Running | None) -> list[Row]:
    """Throughput at full load and two points of the light-load curve, each as product / raw."""
    found = households(FAMILIES)
    with product(found, folder) as ours, raw(found, folder) as theirs:
        light, full = asyncio.run(_measured(ours, theirs))
    (our_times, raw_times), (our_rates, raw_rates) = light, full
    speed = statistics.median(ours / raw for ours, raw in zip(our_rates, raw_rates, strict=True))
    how = f"{len(our_times)} messages each, in {TURNS} turns; durable commits; raw: tests/bench/raw_server.py"
    at_full = f"{FAMILIES} writers, {statistics.median(our_rates):.0f} / {statistics.median(raw_rates):.0f} msg/s"
    return [
        Row("message to socket, throughput / raw", speed, "×", 0.2, f"{at_full}; {TURNS} turns", at_least=True),
        _light("p50", our_times, raw_times, 50, 2.75, how),
        _light("p99", our_times, raw_times, 99, 3.0, how),
    ]


def _light(name: str, ours: Sequence[float], raw: Sequence[float], percent: int, target: float, how: str) -> Row:
    mine, its = percentile(ours, percent), percentile(raw, percent)
    method = f"{mine * 1000:.1f} / {its * 1000:.1f} ms; {how}"
    return Row(f"message to socket, light load {name} / raw", mine / its, "×", target, method)


def percentile(times: Sequence[float], percent: int) -> float:
    """The smallest time that at least ``percent`` of the times do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


async def _measured(ours: Side, theirs: Side) -> tuple[tuple[list[float], ...], tuple[list[float], ...]]:
    light: tuple[list[float], list[float]] = ([], [])
    full: tuple[list[float], list[float]] = ([], [])
    async with Crossing(ours) as product_side, Crossing(theirs) as raw_side:
        sides = (product_side, raw_side)
        for side in sides:
            await side.all_at_once(1.0)  # imports, connections, plans
        for _ in range(TURNS):
            for times, side in zip(light, sides, strict=True):
                times += await side.one_by_one(LIGHT_MESSAGES, pause_seconds=LIGHT_PAUSE_SECONDS)
            for rates, side in zip(full, sides, strict=True):
                rates.append(await side.all_at_once(FULL_SECONDS))
    return light, full


@contextmanager
def product(found: Sequence[Household], folder: Path) -> Iterator[Side]:
    """Web and live in processes of their own."""
    web, live = free_ports(2)
    env = roles.environment()
    writers = [
        Writer(
            one.thread,
            f"/api/v1/threads/{one.thread}/messages",
            roles.HTTPS | {"X-Session-Token": session_key(one.guardian)},
        )
        for one in found
    ]
    people = {one.contact.pk: one.contact for one in found}
    listeners = [{"Cookie": f"{roles.SESSION_COOKIE}={session_key(person)}"} for person in people.values()]
    with ExitStack() as stack:
        for name, command, port in (("web", roles.web(web), web), ("live", roles.live(live), live)):
            stack.enter_context(roles.running(command, log=folder / f"{name}.log", env=env, port=port))
        yield Side(web, live, "/ws/live/", writers, listeners, roles.ORIGIN)


@contextmanager
def raw(found: Sequence[Household], folder: Path) -> Iterator[Side]:
    """The baseline with the same people and as many processes."""
    web, live = free_ports(2)
    keys = _fill_raw(found)
    writers = []
    for one in found:
        headers = {"Host": roles.HOST, "X-Session-Token": keys[one.guardian.pk]}
        writers.append(Writer(one.thread, f"/threads/{one.thread}/messages", headers))
    listeners = [{"X-Session-Token": keys[pk]} for pk in {one.contact.pk for one in found}]
    with ExitStack() as stack:
        for role, port in (*([("web", web)] * roles.WEB_PROCESSES), ("live", live)):
            command = ["tests.bench.raw_server", role, "--port", str(port)]
            stack.enter_context(roles.running(command, log=folder / f"raw-{role}.log", env=os.environ, port=port))
        yield Side(web, live, "/", writers, listeners)


def _fill_raw(found: Sequence[Household]) -> dict[object, str]:
    """The households in the baseline's own tables; gives each person's session key."""
    everyone = {person.pk: person for one in found for person in (one.guardian, one.contact, one.deputy)}
    keys: dict[object, str] = {pk: uuid4().hex for pk in everyone}
    with psycopg.connect(os.environ["DATABASE_URL"]) as link, link.cursor() as sql:
        sql.execute(raw_server.TABLES)
        sql.executemany("INSERT INTO raw.person VALUES (%s, %s)", [(p.pk, p.email) for p in everyone.values()])
        session = "INSERT INTO raw.session VALUES (%s, %s, now() + '1 day')"
        sql.executemany(session, [(key, pk) for pk, key in keys.items()])
        sql.executemany("INSERT INTO raw.family_case VALUES (%s)", [(one.case,) for one in found])
        since = "tstzrange(now() - interval '1 day', NULL)"
        custody = f"INSERT INTO raw.custody VALUES (%s, %s, {since})"
        sql.executemany(custody, [(one.case, one.guardian.pk) for one in found])
        contact = f"INSERT INTO raw.contact VALUES (%s, %s, %s, {since})"
        sql.executemany(contact, [(one.case, one.contact.pk, one.deputy.pk) for one in found])
        threads = [(one.thread, one.case, one.guardian.pk) for one in found]
        sql.executemany("INSERT INTO raw.thread VALUES (%s, %s, %s)", threads)
    return keys
