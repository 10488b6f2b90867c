"""Turns the simulated clock, and lets the product's own machinery work at every moment that it would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from django.core import mail
from django.db.models import Min

from config.scenario.world import Mail, Mailbox
from journey.models import Case, OutboxItem, Recipient
from journey.rules.clock import LOCAL, SimulatedClock, local
from journey.rules.working_days import Calendar, is_working_day
from journey.watch.scan import scan
from messaging.delivery.deliver import OPEN, deliver_due
from messaging.delivery.ladder import climb
from messaging.delivery.relay import relay_pending
from messaging.models import Delivery
from messaging.models.delivery import Channel

WATCH_HOUR = time(9)
"""Local hour of working days at which the watch looks and routines run. Gaps climb and families are told then; a story
needs no more."""
AFTER_AN_EVENT = timedelta(seconds=1)
MAX_ROUNDS = 50


class Clockwork:
    """One clock, one mailbox.

    `cases` are watched and `at_routine_hour`, if there is one, is called at nine on working days.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        *,
        calendar: Calendar,
        mailbox: Mailbox,
        cases: Mapping[str, Case],
        at_routine_hour: Callable[[], None] | None,
    ) -> None:
        self.clock, self.calendar, self.mailbox, self.cases = clock, calendar, mailbox, cases
        self.at_routine_hour = at_routine_hour

    def run_to(self, moment: datetime) -> None:
        """Live through everything that happens by itself until `moment`, which may be now."""
        for tick in self._ticks(moment):
            self._run_due_before(tick)
            self.clock.move_to(tick)
            scan(only={case.pk for case in self.cases.values()})
            if self.at_routine_hour:
                self.at_routine_hour()
            self.work()
        self._run_due_before(moment)
        self.clock.move_to(max(moment, self.clock.at))

    def after_event(self) -> None:
        """Let the machinery work, then move on a little, so that two things never happen at the same instant."""
        self.work()
        self.clock.advance(AFTER_AN_EVENT)

    def work(self) -> None:
        """What the workers do: relay what is pending, let unread news climb, send what is due."""
        relay_pending()
        climb()
        deliver_due()
        for letter in getattr(mail, "outbox", []):
            seen = f"{letter.from_email}\n{letter.subject}\n{letter.body}"
            self.mailbox.mails += [Mail(self.clock.at, address, seen) for address in letter.to]
        mail.outbox = []

    def stuck(self) -> list[str]:
        """Kinds of events that the relay could not handle."""
        waiting = OutboxItem.objects.filter(relayed_at__isnull=True)
        return [f"{kind} ({error or 'not tried'})" for kind, error in waiting.values_list("event__kind", "last_error")]

    def _run_due_before(self, moment: datetime) -> None:
        """What waits for a moment of its own: a mail for the end of a quiet time, unread news for its next road."""
        for _round in range(MAX_ROUNDS):
            due = self._next_due()
            if due is None or due >= moment:
                return
            self.clock.move_to(max(due, self.clock.at))
            self.work()

    def _next_due(self) -> datetime | None:
        waiting = Delivery.objects.filter(channel=Channel.EMAIL, state__in=OPEN)
        climbing = Recipient.objects.filter(next_rung_at__isnull=False)
        moments = (waiting.aggregate(at=Min("due_at"))["at"], climbing.aggregate(at=Min("next_rung_at"))["at"])
        return min((moment for moment in moments if moment), default=None)

    def _ticks(self, until: datetime) -> Iterator[datetime]:
        day = local(self.clock.at).date()
        while day <= local(until).date():
            tick = datetime.combine(day, WATCH_HOUR, LOCAL).astimezone(UTC)
            if is_working_day(day, self.calendar) and self.clock.at < tick <= until:
                yield tick
            day += timedelta(days=1)
