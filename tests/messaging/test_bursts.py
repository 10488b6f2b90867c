"""Several small pieces of news are one mail that says how many; what must be known waits for none of them (RQ-094)."""

from dataclasses import replace
from datetime import time, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from journey.models import Municipality, Person
from journey.rules import clock
from journey.rules.bursts import BURST
from journey.rules.clock import SimulatedClock
from journey.services.communication import Wishes
from journey.services.contact import ChangeWords
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.people import relation_end
from journey.services.responsibility import responsibility_move
from journey.services.updates import update_post
from messaging.delivery import relay
from messaging.delivery.content import sms_text
from messaging.delivery.deliver import LEASE, claim_for, deliver_due
from messaging.delivery.roads import WAITS
from messaging.models import Delivery
from messaging.services.messages import seen_mark
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread
from tests.messaging.test_deliver import quiet_case
from tests.messaging.test_ladder import plan
from tests.messaging.test_preferences import local, to, wish

__all__ = ["quiet_case"]
pytestmark = pytest.mark.django_db(transaction=True)

DAILY = Wishes(7, news_rhythm="daily")
WHAT = ("Torben har set på klassen.", "Gitte har talt med læreren.", "Henrik har fundet et lokale.")


def post(cast: Cast, number: int) -> None:
    update_post(
        case=cast.case, author=cast.lone, happened=WHAT[number], means=f"{WHAT[number]} Det hjælper Viktor.",
        not_means="Intet er afgjort.", next_text="Vi skriver igen.",
    )  # fmt: skip


def rows_of(person: Person, kind: str = "update.published") -> list[Delivery]:
    found = Delivery.objects.filter(person=person, event__kind=kind, channel="email")
    return list(found.order_by("event_id"))


def says(person: Person) -> list[str]:
    return [one.body.splitlines()[2] for one in to(person)]


