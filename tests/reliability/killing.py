"""Workers that are killed, and the families whose news they carry."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from journey.models import Case, OutboxItem, Person
from journey.rules import clock
from journey.rules.bursts import BURST
from journey.rules.clock import SimulatedClock
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from messaging.delivery.content import reference_of
from messaging.delivery.deliver import OPEN
from messaging.models import Attempt, Delivery, Thread
from tests.bench.household import Household, households
from tests.messaging.conftest import post_now
from tests.realtime.conftest import ROOT, environment
from tests.reliability.provider import Killer

PATIENCE_SECONDS = 60.0
BETWEEN = BURST + timedelta(minutes=1)
SETTLE_SECONDS = 0.05
"""After a death: the provider ends what it had begun to take, long before anybody asks it. In life that is a minute."""


class Workers:
    """One worker at a time, each at a moment of its own."""

    def __init__(self, process: "subprocess.Popen[str]", killer: Killer) -> None:
        self.process, self.killer = process, killer

    def next(self, *, dies_at_taking: int = 0, road: str = "") -> None:
        """Whoever worked before is gone when this returns."""
        assert self.process.stdin
        assert self.process.stdout
        with self.killer.lock:
            self.killer.takings_left, self.killer.worker = 0, 0
        self.process.stdin.write(f"{clock.now().isoformat()}\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        with self.killer.lock:
            self.killer.takings_left, self.killer.road, self.killer.worker = dies_at_taking, road, pid

    def kill(self) -> None:
        """Now, if it is not dead yet: its number is its own until the next one begins."""
        with suppress(ProcessLookupError):
            os.kill(self.killer.worker, signal.SIGKILL)
        time.sleep(SETTLE_SECONDS)


@contextmanager
def workers(folder: Path, settings: dict[str, Any], killer: Killer) -> Iterator[Workers]:
    conf, log = folder / "settings.json", folder / "worker.log"
    conf.write_text(json.dumps(settings), encoding="utf-8")
    with log.open("ab") as out:
        command = [sys.executable, "-m", "tests.reliability.worker", str(conf)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True
        )
        try:
            yield Workers(process, killer)
        finally:
            assert process.stdin
            process.stdin.close()  # it ends its worker and then itself
            process.wait(20)


def three_kinds_of_families(count: int) -> list[Household]:
    """In turn: reached by e-mail, by SMS only, by nothing but Digital Post."""
    found = households(count)
    for number, one in enumerate(found):
        if number % 3:
            phone = f"2030405{number}" if number % 3 == 1 else ""
            Person.objects.filter(pk=one.guardian.pk).update(email="", phone=phone)
    return found


def news(one: Household) -> None:
    """A message of the family to its contact, and something that the family must know."""
    guardian, contact = (Person.objects.get(pk=person.pk) for person in (one.guardian, one.contact))
    post_now(Thread.objects.get(pk=one.thread), guardian)
    meeting_plan(
        case=Case.objects.get(pk=one.case),
        by=contact,
        texts=MeetingTexts(title="Møde", purpose="Vi taler om skolen."),
        starts_at=clock.now() + timedelta(days=60),
        invitees=(Invitee(name=guardian.display_name, role="mor", person=guardian, is_family=True),),
    )


def open_deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.exclude(channel="inapp").filter(state__in=OPEN)


def unrelayed() -> QuerySet[OutboxItem]:
    return OutboxItem.objects.filter(relayed_at__isnull=True)


def work_until_idle(worker: Workers) -> None:
    """A worker that nobody kills, until nothing that is due now is left and every call that it began has ended."""
    worker.next()
    busy = (
        unrelayed(),
        open_deliveries().filter(due_at__lte=clock.now()),
        Attempt.objects.filter(started_at=clock.now(), finished_at__isnull=True),
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while any(one.all().exists() for one in busy):
        assert time.monotonic() < end, [list(one.values()) for one in busy]
        time.sleep(SETTLE_SECONDS)


def work_until_done(worker: Workers, at: SimulatedClock) -> None:
    """As much time as it takes, until nothing is open."""
    end = time.monotonic() + PATIENCE_SECONDS
    while unrelayed().exists() or open_deliveries().exists():
        assert time.monotonic() < end, list(open_deliveries().values_list("channel", "state", "reason", "due_at"))
        at.advance(BETWEEN)
        work_until_idle(worker)


def carriers(channel: str) -> dict[str, Delivery]:
    """What went out, by the name under which the provider knows it."""
    rows = Delivery.objects.filter(channel=channel, carrier__isnull=True, state__in=("sent", "delivered"))
    return {reference_of(row.pk): row for row in rows}


def calls_cut_off(row: Delivery) -> int:
    """How many calls for it ended without anybody who could say how."""
    return Attempt.objects.filter(delivery=row, error="never_reported").count()
