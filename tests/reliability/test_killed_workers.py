"""kill -9 of a worker at random points of relaying and delivering: nothing lost, and only e-mail may come twice (R1).

What "exactly once" can mean where a provider took something and the worker died before it wrote so is in
docs/subsystems/reliability.md. Here the providers' own books are compared with the rows.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from journey.models import Person, Recipient
from journey.rules.clock import SimulatedClock
from messaging.delivery.deliver import LEASE
from messaging.models import Attempt, Delivery
from tests.bench.household import Household
from tests.reliability.killing import (
    BETWEEN,
    SETTLE_SECONDS,
    Workers,
    calls_cut_off,
    carriers,
    news,
    three_kinds_of_families,
    unrelayed,
    work_until_done,
    work_until_idle,
    workers,
)
from tests.reliability.provider import Providers, providers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.reliability]

FAMILIES, ROUND = 6, 3
"""How many there are, and how many have news before each death."""
ROADS = ("email", "sms", "digitalpost")
Town = tuple[list[Household], Providers, Workers]


@pytest.fixture
def town(
    transactional_db: None, at_monday: SimulatedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """Families who have heard of the beginning. Every web process dies after its commit: all is left to the workers."""
    monkeypatch.setattr("journey.services.events._wake", lambda: lambda *_event: None)
    families = three_kinds_of_families(FAMILIES)
    with providers() as (taking, settings), workers(tmp_path, settings, taking.killer) as worker:
        for _burst in range(2):  # what was gathered of the beginning goes out in the second
            work_until_idle(worker)
            at_monday.advance(BETWEEN)
        yield families, taking, worker


def test_each_notice_reaches_its_provider_once(town: Town, at_monday: SimulatedClock, kills: int) -> None:
    """Half die at any time; half when a provider, each in turn, has taken something and has not said so yet."""
    families, taking, worker = town
    chance = random.Random(kills)  # noqa: S311 -- not a secret
    whole = _seconds_for_a_round(worker, families[:ROUND])
    for number in range(kills):
        for one in chance.sample(families, ROUND):
            news(one)
        at_monday.advance(BETWEEN)
        worker.next(dies_at_taking=chance.randint(1, 2) if number % 2 else 0, road=ROADS[number // 2 % len(ROADS)])
        time.sleep(1.5 * whole if number % 2 else chance.uniform(0, 1.2 * whole))
        worker.kill()
    work_until_done(worker, at_monday)

    _nothing_lost()
    found: Counter[str] = Counter()
    for road in ROADS:
        books, sent = taking.books(road), carriers(road)
        assert set(books) == set(sent), f"{road}: what is said to be sent and what was taken"
        for reference, times in books.items():
            doubts = calls_cut_off(sent[reference]) if road == "email" else 0
            assert times <= 1 + doubts, f"{road}: twice without a doubt"
            found[road] += 1
            found[f"{road}_twice"] += times > 1
    print(
        f"\n{kills} workers killed: {dict(found)}; {Attempt.objects.filter(error='never_reported').count()} in a call"
    )


def _seconds_for_a_round(worker: Workers, some: list[Household]) -> float:
    """How long a worker lives on this machine until all is done: it is to die at any point of that."""
    for one in some:
        news(one)
    began = time.monotonic()
    work_until_idle(worker)
    return time.monotonic() - began


def _nothing_lost() -> None:
    """Each event has been relayed, each road has an end, each of the family was told, no feed has holes or twins."""
    assert not unrelayed().exists()
    states = set(Delivery.objects.exclude(channel="inapp").values_list("state", "reason"))
    assert {state for state, _reason in states} <= {"sent", "skipped"}
    assert {reason for state, reason in states if state == "skipped"} <= {"no_address"}
    must_know = Recipient.objects.filter(notice__event__kind="meeting.planned", is_family=True)
    assert must_know.exists()
    for row in must_know:
        told = Delivery.objects.filter(event=row.notice.event, person=row.person, state="sent")
        assert told.exclude(channel="inapp").exists()
    for person in Person.objects.all():
        feed = Delivery.objects.filter(person=person, channel="inapp").order_by("feed_seq")
        numbers = list(feed.values_list("feed_seq", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(("road", "times"), [("email", 2), ("sms", 1), ("digitalpost", 1)])
def test_what_was_taken_as_the_worker_died(town: Town, at_monday: SimulatedClock, road: str, times: int) -> None:
    """SMTP cannot be asked: the same mail comes again under its Message-ID, rather than never. The others are asked."""
    families, taking, worker = town
    before = Counter(taking.books(road))
    news(families[ROADS.index(road)])
    deaths = 0
    while not (taken := _news_on(taking, road, before)):  # the contact's mail goes out first
        worker.next(dies_at_taking=1)
        _wait_for_death(worker)
        deaths += 1
        assert deaths < 5
    [reference] = taken
    rows: Any = Delivery.objects.filter(channel=road, state="unknown")
    assert {row.reason for row in rows} == {"call_begun"}
    at_monday.advance(LEASE - timedelta(seconds=1))
    work_until_idle(worker)
    assert taking.books(road)[reference] == 1, "nobody touches it while the call could still report"
    at_monday.advance(timedelta(seconds=1))
    work_until_done(worker, at_monday)
    assert taking.books(road)[reference] == times
    assert reference in carriers(road)


def _news_on(taking: Providers, road: str, before: Counter[str]) -> set[str]:
    return set(taking.books(road)) - set(before)


def _wait_for_death(worker: Workers) -> None:
    end = time.monotonic() + 60
    while worker.killer.takings_left:
        assert time.monotonic() < end
        time.sleep(SETTLE_SECONDS)
    time.sleep(SETTLE_SECONDS)
