"""What calls the workers is down for a day: a quarter of an hour after it is back nothing is left to catch up.

Everything is then as if it had never been away (law and time 10.2). The time is simulated, the rows are compared.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import Model

from config.demo.simulators import Simulators
from journey.models import Gap, NextWord, NoticeTask, OutboxItem, Recipient, Update
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.watch.recompute import recompute
from journey.watch.scan import Found, scan
from messaging.delivery.sweep import sweep
from messaging.models import Delivery, Suppression
from tests.cast import MONDAY, Cast, build_cast
from tests.messaging.conftest import anjas_thread, post_now
from tests.messaging.gateways import give_number, simulators
from tests.messaging.test_ladder import local as at
from tests.messaging.test_ladder import plan

__all__ = ["simulators"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.reliability]

DOWN, BACK = at("2027-02-15T12:00"), at("2027-02-16T12:00")
CAUGHT_UP = timedelta(minutes=15)
SWEEP, WATCH = timedelta(seconds=30), timedelta(minutes=1)
"""As in CELERY_BEAT_SCHEDULE."""
DEEDS = {
    "2027-02-08T10:00": "write",  # to be answered by Monday 15 February: late when that day is over
    "2027-02-11T13:00": "plan",  # nobody opens it: somebody is to call on Tuesday at nine
    "2027-02-15T11:00": "plan",  # the SMS is due on Tuesday at eleven
    "2027-02-15T13:00": "write",
    "2027-02-15T15:30": "plan",
    "2027-02-16T10:30": "write",
}
"""What people do, who know nothing of the beat. Dina was promised a word by Monday 15 February, and hears none."""


@dataclass(frozen=True)
class Left:
    """What a life has left behind, without ids and without the moment at which a machine came by."""

    deliveries: Counter[tuple[object, ...]]
    silences: Counter[tuple[object, ...]]
    gaps: Counter[tuple[object, ...]]
    tasks: Counter[tuple[object, ...]]
    said: Counter[tuple[object, ...]]
    words: Counter[tuple[object, ...]]
    next_roads: Counter[tuple[object, ...]]
    sms: int


def _count(model: type[Model], *fields: str) -> Counter[tuple[object, ...]]:
    return Counter(model._default_manager.values_list(*fields))


def left(simulators: Simulators) -> Left:
    return Left(
        _count(Delivery, "event__kind", "person__given_name", "channel", "state"),
        _count(Suppression, "event__kind", "person__given_name", "channel", "reason"),
        _count(Gap, "kind", "person__given_name", "broken_on", "level", "respond_by", "responsible__given_name"),
        _count(NoticeTask, "kind", "recipient__person__given_name", "due_at"),
        _count(Update, "title", "only_for__given_name", "next_text"),
        _count(NextWord, "case__child__given_name", "person__given_name", "promised_on", "due_on"),
        Counter(Recipient.objects.values_list("notice__event__kind", "person__given_name", "informed_at")),
        len(simulators.arrived),
    )


def do(cast: Cast, deed: str) -> None:
    if deed == "plan":
        plan(cast)
    else:
        post_now(anjas_thread(cast), cast.anja, f"Hvad sker der? {clock.now()}")


def live(cast: Cast, moving: SimulatedClock, until: datetime, step: timedelta, *, beat: bool) -> None:
    """On to a moment, with the beat every ``step``, and people's deeds at their time."""
    while moving.at < until:
        before = moving.at
        moving.move_to(min(before + step, until))
        for when, deed in DEEDS.items():
            if before < at(when) <= moving.at:
                do(cast, deed)
        if beat:
            sweep()
            scan()


def caught_up(moving: SimulatedClock) -> Found:
    """The first quarter of an hour after it is back, as the schedule has it; what the last look of the watch found."""
    until, found = moving.at + CAUGHT_UP, Found()
    while moving.at < until:
        sweep()
        if (until - moving.at) % WATCH == timedelta():
            found = scan()
        moving.advance(SWEEP)
    return found


def a_life(simulators: Simulators, *, beat_while_down: bool) -> tuple[Left, Left]:
    """What is there a quarter of an hour after the beat is back, and an hour later."""
    mail.outbox.clear()
    simulators.arrived.clear()
    with clock.simulated(MONDAY) as moving:
        cast = build_cast()
        give_number(cast)
        live(cast, moving, DOWN, timedelta(hours=6), beat=True)
        live(cast, moving, BACK, timedelta(minutes=30), beat=beat_while_down)
        assert caught_up(moving) == Found(), "the watch still finds something to do"
        assert not OutboxItem.objects.filter(relayed_at__isnull=True).exists()
        assert not Recipient.objects.filter(next_rung_at__lte=clock.now()).exists()
        assert not Delivery.objects.filter(state__in=("pending", "retry", "unknown"), due_at__lte=clock.now()).exists()
        assert recompute() == 0
        first = left(simulators)
        live(cast, moving, BACK + timedelta(minutes=75), WATCH * 15, beat=True)
        names = [one.extra_headers["Message-ID"] for one in mail.outbox]
        assert len(names) == len(set(names)), "a mail came twice"
        assert {one.calls for one in simulators.arrived.values()} == {1}
        return first, left(simulators)


def test_a_day_without_the_beat_is_caught_up_in_a_quarter_of_an_hour(
    transactional_db: None, simulators: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing skipped, nothing doubled. Nobody relays but the beat: the web processes die after their commits."""
    monkeypatch.setattr("journey.services.events._wake", lambda: lambda *_event: None)
    never_down = a_life(simulators, beat_while_down=True)
    call_command("flush", interactive=False, verbosity=0)
    was_down = a_life(simulators, beat_while_down=False)

    assert was_down == never_down
    kinds = {kind for kind, *_rest in was_down[0].gaps}
    assert {"next_word_broken", "question_late"} <= kinds, "nothing of weight happened while it was down"
    calls = [due for kind, _person, due in was_down[0].tasks if kind == "call"]
    assert any(DOWN < due < BACK for due in calls)
