"""E-mail: content-free, once, to those who still have the right, and never dropped in silence."""

import json
from datetime import timedelta
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from journey.models import Person
from journey.rules.bursts import BURST
from journey.rules.clock import SimulatedClock
from journey.services.people import relation_end
from journey.services.updates import nothing_new_post
from messaging.delivery.deliver import LEASE, WAITS, claim_for, deliver_due
from messaging.delivery.sweep import sweep
from messaging.models import Attempt, Delivery
from messaging.services.messages import seen_mark
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quiet_case(cast: Cast, at_monday: SimulatedClock) -> Cast:
    """The mails of the opening are out, those that were gathered too, and the time of a burst is over."""
    for _ in range(2):
        deliver_due()
        at_monday.advance(BURST + timedelta(minutes=1))
    mail.outbox.clear()
    return cast


class Refusing(EmailBackend):
    """A mail server that answers with the given error."""

    error: Exception

    def send_messages(self, messages: Any) -> int:  # noqa: ARG002
        raise self.error


@pytest.fixture
def mail_server_says(monkeypatch: pytest.MonkeyPatch) -> Any:
    def say(error: Exception | None) -> None:
        backend = type("Said", (Refusing,), {"error": error}) if error else EmailBackend
        monkeypatch.setattr("messaging.delivery.channels.email.get_connection", backend)

    return say


def to(person: Person) -> list[Any]:
    return [one for one in mail.outbox if one.to == [person.email]]


def mails_of(person: Person) -> Any:
    return Delivery.objects.filter(person=person, channel="email", event__kind="message.posted").order_by("event_id")


def test_one_mail_carries_all_that_is_due(quiet_case: Cast, writes: Writes) -> None:
    for body in ("1", "2", "3"):
        writes(anjas_thread(quiet_case), quiet_case.lone, body)

    assert deliver_due() == 1

    assert len(to(quiet_case.anja)) == 1
    carrier, *others = mails_of(quiet_case.anja)
    assert (carrier.state, carrier.reason) == ("sent", "")
    assert {(one.state, one.reason) for one in others} == {("sent", f"merged_into:{carrier.pk}")}
    assert list(carrier.attempts.values_list("outcome", flat=True)) == ["sent"]
    assert deliver_due() == 0