def test_a_burst_is_one_mail_that_says_how_many(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    for number in range(3):
        post(quiet_case, number)
        assert deliver_due() == 0, "nothing leaves while it is gathered"
        at_monday.advance(timedelta(minutes=2))
    at_monday.advance(BURST - timedelta(minutes=6))
    assert deliver_due() == 2, "one to each parent"
    assert says(quiet_case.anja) == ["Der er 3 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    first, *others = rows_of(quiet_case.anja)
    assert (first.state, first.reason) == ("sent", "")
    assert {(one.state, one.reason, one.carrier_id) for one in others} == {
        ("sent", f"merged_into:{first.pk}", first.pk)
    }
    at_monday.advance(timedelta(hours=1))
    assert deliver_due() == 0, "and nothing of it a second time"


def test_a_burst_never_puts_off_its_own_end(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    begun = clock.now()
    for number in range(3):
        post(quiet_case, number)
        at_monday.advance(timedelta(minutes=4))
        deliver_due()
    assert [row.sent_at is not None and row.sent_at - begun for row in rows_of(quiet_case.anja)] == [
        timedelta(minutes=12)
    ] * 3


def test_what_has_been_read_meanwhile_is_not_counted(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    thread = anjas_thread(quiet_case)
    writes(thread, quiet_case.lone, "1")
    post(quiet_case, 0)
    post(quiet_case, 1)
    seen_mark(thread=thread, person=quiet_case.anja, up_to=1)
    at_monday.advance(BURST)
    deliver_due()
    assert says(quiet_case.anja) == ["Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    assert [row.reason for row in rows_of(quiet_case.anja, "message.posted")] == ["already_informed"]


def test_rights_are_looked_at_again_for_each_piece(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    post(quiet_case, 0)
    post(quiet_case, 1)
    at_monday.advance(timedelta(seconds=1))
    relation_end(relation=quiet_case.anjas_custody)
    at_monday.advance(BURST)
    deliver_due()
    assert to(quiet_case.anja) == []
    assert {(row.state, row.reason) for row in rows_of(quiet_case.anja)} == {("skipped", "not_entitled")}
    assert says(quiet_case.jonas) == ["Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]


def test_what_must_be_known_waits_for_nothing_and_takes_the_rest_along(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone, "1")
    deliver_due()
    at_monday.advance(timedelta(minutes=1))
    post(quiet_case, 0)
    plan(quiet_case)
    assert deliver_due() >= 2
    assert says(quiet_case.anja) == [
        "Der er nyt til dig i Rød Tråd. Log ind, som du plejer.",
        "Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer.",
    ]
    assert {row.state for row in rows_of(quiet_case.anja)} == {"sent"}


def test_a_message_goes_at_once_and_takes_gathered_news_along(quiet_case: Cast, writes: Writes) -> None:
    post(quiet_case, 0)
    writes(anjas_thread(quiet_case), quiet_case.lone, "1")
    assert deliver_due() == 1
    assert len(to(quiet_case.anja)) == 1
    assert [row.state for row in rows_of(quiet_case.anja)] == ["sent"]
    assert [row.state for row in rows_of(quiet_case.jonas)] == ["pending"]


def test_a_mail_that_may_have_come_is_sent_again_with_the_same_number(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    class Losing(EmailBackend):
        def send_messages(self, messages: Any) -> int:
            seen.extend((one.message()["Message-ID"], one.body.splitlines()[2]) for one in messages)
            raise SMTPServerDisconnected("after the dot")

    for body in ("1", "2"):
        writes(anjas_thread(quiet_case), quiet_case.lone, body)
    with monkeypatch.context() as lost:
        lost.setattr("messaging.delivery.channels.email.get_connection", Losing)
        deliver_due()
        writes(anjas_thread(quiet_case), quiet_case.lone, "3")
        at_monday.advance(WAITS[0])
        deliver_due()
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert [row.state for row in rows_of(quiet_case.anja, "message.posted")] == ["unknown", "unknown", "pending"]
    at_monday.advance(timedelta(hours=1))
    while deliver_due():
        at_monday.advance(BURST)
    assert [row.state for row in rows_of(quiet_case.anja, "message.posted")] == ["sent"] * 3
    assert says(quiet_case.anja) == [
        "Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer.",
        "Der er nyt til dig i Rød Tråd. Log ind, som du plejer.",
    ]


def test_a_worker_that_dies_with_a_burst_in_its_hands_leaves_it_whole(
    quiet_case: Cast, at_monday: SimulatedClock
) -> None:
    post(quiet_case, 0)
    post(quiet_case, 1)
    at_monday.advance(BURST)
    claim = claim_for(quiet_case.anja.pk)  # and no more is heard of it
    assert claim
    assert claim.news == 2
    post(quiet_case, 2)
    at_monday.advance(LEASE)
    deliver_due()
    assert says(quiet_case.anja) == ["Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    at_monday.advance(BURST)
    deliver_due()
    assert len(to(quiet_case.anja)) == 2
    assert [row.state for row in rows_of(quiet_case.anja)] == ["sent"] * 3


def test_the_number_is_all_that_a_template_gets() -> None:
    assert sms_text("da", news=2) == "Der er 2 ting nyt til dig. Log ind, som du plejer."
    assert sms_text("en", news=2) == "There are 2 new things for you. Log in as you usually do."


# --- Once a day


def test_once_a_day_is_one_mail_at_the_hour_of_the_municipality(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    Municipality.objects.filter(pk=quiet_case.municipality.pk).update(settings={"digest_hour": 17})
    wish(quiet_case, DAILY)
    post(quiet_case, 0)
    at_monday.advance(timedelta(hours=3))
    post(quiet_case, 1)
    deliver_due()
    assert (len(to(quiet_case.anja)), len(to(quiet_case.jonas))) == (0, 1)
    at_monday.move_to(local("2027-02-01 17:00:03"))
    deliver_due()
    assert says(quiet_case.anja) == ["Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    post(quiet_case, 2)
    at_monday.move_to(local("2027-02-02 16:59"))
    deliver_due()
    assert len(to(quiet_case.anja)) == 1
    at_monday.move_to(local("2027-02-02 17:00"))
    deliver_due()
    assert len(to(quiet_case.anja)) == 2


def test_what_must_be_known_and_messages_do_not_wait_for_the_day(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    wish(quiet_case, DAILY)
    post(quiet_case, 0)
    plan(quiet_case)
    deliver_due()
    assert says(quiet_case.anja) == ["Der er nyt til dig i Rød Tråd. Log ind, som du plejer."]
    at_monday.advance(BURST)
    writes(anjas_thread(quiet_case), quiet_case.lone, "1")
    deliver_due()
    assert len(to(quiet_case.anja)) == 2
    assert [row.state for row in rows_of(quiet_case.anja)] == ["pending"], "it waits for the day's mail"


def test_the_days_mail_keeps_the_quiet_hours(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    wish(quiet_case, replace(DAILY, quiet_from=time(15), quiet_to=time(18)))
    post(quiet_case, 0)
    at_monday.move_to(local("2027-02-01 17:59"))
    deliver_due()
    assert to(quiet_case.anja) == []
    at_monday.move_to(local("2027-02-01 18:00"))
    deliver_due()
    assert len(to(quiet_case.anja)) == 1


def test_at_once_again_lets_go_of_what_waits_with_the_next_mail(quiet_case: Cast, at_monday: SimulatedClock) -> None:
    wish(quiet_case, DAILY)
    post(quiet_case, 0)
    wish(quiet_case, Wishes(7))
    post(quiet_case, 1)
    at_monday.advance(BURST)
    deliver_due()
    assert says(quiet_case.anja) == ["Der er 2 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    assert mail.outbox


@pytest.fixture
def worker_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that begins the moment it is called, as it does when it has nothing else to do."""
    monkeypatch.setattr(clock, "is_simulated", lambda: False)
    monkeypatch.setattr(relay, "call_worker", lambda _task: deliver_due())


def meets_torben(cast: Cast, day: int) -> None:
    meeting_plan(
        case=cast.case,
        by=cast.lone,
        texts=MeetingTexts(title=f"Møde {day}", purpose="Vi taler om timerne."),
        starts_at=clock.now() + timedelta(days=day),
        invitees=(Invitee("Torben Friis", "psykolog", person=cast.torben),),
    )


@pytest.mark.usefixtures("worker_at_once")
def test_what_one_act_tells_is_one_mail_and_separate_acts_are_told_apart(
    quiet_case: Cast, at_monday: SimulatedClock
) -> None:
    for day in (10, 11, 12):
        meets_torben(quiet_case, day)
    assert len(says(quiet_case.anja)) == 3, "three acts: what must be known waits for no other"
    mail.outbox.clear()
    at_monday.advance(timedelta(minutes=1))
    words = ChangeWords("Gitte tager over", "Gitte har det nu.", "Timerne står.", "Intet andet.", "Gitte ringer.")
    who = {"leaver": quiet_case.torben, "to": quiet_case.gitte, "by": quiet_case.lone}
    responsibility_move(case=quiet_case.case, told=words, **who)
    assert says(quiet_case.anja) == ["Der er 4 ting nyt til dig i Rød Tråd. Log ind, som du plejer."]
    assert len(rows_of(quiet_case.anja, "meeting.changed")) == 3, "each piece keeps its own state"
