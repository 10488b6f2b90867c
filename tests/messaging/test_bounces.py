"""E-mail that comes back marks its delivery, once, and lets the ladder climb; anything else changes nothing."""

import re
from typing import Any

import pytest
from django.core import mail

from journey.models import Person
from journey.rules.clock import SimulatedClock
from messaging.delivery.bounces import Bounce, bounce_take
from messaging.delivery.sweep import sweep
from messaging.models import Delivery
from tests.cast import Cast
from tests.messaging.test_ladder import plan, roads

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = """\
From: MAILER-DAEMON@mail.example
To: nyt@roedtraad.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <00000000000000000000000000000000@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

anja@familie.example: no such user
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; anja@familie.example
Action: {action}
Status: {status}

--x
Content-Type: {repeats}

Message-ID: {message_id}
Subject: Der er nyt til dig

--x--
"""


def returned(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", repeats: str = "message/rfc822"
) -> bytes:
    return REPORT.format(message_id=message_id, action=action, status=status, repeats=repeats).encode()


@pytest.fixture
def sent_to_anja(cast: Cast, at_monday: SimulatedClock) -> str:
    """The Message-ID of the mail that told her of a meeting, and of more."""
    plan(cast)
    sweep()
    assert roads(cast.anja)["email"][0] == "sent"
    [letter] = [one for one in mail.outbox if one.to == [cast.anja.email]]
    return str(letter.extra_headers["Message-ID"])


def mails_to(person: Person) -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(person=person, channel="email").values_list("state", "reason"))


@pytest.mark.parametrize("repeats", ["message/rfc822", "text/rfc822-headers"])
def test_what_comes_back_has_failed_for_all_that_it_carried_and_the_ladder_climbs(
    cast: Cast, sent_to_anja: str, at_monday: SimulatedClock, repeats: str, caplog: Any
) -> None:
    assert bounce_take(returned(sent_to_anja, repeats=repeats)) is Bounce.NOTED
    assert mails_to(cast.anja) == {("failed", "dsn_5_1_1")}
    assert "delivery_failed" in caplog.text
    assert "anja@" not in caplog.text
    assert bounce_take(returned(sent_to_anja, repeats=repeats)) is Bounce.KNOWN_ALREADY
    sweep()
    assert roads(cast.anja)["sms"] == ("skipped", "not_set_up"), "at once, not after a day"
    assert ("failed", "dsn_5_1_1") not in mails_to(cast.jonas)


def test_late_is_not_failed(cast: Cast, sent_to_anja: str) -> None:
    assert bounce_take(returned(sent_to_anja, action="delayed", status="4.4.1")) is Bounce.NO_REPORT
    assert roads(cast.anja)["email"][0] == "sent"


def test_a_success_report_says_delivered(cast: Cast, sent_to_anja: str) -> None:
    assert bounce_take(returned(sent_to_anja, action="delivered", status="2.0.0")) is Bounce.NOTED
    assert {state for state, _reason in mails_to(cast.anja)} == {"delivered"}
    assert bounce_take(returned(sent_to_anja)) is Bounce.NOTED
    assert {state for state, _reason in mails_to(cast.anja)} == {"delivered"}, "arrived is arrived"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\x00",
        b"Subject: Hej\n\nTak for nyt.",
        returned("<ffffffffffffffffffffffffffffffff@roedtraad.example>"),
        returned("nothing"),
        re.sub(rb"Action:.*\n", b"", returned("<ffffffffffffffffffffffffffffffff@roedtraad.example>")),
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
        b"Content-Type: multipart/report\n\nno boundary",
        b"Content-Type: message/delivery-status\n\nAction: failed",
        b"Content-Type: message/rfc822\n",
    ],
)
def test_anything_else_changes_nothing(cast: Cast, sent_to_anja: str, raw: bytes) -> None:
    assert bounce_take(raw) in {Bounce.NO_REPORT, Bounce.KNOWN_ALREADY}
    assert {state for state, _reason in mails_to(cast.anja)} == {"sent"}
