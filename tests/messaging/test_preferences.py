"""An agreement can turn off ordinary mail and ask for quiet. What must be known comes in any case (RQ-093, RQ-094)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail

from journey.models import Person
from journey.rules import clock
from journey.rules.bursts import BURST
from journey.rules.clock import LOCAL, SimulatedClock
from journey.services.agreements import agreement_date_move, agreement_make
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import ChangeWords, absence_register, contact_change, staff_change_announce
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move
from journey.services.meetings import Invitee, MeetingTexts, meeting_cancel, meeting_plan
from journey.services.updates import nothing_new_post, update_post
from journey.services.waits import wait_date_move
from messaging.delivery.deliver import deliver_due
from messaging.delivery.recipients import TABLE, Family
from messaging.delivery.sweep import sweep
from messaging.models import Delivery
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread
from tests.messaging.test_recipients import silent, told
from tests.road import open_wait, start

pytestmark = pytest.mark.django_db(transaction=True)

NO_MAIL = Wishes(7, email_news=False, email_messages=False)
CHANGE = ChangeWords("Et skift", "Torben stopper.", "I får en ny psykolog.", "Intet andet.", "Lone ringer.")


def wish(cast: Cast, wishes: Wishes) -> None:
    communication_agree(case=cast.case, person=cast.anja, wishes=wishes, by=cast.anja)


def news(cast: Cast) -> None:
    nothing_new_post(case=cast.case, author=cast.lone, because="Vi venter på Torben.", still_expected="Marts.")


def to(person: Person) -> list[Any]:
    return [one for one in mail.outbox if one.to == [person.email]]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def due_of(kind: str, person: Person) -> datetime:
    rows = Delivery.objects.filter(event__kind=kind, person=person, channel="email")
    return clock.local(rows.latest("event_id").due_at)


# --- Muted


def test_ordinary_news_is_not_mailed_and_the_reason_is_on_record(cast: Cast) -> None:
    wish(cast, NO_MAIL)
    news(cast)
    assert told("update.published") == {"Anja", "Jonas", "Henrik"}, "in the product everything stands"
    assert told("update.published", "email") == {"Jonas"}
    assert silent("update.published")["Anja"] == "preference:email"


def test_news_and_messages_are_wished_for_apart(cast: Cast, writes: Writes) -> None:
    wish(cast, replace(NO_MAIL, email_messages=True))
    writes(anjas_thread(cast), cast.lone)
    assert told("message.posted", "email") == {"Anja"}
    wish(cast, replace(NO_MAIL, email_news=True))
    writes(anjas_thread(cast), cast.lone)
    assert told("message.posted", "email") == set()
    news(cast)
    assert told("update.published", "email") == {"Anja", "Jonas"}


def test_what_was_wished_away_meanwhile_does_not_leave(cast: Cast, at_monday: SimulatedClock) -> None:
    deliver_due()
    at_monday.advance(BURST + timedelta(minutes=1))
    mail.outbox.clear()
    news(cast)
    wish(cast, NO_MAIL)
    at_monday.advance(BURST)
    deliver_due()
    assert to(cast.anja) == []
    row = Delivery.objects.get(event__kind="update.published", person=cast.anja, channel="email")
    assert (row.state, row.reason) == ("skipped", "preference")


def test_a_pause_keeps_ordinary_mail_back_until_its_day(cast: Cast, at_monday: SimulatedClock) -> None:
    wish(cast, Wishes(7, paused_until=date(2027, 2, 8)))
    news(cast)
    assert silent("update.published")["Anja"] == "pause:email"
    at_monday.advance(timedelta(days=7))
    update_post(
        case=cast.case, author=cast.lone, happened="Torben kom.", means="Vi ved mere.", not_means="Ikke alt.",
        next_text="Vi ses.",
    )  # fmt: skip
    assert told("update.published", "email") == {"Anja", "Jonas"}


# --- What must be known


def a_staff_change(cast: Cast) -> None:
    staff_change_announce(case=cast.case, by=cast.lone, words=CHANGE)


def a_new_contact(cast: Cast) -> None:
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=CHANGE)


def an_absence(cast: Cast) -> None:
    absence_register(person=cast.lone, cover=cast.henrik, first_day=clock.today(), last_day=None, by=cast.pia)


def a_decision(cast: Cast) -> None:
    asked = decision_ask(case=cast.case, by=cast.lone, asked="Støtte", decider_role="Skoleleder", decider=cast.pia)
    decision_conclude(decision=asked, by=cast.lone, outcome="granted", means="Viktor får støtte.", reasons="")


def a_moved_deadline(cast: Cast) -> None:
    asked = decision_ask(case=cast.case, by=cast.lone, asked="Støtte", decider_role="Skoleleder", decider=cast.pia)
    decision_date_move(decision=asked, by=cast.lone, reason="Udvalget ses senere.", expected_on=date(2027, 3, 1))


def a_moved_wait(cast: Cast) -> None:
    wait = open_wait(cast, start(cast))
    wait_date_move(wait=wait, by=cast.lone, reason="Der er kø.", expected_from=None, expected_to=date(2027, 2, 12))


def a_moved_agreement(cast: Cast) -> None:
    agreed = agreement_make(
        case=cast.case, by=cast.lone, text="Torben ringer.", owner=cast.torben, due_on=date(2027, 2, 5)
    )
    agreement_date_move(agreement=agreed, by=cast.lone, reason="Torben er på kursus.", due_on=date(2027, 2, 8))


def a_cancelled_meeting(cast: Cast) -> None:
    meeting = meeting_plan(
        case=cast.case,
        by=cast.lone,
        texts=MeetingTexts(title="Samtale", purpose="Vi taler om pauser."),
        starts_at=clock.now() + timedelta(days=3),
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )
    meeting_cancel(meeting=meeting, by=cast.lone, cancelled_by="municipality", reason="Lokalet er optaget.")


MUST_BE_KNOWN: dict[str, tuple[Callable[[Cast], None], str]] = {
    "staff change": (a_staff_change, "update.published"),
    "new contact": (a_new_contact, "contact.changed"),
    "absence": (an_absence, "absence.registered"),
    "decision": (a_decision, "decision.made"),
    "deadline": (a_moved_deadline, "decision.date_moved"),
    "wait": (a_moved_wait, "wait.date_moved"),
    "agreement": (a_moved_agreement, "agreement.date_moved"),
    "meeting": (a_cancelled_meeting, "meeting.cancelled"),
}


@pytest.mark.parametrize("what", MUST_BE_KNOWN)
def test_it_comes_whatever_the_agreement_says(cast: Cast, at_monday: SimulatedClock, what: str) -> None:
    wish(cast, replace(NO_MAIL, paused_until=date(2027, 3, 1)))
    at_monday.advance(timedelta(hours=1))
    act, kind = MUST_BE_KNOWN[what]
    act(cast)
    assert "Anja" in told(kind, "email")
    assert "Anja" not in silent(kind)


def test_no_critical_kind_can_be_muted() -> None:
    """Staff change, decision, deadline and meeting by name, so that a new kind cannot slip past the table."""
    told = {kind: rule for kind, rule in TABLE.items() if rule.family is not Family.NOBODY}
    free = {kind for kind, rule in told.items() if not (rule.critical or rule.always)}
    groups = ("meeting.", "decision.", "contact.", "absence.", "promise.")
    assert not [kind for kind in free if kind.startswith(groups) or kind.endswith("date_moved")]
    assert "step.moved" not in free  # support begins and ends as a step


# --- Quiet hours


def test_ordinary_mail_waits_to_the_end_of_the_quiet_hours(cast: Cast, at_monday: SimulatedClock) -> None:
    wish(cast, Wishes(7, quiet_from=time(18), quiet_to=time(10)))
    deliver_due()
    at_monday.move_to(local("2027-02-01 22:00"))
    mail.outbox.clear()
    news(cast)
    assert due_of("update.published", cast.anja) == local("2027-02-02 10:00")
    assert due_of("update.published", cast.jonas) == local("2027-02-01 22:10")
    at_monday.advance(BURST)
    deliver_due()
    assert (len(to(cast.anja)), len(to(cast.jonas))) == (0, 1)
    at_monday.move_to(local("2027-02-02 10:00"))
    deliver_due()
    assert len(to(cast.anja)) == 1


def test_what_must_be_known_waits_at_night_only_and_never_past_the_morning(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    wish(cast, Wishes(7, quiet_from=time(9), quiet_to=time(8, 59)))
    a_staff_change(cast)
    assert due_of("update.published", cast.anja) == local("2027-02-01 09:00"), "by day at once"
    at_monday.move_to(local("2027-02-01 23:00"))
    a_cancelled_meeting(cast)
    assert due_of("meeting.cancelled", cast.anja) == local("2027-02-02 08:00")


def test_quiet_hours_asked_for_meanwhile_hold_what_is_on_its_way(cast: Cast, at_monday: SimulatedClock) -> None:
    deliver_due()
    at_monday.move_to(local("2027-02-01 22:00"))
    mail.outbox.clear()
    news(cast)
    wish(cast, Wishes(7, quiet_from=time(21), quiet_to=time(7)))
    at_monday.advance(BURST)
    deliver_due()
    assert to(cast.anja) == []
    assert due_of("update.published", cast.anja) == local("2027-02-02 07:00")


def test_a_mail_that_waits_for_the_morning_is_no_alarm(
    cast: Cast, at_monday: SimulatedClock, caplog: pytest.LogCaptureFixture
) -> None:
    wish(cast, Wishes(7, quiet_from=time(21), quiet_to=time(7)))
    deliver_due()
    at_monday.move_to(local("2027-02-01 22:00"))
    news(cast)
    deliver_due()
    at_monday.advance(timedelta(hours=2))
    sweep()
    assert "deliveries_late" not in caplog.text