def test_messages_within_the_time_of_a_burst_go_out_after_it(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    thread = anjas_thread(quiet_case)
    writes(thread, quiet_case.lone, "1")
    deliver_due()
    writes(thread, quiet_case.lone, "2")

    assert deliver_due() == 0
    assert mails_of(quiet_case.anja).last().state == "pending"
    at_monday.advance(BURST)
    assert deliver_due() == 1
    assert len(to(quiet_case.anja)) == 2


def test_rights_are_looked_at_again_before_anything_leaves(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    at_monday.advance(timedelta(seconds=1))
    relation_end(relation=quiet_case.anjas_custody)

    deliver_due()

    assert not to(quiet_case.anja)
    row = mails_of(quiet_case.anja).get()
    assert (row.state, row.reason) == ("skipped", "not_entitled")


def test_whoever_has_read_it_gets_no_mail(quiet_case: Cast, writes: Writes) -> None:
    thread = anjas_thread(quiet_case)
    writes(thread, quiet_case.lone)
    seen_mark(thread=thread, person=quiet_case.anja, up_to=1)

    assert deliver_due() == 0
    assert mails_of(quiet_case.anja).get().reason == "already_informed"


def test_an_address_that_has_gone_is_a_reason(quiet_case: Cast, writes: Writes) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    Person.objects.filter(pk=quiet_case.anja.pk).update(email="")
    deliver_due()
    assert (mails_of(quiet_case.anja).get().state, mails_of(quiet_case.anja).get().reason) == ("skipped", "no_address")


def test_a_busy_server_is_tried_again_later_and_given_up_loudly(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, mail_server_says: Any, caplog: Any
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    mail_server_says(ConnectionRefusedError("anja@familie.example"))

    for wait in WAITS:
        assert deliver_due() == 0
        row = mails_of(quiet_case.anja).get()
        assert (row.state, row.reason) == ("retry", "ConnectionRefusedError")
        assert deliver_due() == 0, "not before its time"
        at_monday.advance(wait)
    deliver_due()

    row = mails_of(quiet_case.anja).get()
    assert (row.state, row.reason) == ("failed", "ConnectionRefusedError")
    assert row.attempts.count() == len(WAITS) + 1
    assert "delivery_failed" in caplog.text
    assert "anja@" not in caplog.text


def test_it_goes_out_when_the_server_is_back(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, mail_server_says: Any
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    mail_server_says(SMTPServerDisconnected("lost"))
    deliver_due()
    assert mails_of(quiet_case.anja).get().state == "unknown"

    mail_server_says(None)
    at_monday.advance(WAITS[0])

    assert deliver_due() == 1
    assert mails_of(quiet_case.anja).get().state == "sent"


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    quiet_case: Cast, writes: Writes, mail_server_says: Any
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    mail_server_says(SMTPRecipientsRefused({"anja@familie.example": (550, b"no such user anja")}))
    deliver_due()
    row = mails_of(quiet_case.anja).get()
    assert (row.state, row.reason) == ("failed", "SMTPRecipientsRefused")


def test_a_worker_that_dies_in_the_call_leaves_a_trace_and_the_mail_goes_out_after_the_lease(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    claim = claim_for(quiet_case.anja.pk)  # and no more is heard of it
    assert claim
    assert mails_of(quiet_case.anja).get().state == "unknown"
    assert Attempt.objects.get(delivery=claim.carrier).finished_at is None

    assert deliver_due() == 0
    at_monday.advance(LEASE)
    assert deliver_due() == 1

    assert list(claim.carrier.attempts.order_by("id").values_list("outcome", "error")) == [
        ("unknown", "never_reported"),
        ("sent", ""),
    ]


def test_the_second_try_is_the_same_mail_to_the_systems_on_its_way(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, mail_server_says: Any, monkeypatch: Any
) -> None:
    seen: list[str] = []

    class Losing(EmailBackend):
        def send_messages(self, messages: Any) -> int:
            seen.extend(one.message()["Message-ID"] for one in messages)
            raise SMTPServerDisconnected("after the dot")

    writes(anjas_thread(quiet_case), quiet_case.lone)
    monkeypatch.setattr("messaging.delivery.channels.email.get_connection", Losing)
    deliver_due()
    at_monday.advance(WAITS[0])
    deliver_due()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_one_persons_trouble_silences_nobody(
    quiet_case: Cast, at_monday: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.delivery import roads

    whole = roads.mail_to

    def broken(person: Person, delivery_id: Any, *, news: int) -> Any:
        if person == quiet_case.anja:
            raise RuntimeError(person.email)
        return whole(person, delivery_id, news=news)

    monkeypatch.setattr("messaging.delivery.roads.mail_to", broken)
    nothing_new_post(case=quiet_case.case, author=quiet_case.lone, because="Vi venter stadig.", still_expected="Marts.")
    at_monday.advance(BURST)

    assert deliver_due() == 1
    assert to(quiet_case.jonas)


def test_the_sweep_says_aloud_what_is_late(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, mail_server_says: Any, caplog: Any
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    mail_server_says(RuntimeError("anja@familie.example"))
    sweep()
    assert "late" not in caplog.text
    at_monday.advance(timedelta(minutes=31))
    sweep()
    assert "deliveries_late" in caplog.text
    assert "anja@" not in caplog.text


def test_calls_that_never_report_end_as_failed(
    quiet_case: Cast, writes: Writes, at_monday: SimulatedClock, caplog: Any
) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    for _ in range(len(WAITS) + 1):
        assert claim_for(quiet_case.anja.pk)
        at_monday.advance(LEASE)
    assert claim_for(quiet_case.anja.pk) is None
    row = mails_of(quiet_case.anja).get()
    assert (row.state, row.reason) == ("failed", "never_reported")
    assert "delivery_failed" in caplog.text


def test_languages(quiet_case: Cast, writes: Writes) -> None:
    writes(anjas_thread(quiet_case), quiet_case.lone)
    deliver_due()
    (sent,) = to(quiet_case.anja)
    assert sent.subject == "Der er nyt til dig"
    assert "Log ind, som du plejer." in sent.body


def test_nothing_that_leaves_carries_content(quiet_case: Cast, writes: Writes) -> None:
    """The lock-screen canary over the whole mail with its headers (T10, T26)."""
    Person.objects.filter(pk=quiet_case.anja.pk).update(display_name="KANARI Anja", email="modtager@post.example")
    message = writes(anjas_thread(quiet_case), quiet_case.lone, "KANARI-besked om Viktor")
    deliver_due()

    (sent,) = [one for one in mail.outbox if one.to == ["modtager@post.example"]]
    whole = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    plain = " ".join([*(f"{name}: {value}" for name, value in whole.items()), whole.get_content()]).casefold()
    assert "log ind, som du plejer" in plain

    case = quiet_case.case
    forbidden = [
        "kanari", "viktor", "anja", "lone", "bech", "harebjerg", "lindehøj", "lindehoj", "støtte", "skole", "besked",
        "http", "www", "?", "sagen", "underretning",
        *(str(row.pk) for row in (message, message.thread, case, case.child, quiet_case.anja, quiet_case.lone)),
        *(str(pk) for pk in Delivery.objects.values_list("pk", flat=True)),
    ]  # fmt: skip
    assert [word for word in forbidden if word in plain] == []
    assert sent.from_email.endswith("<ingen-svar@roedtraad.example>")
    assert json.dumps(sent.extra_headers).count("roedtraad.example") == 2
