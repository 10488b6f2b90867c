"""Turns the simulated clock, and lets the product's own machinery work at every moment that it would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core import mail

from config.scenario.world import Mail, Mailbox
from journey.access.translated import Translation
from journey.models import Case, ContactAssignment, Gap, Meeting, Municipality, OutboxItem, Question, Recipient
from journey.models.meetings import MeetingState
from journey.rules.clock import LOCAL, SimulatedClock, local, midnight
from journey.rules.gaps import CLIMB_HOUR
from journey.rules.working_days import calendar_named, is_working_day
from journey.watch.scan import scan_municipality
from messaging.delivery.deliver import OPEN, deliver_due
from messaging.delivery.ladder import climb
from messaging.delivery.relay import relay_pending
from messaging.delivery.roads import CARRIED
from messaging.models import Delivery

MORNING = time(CLIMB_HOUR)
"""Local hour of working days at which gaps climb, families are told and routines run."""
AFTER_AN_EVENT = timedelta(seconds=1)
MAX_ROUNDS = 50
PENDING = 2
_WAITING = Translation.one_after_the_other(
    [
        Delivery.objects.filter(channel__in=CARRIED, state__in=OPEN).order_by("due_at").values("due_at")[:1],
        Recipient.objects.filter(next_rung_at__isnull=False).order_by("next_rung_at").values("next_rung_at")[:1],
        OutboxItem.objects.filter(relayed_at__isnull=True).order_by("event").values("event__occurred_at")[:1],
    ]
)
"""Of everything that workers do, what comes first and when; the last is what the relay has not done."""


class Clockwork:
    """One clock, one mailbox.

    `cases` are watched, and `at_routine_hour`, if there is one, is called at nine on working days; it says whether it
    did anything.

    The product's watch looks every minute. Between two things that people do, what it finds can change only when a day
    begins, when gaps may climb, when a meeting begins and when a planned contact takes over: a look at these moments,
    and after everything that somebody did, finds the same.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        *,
        municipality: Municipality,
        mailbox: Mailbox,
        cases: Mapping[str, Case],
        at_routine_hour: Callable[[], bool] | None,
    ) -> None:
        self.clock, self.municipality, self.mailbox, self.cases = clock, municipality, mailbox, cases
        self.calendar = calendar_named(municipality.calendar)
        self.at_routine_hour = at_routine_hour

    def run_to(self, moment: datetime) -> None:
        """Live through everything that happens by itself until `moment`, which may be now."""
        for tick in self._ticks(moment):
            self._run_due_before(tick)
            self.clock.move_to(tick)
            self._tick()
        self._run_due_before(moment)
        self.clock.move_to(max(moment, self.clock.at))

    def after_event(self) -> None:
        """Let the machinery work, then move on a little, so that two things never happen at the same instant."""
        self._work_and_watch()
        self.work()
        self.clock.advance(AFTER_AN_EVENT)

    def _tick(self) -> None:
        is_morning = self.clock.at == _morning(local(self.clock.at).date())
        if not is_morning or self._has_open(Gap) or self._has_open(Question):
            self._watch()  # in the morning nothing begins but climbing, telling and reminding
        if is_morning and self.at_routine_hour and self.at_routine_hour():
            self._work_and_watch()
        self.work()

    def _has_open(self, kind: type[Gap] | type[Question]) -> bool:
        return kind._default_manager.filter(case__in=self._watched, closed_at__isnull=True).exists()

    def _work_and_watch(self) -> None:
        """What was just done is told before the watch looks who has not been told."""
        self.work()
        self._watch()

    def _watch(self) -> None:
        scan_municipality(self.municipality, only=self._watched)

    @property
    def _watched(self) -> set[UUID]:
        return {case.pk for case in self.cases.values()}

    def work(self) -> None:
        """What the workers do: relay what is pending, let unread news climb, send what is due."""
        if not any(moment <= self.clock.at for _what, moment in _WAITING.rows({})):
            return
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
        return min((moment for what, moment in _WAITING.rows({}) if what != PENDING), default=None)

    def _ticks(self, until: datetime) -> list[datetime]:
        """Moments after now, and not after `until`, at which the watch can find what nobody has just done."""
        meetings = Meeting.objects.filter(case__in=self._watched, state=MeetingState.PLANNED)
        contacts = ContactAssignment.objects.filter(case__in=self._watched)
        found = {
            *self._daily(until),
            *meetings.filter(starts_at__lte=until).values_list("starts_at", flat=True),
            *contacts.filter(period__startswith__lte=until).values_list("period__startswith", flat=True),
        }
        return sorted(tick for tick in found if self.clock.at < tick <= until)

    def _daily(self, until: datetime) -> Iterator[datetime]:
        day = local(self.clock.at).date()
        while day <= local(until).date():
            yield midnight(day)
            if is_working_day(day, self.calendar):
                yield _morning(day)
            day += timedelta(days=1)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, LOCAL)
