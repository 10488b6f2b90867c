"""SMS and Digital Post against simulators that misbehave: nothing lost, nothing twice, every doubt resolved (N7)."""

from base64 import b64decode
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings as all_settings
from pytest_django import Settings

from config.demo.simulators import DIGITAL_POST, SMS_1, SMS_2, Fault, Simulators
from journey.models import Person
from journey.rules.clock import SimulatedClock
from journey.rules.sms_length import fits_one_sms
from messaging.delivery.channels.memo import LABEL_LIMIT, NOTIFICATION_LIMIT
from messaging.delivery.content import digital_post_words, sms_text
from messaging.delivery.roads import ASKS
from messaging.delivery.sweep import sweep
from messaging.models import Attempt, Delivery, Receipt
from tests.cast import Cast
from tests.messaging.gateways import give_number, report, simulators
from tests.messaging.test_ladder import live, local, on_desk, plan, roads, tasks

__all__ = ["simulators"]
pytestmark = pytest.mark.django_db(transaction=True)
MEMO = "{https://DigitalPost.dk/MeMo-1}"


@pytest.fixture
def after_a_day(cast: Cast, simulators: Simulators, at_monday: SimulatedClock) -> Cast:
    """Anja has a number and has not opened the page for almost a day."""
    give_number(cast)
    plan(cast)
    live(at_monday, "2027-02-02T08:30")
    assert simulators.arrived == {}
    return cast


def a_day_later(at_monday: SimulatedClock) -> None:
    at_monday.move_to(local("2027-02-02T09:01"))
    sweep()


def providers(person: Person, channel: str) -> list[tuple[str, str]]:
    rows = Attempt.objects.filter(delivery__person=person, delivery__channel=channel).order_by("pk")
    return list(rows.values_list("provider", "outcome"))


def sms_of(cast: Cast) -> Delivery:
    return Delivery.objects.get(person=cast.anja, channel="sms")


# --- The roads


