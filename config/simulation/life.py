"""A town lives: everybody does what they mean to do at its moment, and the product's own machinery runs beside them.

Nothing happens between two moments, so the clock jumps from one to the next. The watch looks every morning at nine,
weekends included, where the product has it look every minute; nobody writes between midnight and then. The sweep runs
with the watch and twice more a day, and takes up every mail that is due.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from django.test.utils import override_settings
from django.utils import translation

from config.simulation import desk, families, mail_simulator, staff
from config.simulation.plan import START, Plan
from config.simulation.town import Family, Guardian, Town, Worker, found, open_family, soon
from journey.errors import DomainError
from journey.models import Case, NextWord, Person
from journey.models.agreements import Outcome
from journey.rules import clock
from journey.rules.clock import LOCAL, SimulatedClock
from journey.rules.working_days import is_working_day
from journey.services.agreements import agreement_conclude
from journey.services.cases import case_close
from journey.watch.scan import scan
from messaging.delivery.deliver import deliver_due
from messaging.delivery.sweep import sweep

Turn = Callable[[Town, Family, Person], staff.Later | None]
WATCH_AT = time(9)
SWEEPS_AT = (time(13), time(18))
TURNS: tuple[Turn, ...] = (staff.tell, staff.go_on, staff.wait, staff.meet, staff.agree)
TURN_WEIGHTS = (12, 2, 2, 2, 2)
COURSE_DAYS = (30, 240)
CLOSES = 0.9
"""Most courses are over within some months; one in ten goes on as long as the simulation does."""
Say = Callable[[date], None]


def live(plan: Plan, say: Say) -> tuple[Town, mail_simulator.Server]:
    """The whole life of one town in the present database; `say` hears of every day that has passed."""
    now = SimulatedClock(START)
    with _quiet_world(), _ids_from(plan.seed), clock.simulated(now):
        server = mail_simulator.start(plan.seed, plan.mail_faults)
        town = found(plan, now)
        _Life(town).until(START + timedelta(days=plan.days), say)
    return town, server


@contextmanager
def _ids_from(seed: int) -> Iterator[None]:
    """Rows get their ids from the seed, since ids decide the order where nothing else does."""
    chance = Random(seed)  # noqa: S311 -- a simulation, not a secret
    with patch.object(uuid, "os", SimpleNamespace(urandom=chance.randbytes)):  # where uuid4 gets its bytes
        yield


@contextmanager
def _quiet_world() -> Iterator[None]:
    """Mail goes to the simulator, what goes wrong on purpose fills no log, and no statement is kept for a debugger."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with override_settings(EMAIL_BACKEND=mail_simulator.PATH, DEBUG=False), translation.override("da"):
            yield
    finally:
        logging.disable(before)


