"""Who changes a number or an e-mail, and that what was there before is told (T46)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import Settings

from config.demo.simulators import SMS_1, SMS_2, Fault, Simulators
from journey.errors import DomainError, TooOften
from journey.models import Event
from journey.rules.clock import SimulatedClock
from journey.rules.sms_length import fits_one_sms
from messaging.delivery.content import changed_text
from messaging.delivery.sweep import sweep
from messaging.models import OldAddress
from messaging.services.reach import Reach, Saved, reach_change
from tests.cast import Cast
from tests.messaging.gateways import give_number, simulators
from tests.messaging.test_push import later

__all__ = ["simulators"]
pytestmark = pytest.mark.django_db(transaction=True)
OLD_EMAIL = "anja@familie.example"
NEW = Reach("anja@ny.example", "+45 40 50 60 70")


@pytest.fixture
def reached(cast: Cast, simulators: Simulators) -> Cast:
    """Anja has an e-mail and a number."""
    give_number(cast)
    return cast


def words() -> list[tuple[str, str, str]]:
    return sorted(OldAddress.objects.values_list("channel", "state", "reason"))


def test_the_old_number_and_the_old_mail_are_told_and_forgotten(reached: Cast, simulators: Simulators) -> None:
    reach_change(person=reached.anja, reach=NEW)
    sweep()
    reached.anja.refresh_from_db()
    assert (reached.anja.email, reached.anja.phone) == (NEW.email, NEW.phone)
    [sms] = simulators.to(SMS_1)
    assert '"+4520304050"' in sms.body
    told = [one for one in mail.outbox if one.to == [OLD_EMAIL]]
    assert [one.subject for one in told] == ["Din e-mail eller dit nummer er ændret"]
    assert words() == [("email", "sent", ""), ("sms", "sent", "")]
    assert set(OldAddress.objects.values_list("address", flat=True)) == {""}


def test_the_words_name_nobody_and_lead_nowhere(reached: Cast, simulators: Simulators) -> None:
    """Whoever has the old number now learns nothing of the new one, and of no case (T26)."""
    reach_change(person=reached.anja, reach=NEW)
    sweep()
    [letter] = [one for one in mail.outbox if one.to == [OLD_EMAIL]]
    said = f"{letter.subject}\n{letter.body}\n{letter.extra_headers}\n{simulators.to(SMS_1)[0].body}"
    assert not re.search(r"kommunen|Anja|Holm|Viktor|skole|http|40 ?50 ?60|ny\.example", said)
    assert all(fits_one_sms(changed_text(language)) for language in ("da", "en"))


def test_a_new_number_alone_is_told_to_the_mail_that_stays(cast: Cast, simulators: Simulators) -> None:
    """Whoever takes over one road cannot add another in silence."""
    reach_change(person=cast.anja, reach=Reach(OLD_EMAIL, "20304050"))
    sweep()
    assert words() == [("email", "sent", "")]


def test_the_same_again_changes_nothing_and_tells_nobody(reached: Cast, simulators: Simulators) -> None:
    reach_change(person=reached.anja, reach=Reach(f" {OLD_EMAIL} ", "20 30 40 50"))
    assert words() == []
    assert not Event.objects.filter(kind="reach.changed").exists()


def test_three_changes_in_a_day_and_then_again_when_the_first_is_a_day_old(
    reached: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    for last in "123":
        reach_change(person=reached.anja, reach=Reach(OLD_EMAIL, f"4050607{last}"))
        at_monday.advance(timedelta(hours=1))
    with pytest.raises(TooOften) as refused:
        reach_change(person=reached.anja, reach=Reach(OLD_EMAIL, "40506079"))
    assert refused.value.retry_after == 21 * 60 * 60
    reach_change(person=reached.jonas, reach=Reach("jonas@ny.example", ""))
    at_monday.advance(timedelta(hours=21))
    assert reach_change(person=reached.anja, reach=Reach(OLD_EMAIL, "40506079")) == Saved.TOLD


def test_it_is_on_record_without_saying_what(reached: Cast, simulators: Simulators) -> None:
    reach_change(person=reached.anja, reach=NEW)
    event = Event.objects.get(kind="reach.changed")
    assert (event.actor, event.subject_id, event.case) == (reached.anja, reached.anja.pk, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Reach("", ""), "email"),
        (Reach("anja", "20304050"), "email"),
        (Reach("mona@localhost", "20304050"), "email"),
        (Reach("mona@[127.0.0.1]", "20304050"), "email"),
        (Reach("mona@skole.local", "20304050"), "email"),
        (Reach(OLD_EMAIL, "90123456"), "phone"),
        (Reach(OLD_EMAIL, "+45 90 12 34 56"), "phone"),
        (Reach(OLD_EMAIL, "0046 900 123456"), "phone"),
        (Reach(OLD_EMAIL, "+45 112 1234"), "phone"),
        (Reach(OLD_EMAIL, "ring bare"), "phone"),
        (Reach(OLD_EMAIL, "12 34 56 78"), "phone"),
        (Reach(OLD_EMAIL, "203040"), "phone"),
    ],
)
def test_what_reaches_nobody_is_refused(reached: Cast, simulators: Simulators, wrong: Reach, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        reach_change(person=reached.anja, reach=wrong)
    assert refused.value.field == field
    reached.anja.refresh_from_db()
    assert reached.anja.email == OLD_EMAIL
    assert words() == []


def test_a_busy_gateway_gives_way_to_the_other(
    reached: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.BUSY]
    reach_change(person=reached.anja, reach=NEW)
    sweep()
    assert ("sms", "retry", "http_503") in words()
    later(at_monday, minutes=2)
    assert len(simulators.to(SMS_2)) == 1
    assert words() == [("email", "sent", ""), ("sms", "sent", "")]


def test_an_answer_that_never_came_asks_the_same_gateway_for_whom_it_is_the_same(
    reached: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.SILENT]
    reach_change(person=reached.anja, reach=NEW)
    sweep()
    later(at_monday, minutes=2)
    [sms] = simulators.to(SMS_1)
    assert sms.calls == 2
    assert simulators.to(SMS_2) == []
    assert words() == [("email", "sent", ""), ("sms", "sent", "")]


def test_what_cannot_be_told_ends_with_its_reason(
    reached: Cast, simulators: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    settings.SMS_GATEWAYS = []
    reach_change(person=reached.anja, reach=NEW)
    sweep()
    assert ("sms", "skipped", "not_set_up") in words()


def test_a_gateway_that_stays_down_is_given_up(
    reached: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = simulators.faults[SMS_2] = [Fault.BUSY] * 20
    reach_change(person=reached.anja, reach=NEW)
    for _round in range(9):
        later(at_monday, hours=13)
    assert ("sms", "failed", "http_503") in words()


def test_an_open_row_knows_where_and_an_ended_one_does_not(reached: Cast, simulators: Simulators) -> None:
    reach_change(person=reached.anja, reach=NEW)
    for wrong in ({"address": ""}, {"channel": "webpush"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OldAddress.objects.update(**wrong)