def test_an_sms_goes_out_after_a_day_and_digital_post_after_three(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    a_day_later(at_monday)
    [sms] = simulators.to(SMS_1)
    assert '"+4520304050"' in sms.body
    assert roads(after_a_day.anja)["sms"] == ("sent", "")
    assert roads(after_a_day.jonas)["sms"] == ("skipped", "no_address")
    assert simulators.to(DIGITAL_POST) == []
    live(at_monday, "2027-02-04T12:00")
    assert len(simulators.to(DIGITAL_POST)) == 2
    assert len(simulators.to(SMS_1)) == 1
    live(at_monday, "2027-02-08T12:00")
    assert set(tasks(after_a_day.anja)) == {"call"}


def test_several_pieces_of_news_are_one_sms_with_one_fate(
    cast: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    give_number(cast)
    plan(cast)
    plan(cast)
    live(at_monday, "2027-02-02T12:00")
    [sms] = simulators.to(SMS_1)
    assert Delivery.objects.filter(person=cast.anja, channel="sms", state="sent").count() == 2
    assert report(SMS_1, {"reference": sms.reference, "status": "delivered"}) == 204
    assert Delivery.objects.filter(person=cast.anja, channel="sms", state="delivered").count() == 2


def test_no_telephone_rings_at_night(cast: Cast, simulators: Simulators, at_monday: SimulatedClock) -> None:
    give_number(cast)
    at_monday.move_to(local("2027-02-01T22:00"))
    plan(cast)
    live(at_monday, "2027-02-03T07:30")
    assert simulators.arrived == {}
    live(at_monday, "2027-02-03T08:30")
    assert len(simulators.to(SMS_1)) == 1


def test_a_digital_post_says_nothing_before_it_is_opened_nor_after(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    live(at_monday, "2027-02-04T12:00")
    message = ElementTree.fromstring(simulators.to(DIGITAL_POST)[0].body)  # noqa: S314 - our own
    assert (message.tag, message.get("memoVersion")) == (f"{MEMO}Message", "1.2")
    header = message.find(f"{MEMO}MessageHeader")
    assert header is not None
    said = {one.tag.removeprefix(MEMO): one.text for one in header}
    assert (said["messageType"], said["legalNotification"], said["mandatory"]) == ("DIGITALPOST", "false", "false")
    assert "additionalNotification" not in said
    assert len(said["label"] or "") <= LABEL_LIMIT
    assert len(said["notification"] or "") <= NOTIFICATION_LIMIT
    content = message.find(f"{MEMO}MessageBody/{MEMO}MainDocument/{MEMO}File/{MEMO}content")
    assert content is not None
    everything = simulators.to(DIGITAL_POST)[0].body + b64decode(content.text or "").decode()
    cast = after_a_day
    for canary in ("Anja", "Viktor", "Lone", "Harebjerg", "Møde", "skole", str(cast.case.pk), str(cast.anja.pk)):
        assert canary not in everything
    assert "Viktor" not in simulators.to(SMS_1)[0].body


@pytest.mark.parametrize("language", [code for code, _name in all_settings.LANGUAGES])
def test_what_leaves_fits_its_road_in_every_language(language: str) -> None:
    assert fits_one_sms(sms_text(language))
    words = digital_post_words(language)
    assert len(words.label) <= LABEL_LIMIT
    assert len(words.notification) <= NOTIFICATION_LIMIT
    assert "http" not in f"{words}{sms_text(language)}"


# --- Faults


def test_a_busy_gateway_gives_way_to_the_other_at_once(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.BUSY]
    a_day_later(at_monday)
    sweep()
    assert providers(after_a_day.anja, "sms") == [(SMS_1, "retry"), (SMS_2, "sent")]
    assert len(simulators.to(SMS_2)) == 1
    assert simulators.to(SMS_1) == []


def test_nobody_there_gives_way_too(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock, settings: Settings
) -> None:
    settings.SMS_GATEWAYS = [{**settings.SMS_GATEWAYS[0], "url": "http://127.0.0.1:9/sms"}, settings.SMS_GATEWAYS[1]]
    a_day_later(at_monday)
    sweep()
    assert [outcome for _name, outcome in providers(after_a_day.anja, "sms")] == ["retry", "sent"]
    assert len(simulators.to(SMS_2)) == 1


def test_silence_after_accepting_is_asked_about_and_never_sent_again(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.SILENT]
    a_day_later(at_monday)
    assert roads(after_a_day.anja)["sms"] == ("unknown", "RemoteDisconnected")
    at_monday.advance(ASKS[0])
    sweep()
    assert roads(after_a_day.anja)["sms"] == ("sent", "")
    assert [one.calls for one in simulators.to(SMS_1)] == [1]
    assert simulators.to(SMS_2) == []


def test_an_error_that_took_nothing_is_asked_about_and_then_sent_by_the_other(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.BROKEN]
    a_day_later(at_monday)
    assert roads(after_a_day.anja)["sms"] == ("unknown", "http_500")
    at_monday.advance(ASKS[0])
    sweep()
    sweep()
    assert providers(after_a_day.anja, "sms") == [(SMS_1, "unknown"), (SMS_2, "sent")]


def live_minutes(at_monday: SimulatedClock, minutes: int) -> None:
    for _minute in range(minutes):
        at_monday.advance(timedelta(minutes=1))
        sweep()


def test_an_sms_that_nobody_can_tell_of_is_given_up_and_the_ladder_goes_on(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.SILENT]
    simulators.answers_questions = False
    a_day_later(at_monday)
    for wait in ASKS:
        at_monday.advance(wait)
        sweep()
    assert roads(after_a_day.anja)["sms"] == ("failed", "never_reported")
    assert [one.calls for one in simulators.arrived.values()] == [1], "never twice"
    live(at_monday, "2027-02-04T12:00")
    assert roads(after_a_day.anja)["digitalpost"][0] == "sent"


def test_digital_post_that_nobody_can_tell_of_is_sent_again_as_the_same(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    Person.objects.filter(pk=after_a_day.jonas.pk).update(is_active=False)
    at_monday.move_to(local("2027-02-04T08:00"))
    simulators.faults[DIGITAL_POST] = [Fault.SILENT]
    simulators.answers_questions = False
    at_monday.move_to(local("2027-02-04T09:01"))
    sweep()
    assert roads(after_a_day.anja)["digitalpost"][0] == "unknown"
    for wait in ASKS:
        at_monday.advance(wait)
        sweep()
    sweep()
    assert roads(after_a_day.anja)["digitalpost"] == ("sent", "")
    [letter] = simulators.to(DIGITAL_POST)
    assert letter.calls == 2, "handed over twice under one messageUUID: one letter"


def test_a_number_that_is_refused_lets_the_next_road_come_in_its_time(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.REFUSED]
    a_day_later(at_monday)
    assert roads(after_a_day.anja)["sms"] == ("failed", "http_422")
    assert "digitalpost" not in roads(after_a_day.anja), "the mail may still be read"


def test_who_is_unknown_to_digital_post_and_has_nothing_else_is_called(
    cast: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    Person.objects.filter(pk=cast.anja.pk).update(email="")
    simulators.unknown_people = {str(cast.anja.pk)}
    plan(cast)
    sweep()
    assert roads(cast.anja) == {"sms": ("skipped", "no_address"), "digitalpost": ("failed", "no_recipient")}
    live(at_monday, "2027-02-02T12:00")
    assert on_desk(cast.lone) == [("notice_call", "Anja")]


def test_a_worker_that_died_in_the_call_is_asked_about(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.delivery import deliver

    def dies(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(deliver, "finish", dies)
        with pytest.raises(SystemExit):
            a_day_later(at_monday)
    assert roads(after_a_day.anja)["sms"] == ("unknown", "call_begun")
    at_monday.advance(timedelta(minutes=6))
    sweep()
    assert roads(after_a_day.anja)["sms"] == ("sent", "")
    assert [one.calls for one in simulators.to(SMS_1)] == [1]


def test_rights_are_looked_at_again_before_an_sms_leaves(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    from journey.services.people import relation_end
    from messaging.delivery.deliver import deliver_due
    from messaging.delivery.ladder import climb

    at_monday.move_to(local("2027-02-02T09:01"))
    climb()
    at_monday.advance(timedelta(seconds=1))
    relation_end(relation=after_a_day.anjas_custody)
    deliver_due()
    assert roads(after_a_day.anja)["sms"] == ("skipped", "not_entitled")
    assert simulators.arrived == {}


# --- Receipts


def test_a_receipt_twice_or_late_changes_nothing_more(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    a_day_later(at_monday)
    simulators.report(report)
    first = sms_of(after_a_day)
    assert (first.state, first.delivered_at) == ("delivered", at_monday.at)
    at_monday.advance(timedelta(hours=1))
    simulators.report(report)
    [sms] = simulators.to(SMS_1)
    assert report(SMS_1, {"reference": sms.reference, "status": "accepted"}) == 204
    assert report(SMS_1, {"reference": sms.reference, "status": "failed"}) == 204
    now = sms_of(after_a_day)
    assert (now.state, now.delivered_at) == ("delivered", first.delivered_at)
    assert Receipt.objects.count() == 3


def test_accepted_and_never_delivered_makes_the_ladder_climb(
    cast: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    Person.objects.filter(pk=cast.anja.pk).update(email="", phone="20304050")
    simulators.faults[SMS_1] = [Fault.NEVER_ARRIVES]
    plan(cast)
    sweep()
    assert roads(cast.anja) == {"sms": ("sent", "")}
    simulators.report(report)
    assert roads(cast.anja)["sms"] == ("failed", "absent_subscriber")
    sweep()
    assert roads(cast.anja)["digitalpost"][0] == "sent", "at once: nothing else can reach her"


def test_a_late_arrival_after_giving_up_is_believed(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    simulators.faults[SMS_1] = [Fault.NEVER_ARRIVES]
    a_day_later(at_monday)
    simulators.report(report)
    assert sms_of(after_a_day).state == "failed"
    [sms] = simulators.to(SMS_1)
    report(SMS_1, {"reference": sms.reference, "status": "delivered"})
    assert sms_of(after_a_day).state == "delivered"


def test_a_receipt_needs_its_token_and_its_own_provider(
    after_a_day: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    a_day_later(at_monday)
    [sms] = simulators.to(SMS_1)
    said = {"reference": sms.reference, "status": "delivered"}
    assert report(SMS_1, said, token="another") == 404
    assert report("nobody", said) == 404
    assert report(SMS_2, said) == 204, "not its message: taken and not noted"
    assert report(SMS_1, {"status": "delivered"}) == 422
    assert report(SMS_1, {**said, "status": "eaten"}) == 422
    assert sms_of(after_a_day).state == "sent"
    assert Receipt.objects.count() == 0