class _Life:
    def __init__(self, town: Town) -> None:
        self.town, self.chance = town, town.chance
        self._order = count()
        self._heap: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, moment: datetime, do: Callable[[], object]) -> None:
        heappush(self._heap, (moment.astimezone(START.tzinfo), next(self._order), do))

    def until(self, end: datetime, say: Say) -> None:
        """Families come all through the time, and most of them go again; each day brings what it brings."""
        days = self.town.plan.days * 3 // 4
        for _family in range(self.town.plan.families):
            self.at(self.town.working_hour(START.date() + soon(self.chance, 0, days)), self._open)
        for worker in self.town.workers:
            self._go_away_some_day(worker)
            self._leave_some_day(worker)
        day = START.date()
        while (morning := datetime.combine(day, WATCH_AT, LOCAL)) < end:
            self._before(morning)
            self._tick(day)
            for hour in SWEEPS_AT:
                self._before(datetime.combine(day, hour, LOCAL))
                self._sweep()
            say(day)
            day += timedelta(days=1)

    def _before(self, moment: datetime) -> None:
        """Everything that somebody means to do before a moment, each at its own."""
        while self._heap and self._heap[0][0] < moment:
            at, _order, do = heappop(self._heap)
            self._act(at, do)
        self.town.clock.move_to(max(moment, self.town.clock.at))

    def _act(self, at: datetime, do: Callable[[], object]) -> None:
        """One at a time: never two at the same instant. What the product refuses is counted, and not done."""
        self.town.clock.move_to(max(at, self.town.clock.at + timedelta(seconds=1)))
        try:
            do()
        except DomainError as refused:
            self.town.refused[refused.code] += 1
        for later in self.town.plans:
            self.at(*later)
        self.town.plans.clear()

    def _tick(self, day: date) -> None:
        if self.town.plan.watch:
            scan()
        self._sweep()
        if is_working_day(day, self.town.calendar):
            for gap in desk.work_through(self.town):
                self.at(self.town.working_hour(day), partial(desk.put_right, self.town, gap))

    def _sweep(self) -> None:
        """As often as the product would come round to it: a tick sends to a hundred people at most."""
        sweep()
        while deliver_due():
            pass

    # --- What recurs

    def _open(self) -> None:
        family = open_family(self.town)
        contact = self.town.contact_of(family.case).person
        staff.go_on(self.town, family, contact)
        self._next_turn(family)
        for guardian in family.guardians:
            self._look_soon(family, guardian)
            self._look_some_day(family, guardian)
            self._ask_some_day(family, guardian)
        if self.chance.random() < CLOSES:
            last = clock.today() + soon(self.chance, *COURSE_DAYS)
            self.at(self.town.working_hour(last), lambda: self._close(family))

    def _next_turn(self, family: Family) -> None:
        """Some days before the promise runs out, or after it, as the contact is."""
        promised = min(NextWord.objects.filter(case=family.case, is_owed=True).values_list("promised_on", flat=True))
        slips = self.town.worker_of(self.town.contact_of(family.case).person).slips
        is_late = self.chance.random() < slips
        day = promised + (soon(self.chance, 1, 15) if is_late else -soon(self.chance, 0, 4))
        self.at(self.town.working_hour(max(day, clock.today() + timedelta(days=1))), lambda: self._turn(family))

    def _turn(self, family: Family) -> None:
        """By the contact, or whoever stands in and is there; when nobody is, the days go by."""
        family.case = Case.objects.select_related("unit").get(pk=family.case.pk)
        if not family.case.is_open:
            return
        try:
            self._have_turn(family)
        finally:
            if family.case.is_open:
                self._next_turn(family)

    def _have_turn(self, family: Family) -> None:
        now = self.town.contact_of(family.case)
        there = [one for one in (now.person, now.deputy) if self.town.is_there(self.town.worker_of(one))]
        if not there:
            self.town.done["turn missed"] += 1
            return
        turn = self.chance.choices(TURNS, TURN_WEIGHTS)[0]
        if later := turn(self.town, family, there[0]):
            self.town.plans.append(later)
        for guardian in family.guardians:
            self._look_soon(family, guardian)

    def _look_soon(self, family: Family, guardian: Guardian) -> None:
        if self.chance.random() < guardian.opens:
            evening = families.evening(self.town, clock.today() + soon(self.chance, 0, 2))
            self.at(evening, lambda: families.look(self.town, family, guardian))

    def _look_some_day(self, family: Family, guardian: Guardian) -> None:
        """Also without news, now and then."""
        if guardian.opens and family.case.is_open:
            evening = families.evening(self.town, clock.today() + soon(self.chance, 10, 60))
            self.at(evening, lambda: self._look(family, guardian))

    def _look(self, family: Family, guardian: Guardian) -> None:
        families.look(self.town, family, guardian)
        self._look_some_day(family, guardian)

    def _ask_some_day(self, family: Family, guardian: Guardian) -> None:
        if not family.case.is_open:
            return
        days = soon(self.chance, 20, 200)
        self.at(families.evening(self.town, clock.today() + days), lambda: self._ask(family, guardian))

    def _ask(self, family: Family, guardian: Guardian) -> None:
        later = families.ask(self.town, family, guardian)
        if later:
            self.town.plans.append(later)
        self._ask_some_day(family, guardian)

    def _close(self, family: Family) -> None:
        """What was agreed gets its outcome first; the product refuses to end anything in silence."""
        by = self.town.contact_of(family.case).person
        for agreed in family.case.agreements.filter(closed_at__isnull=True):
            agreement_conclude(agreement=agreed, by=by, outcome=Outcome.NOT_DONE, text="Det blev ikke nødvendigt.")
        family.case = case_close(case=family.case, by=by, text="Barnet trives. Vi er færdige.")
        self.town.done["case closed"] += 1

    def _go_away_some_day(self, worker: Worker) -> None:
        day = clock.today() + soon(self.chance, 30, 200)
        self.at(self.town.working_hour(day), lambda: self._go_away(worker))

    def _go_away(self, worker: Worker) -> None:
        if worker.has_left:
            return
        if self.town.is_there(worker):
            staff.go_away(self.town, worker)
        self._go_away_some_day(worker)

    def _leave_some_day(self, worker: Worker) -> None:
        day = clock.today() + soon(self.chance, 60, 1500)
        self.at(self.town.working_hour(day), lambda: self._leave(worker))

    def _leave(self, worker: Worker) -> None:
        known = len(self.town.workers)
        staff.go_for_good(self.town, worker)
        for new in self.town.workers[known:]:
            self._go_away_some_day(new)
            self._leave_some_day(new)
