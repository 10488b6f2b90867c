"""Notices to browsers against a push service that misbehaves: nothing lost, nobody told who may not know (T07, T26)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from config.demo.push_simulator import PUSH
from config.demo.simulators import Fault, Simulators
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Event, Person, Recipient
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.communication import communication_agree, wishes_of
from journey.services.people import relation_end
from messaging.delivery.deliver import claim_for, deliver_due
from messaging.delivery.sweep import sweep
from messaging.models import Delivery, PushCall, PushSubscription
from messaging.models.delivery import Channel
from messaging.models.push import PushEnd
from messaging.selectors.browsers import own_browser, own_browsers
from messaging.services.push import (
    MOST_BROWSERS,
    BrowserKeys,
    push_browser_left,
    push_turn_off,
    push_turn_on,
)
from tests.cast import Cast
from tests.messaging.conftest import anjas_thread, post_now
from tests.messaging.pushing import address, push, turn_on
from tests.messaging.test_ladder import plan

__all__ = ["push"]
pytestmark = pytest.mark.django_db(transaction=True)


def of(person: Person) -> tuple[str, str]:
    row = Delivery.objects.get(person=person, channel="webpush")
    return row.state, row.reason


def calls(person: Person) -> list[tuple[str, str]]:
    rows = PushCall.objects.filter(subscription__person=person).order_by("pk")
    return list(rows.values_list("outcome", "error"))


def later(at_monday: SimulatedClock, **time: int) -> None:
    at_monday.move_to(at_monday.at + timedelta(**time))
    sweep()


# --- What arrives


def test_a_browser_that_is_on_is_told_at_once_and_learns_nothing(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    """Lock-screen canary: the words are the same whatever the news is, and so is what the push service sees (T26)."""
    browser = turn_on(cast.anja, settings)
    plan(cast)
    sweep()
    [arrived] = push.to(PUSH)
    assert json.loads(arrived.body) == {
        "title": "Der er nyt i Rød Tråd",
        "body": "Log ind, som du plejer.",
        "lang": "da",
    }
    assert of(cast.anja) == ("sent", "")
    browser.refresh_from_db()
    assert browser.last_used_at == at_monday.at
    assert not Delivery.objects.filter(person=cast.jonas, channel="webpush").exists()
    assert Delivery.objects.filter(person=cast.anja, channel="email").exists()


def test_the_words_are_in_the_persons_language(cast: Cast, push: Simulators, settings: Settings) -> None:
    Person.objects.filter(pk=cast.anja.pk).update(language="en")
    cast.anja.refresh_from_db()
    turn_on(cast.anja, settings)
    plan(cast)
    sweep()
    assert json.loads(push.to(PUSH)[0].body)["title"] == "There is news in Rød Tråd"


def test_staff_are_told_where_they_would_get_a_mail(cast: Cast, push: Simulators, settings: Settings) -> None:
    turn_on(cast.lone, settings)
    plan(cast)
    sweep()
    assert push.to(PUSH) == []


def test_much_news_is_one_notice_and_each_has_its_own_row(cast: Cast, push: Simulators, settings: Settings) -> None:
    turn_on(cast.anja, settings)
    plan(cast)
    plan(cast)
    sweep()
    assert len(push.to(PUSH)) == 1
    rows = Delivery.objects.filter(person=cast.anja, channel="webpush").order_by("created_at", "event_id")
    assert [one.state for one in rows] == ["sent", "sent"]
    assert rows[1].reason == f"merged_into:{rows[0].pk}"


def test_quiet_hours_hold_ordinary_news_and_a_pause_keeps_it_back(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings)
    thread, wishes = anjas_thread(cast), wishes_of(cast.case, cast.anja, clock.today())
    hours = [clock.local(at_monday.at + timedelta(hours=number)).time() for number in (0, 2)]
    quiet = replace(wishes, quiet_from=hours[0], quiet_to=hours[1])
    communication_agree(case=cast.case, person=cast.anja, wishes=quiet, by=cast.anja)
    post_now(thread, cast.lone)
    sweep()
    assert push.to(PUSH) == []
    later(at_monday, hours=2, minutes=1)
    assert len(push.to(PUSH)) == 1
    pause = replace(wishes, paused_until=clock.today() + timedelta(days=5))
    communication_agree(case=cast.case, person=cast.anja, wishes=pause, by=cast.anja)
    post_now(thread, cast.lone, "Hej igen")
    later(at_monday, hours=3)
    assert len(push.to(PUSH)) == 1


# --- What goes wrong


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BROKEN, Fault.TOO_OFTEN])
def test_what_was_surely_not_taken_is_tried_again(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock, fault: Fault
) -> None:
    turn_on(cast.anja, settings)
    push.faults[PUSH] = [fault]
    plan(cast)
    sweep()
    assert of(cast.anja)[0] == "retry"
    later(at_monday, minutes=2)
    assert of(cast.anja) == ("sent", "")
    assert [outcome for outcome, _error in calls(cast.anja)] == ["retry", "sent"]


def test_an_answer_that_never_came_is_sent_again_in_the_place_of_itself(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings)
    push.faults[PUSH] = [Fault.SILENT]
    plan(cast)
    sweep()
    assert of(cast.anja)[0] == "unknown"
    later(at_monday, minutes=2)
    assert of(cast.anja) == ("sent", "")
    assert len({one.body for one in push.to(PUSH)}) == 1


def test_a_call_that_a_crash_cut_off_is_made_again(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings)
    plan(cast)
    assert claim_for(cast.anja.pk, Channel.PUSH) is not None  # and then the worker is gone
    later(at_monday, minutes=4)
    assert push.to(PUSH) == []
    later(at_monday, minutes=2)
    assert len(push.to(PUSH)) == 1
    assert of(cast.anja) == ("sent", "")


def test_a_browser_that_is_gone_ends_and_the_other_is_told(cast: Cast, push: Simulators, settings: Settings) -> None:
    gone, other = turn_on(cast.anja, settings, "old"), turn_on(cast.anja, settings, "new")
    push.faults[address(cast.anja, "old")] = [Fault.GONE]
    plan(cast)
    sweep()
    gone.refresh_from_db()
    assert (gone.ended_why, gone.endpoint, gone.p256dh, gone.auth) == (PushEnd.GONE, "", "", "")
    assert own_browsers(cast.anja) == [other]
    assert of(cast.anja) == ("sent", "")


def test_the_last_browser_gone_is_a_failure_with_its_reason(cast: Cast, push: Simulators, settings: Settings) -> None:
    turn_on(cast.anja, settings)
    push.faults[PUSH] = [Fault.GONE]
    plan(cast)
    sweep()
    assert of(cast.anja) == ("failed", "gone")


def test_too_large_is_our_fault_and_ends_no_browser(cast: Cast, push: Simulators, settings: Settings) -> None:
    browser = turn_on(cast.anja, settings)
    push.faults[PUSH] = [Fault.TOO_LARGE]
    plan(cast)
    sweep()
    assert of(cast.anja) == ("failed", "http_413")
    browser.refresh_from_db()
    assert browser.ended_at is None


def test_only_the_browser_that_has_nothing_yet_is_called_again(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings, "one")
    turn_on(cast.anja, settings, "two")
    push.faults[address(cast.anja, "two")] = [Fault.BUSY]
    plan(cast)
    sweep()
    assert of(cast.anja)[0] == "retry"
    later(at_monday, minutes=2)
    assert of(cast.anja) == ("sent", "")
    assert [one.reference.rpartition("-")[0] for one in push.to(PUSH)] == [
        address(cast.anja, "one"),
        address(cast.anja, "two"),
    ]


def test_in_the_end_what_one_browser_has_got_counts(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings, "one")
    turn_on(cast.anja, settings, "two")
    push.faults[address(cast.anja, "two")] = [Fault.BUSY] * 20
    plan(cast)
    sweep()
    for _round in range(8):
        later(at_monday, hours=13)
    assert of(cast.anja) == ("sent", "")
    assert len([one for one in calls(cast.anja) if one == ("retry", "http_503")]) == 7


def test_a_push_service_that_is_down_is_given_up_with_its_reason(
    cast: Cast, push: Simulators, settings: Settings, at_monday: SimulatedClock
) -> None:
    turn_on(cast.anja, settings)
    push.faults[PUSH] = [Fault.BUSY] * 20
    plan(cast)
    sweep()
    for _round in range(8):
        later(at_monday, hours=13)
    assert of(cast.anja) == ("failed", "http_503")


# --- Whom it must not reach


def test_who_lost_custody_is_told_on_no_browser_any_longer(cast: Cast, push: Simulators, settings: Settings) -> None:
    """T07: within a minute; the sweep runs every half. Not even what was on its way leaves (T22)."""
    browser = turn_on(cast.anja, settings)
    plan(cast)
    relation_end(relation=cast.anjas_custody)
    deliver_due()
    assert push.to(PUSH) == []
    assert of(cast.anja) == ("skipped", "not_entitled")
    sweep()
    browser.refresh_from_db()
    assert (browser.ended_why, browser.endpoint) == (PushEnd.NO_ACCESS, "")


def test_a_leaver_is_told_on_no_browser_any_longer(cast: Cast, push: Simulators, settings: Settings) -> None:
    browsers = turn_on(cast.lone, settings), turn_on(cast.torben, settings)
    Person.objects.filter(pk=cast.lone.pk).update(is_active=False)
    sweep()
    for one in browsers:
        one.refresh_from_db()
    assert [one.ended_why for one in browsers] == [PushEnd.NO_ACCESS, ""]


def test_who_has_read_it_is_not_told_of_it(cast: Cast, push: Simulators, settings: Settings) -> None:
    turn_on(cast.anja, settings)
    plan(cast)
    Recipient.objects.filter(person=cast.anja).update(informed_at=clock.now(), informed_how="opened")
    sweep()
    assert of(cast.anja) == ("skipped", "already_informed")


def test_an_address_that_may_no_longer_be_called_is_not_called(
    cast: Cast, push: Simulators, settings: Settings
) -> None:
    browser = turn_on(cast.anja, settings)
    plan(cast)
    settings.WEB_PUSH = {**settings.WEB_PUSH, "simulator": "", "hosts": ["push.example"]}
    sweep()
    assert push.to(PUSH) == []
    browser.refresh_from_db()
    assert browser.ended_why == PushEnd.REFUSED
    assert of(cast.anja) == ("failed", "address_refused")


# --- Turning it on and off


def test_a_browser_belongs_to_whoever_turned_it_on_last(cast: Cast, push: Simulators, settings: Settings) -> None:
    anjas = turn_on(cast.anja, settings)
    keys = BrowserKeys(anjas.endpoint, anjas.p256dh, anjas.auth)
    jonas = push_turn_on(person=cast.jonas, keys=keys)
    anjas.refresh_from_db()
    assert anjas.ended_why == PushEnd.OTHER_PERSON
    assert push_turn_on(person=cast.jonas, keys=keys) == jonas
    assert own_browsers(cast.anja) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PushSubscription.objects.create(
            municipality=cast.municipality, person=cast.anja, endpoint=jonas.endpoint, service="push.example"
        )


def test_an_end_is_on_record_and_forgets_where_the_browser_is(cast: Cast, push: Simulators, settings: Settings) -> None:
    browser = turn_on(cast.anja, settings)
    push_turn_off(subscription=browser)
    ended = push_turn_off(subscription=browser, why=PushEnd.GONE)
    assert (ended.ended_why, ended.endpoint) == (PushEnd.TURNED_OFF, "")
    kinds = Event.objects.filter(subject_id=browser.pk).order_by("pk").values_list("kind", "actor")
    assert list(kinds) == [("push.turned_on", cast.anja.pk), ("push.ended", cast.anja.pk)]
    with pytest.raises(IntegrityError), transaction.atomic():
        PushSubscription.objects.filter(pk=browser.pk).update(endpoint="https://push.example/1")


def test_a_browser_with_a_new_address_leaves_its_old_one(cast: Cast, push: Simulators, settings: Settings) -> None:
    first = turn_on(cast.anja, settings)
    keys = BrowserKeys(f"{first.endpoint}-again", first.p256dh, first.auth)
    second = push_turn_on(person=cast.anja, keys=keys, browser=first.browser)
    assert own_browsers(cast.anja) == [second]


def test_whoever_stays_in_the_browser_keeps_it(cast: Cast, push: Simulators, settings: Settings) -> None:
    browser = turn_on(cast.anja, settings)
    assert push_browser_left(browser=browser.browser, stays_for=cast.anja, why=PushEnd.OTHER_PERSON) == 0
    assert push_browser_left(browser=browser.browser, stays_for=cast.jonas, why=PushEnd.OTHER_PERSON) == 1


def test_one_browser_too_many_is_refused(cast: Cast, push: Simulators, settings: Settings) -> None:
    for number in range(MOST_BROWSERS):
        turn_on(cast.anja, settings, str(number))
    with pytest.raises(Conflict):
        turn_on(cast.anja, settings, "more")


def test_nobody_finds_anybody_elses(cast: Cast, push: Simulators, settings: Settings) -> None:
    browser = turn_on(cast.anja, settings)
    for person in (cast.jonas, cast.lone, cast.charlie, cast.erik):
        with pytest.raises(NotYours):
            own_browser(person, browser.pk)


def test_without_the_municipality_nothing_can_be_turned_on(cast: Cast, push: Simulators, settings: Settings) -> None:
    browser = turn_on(cast.anja, settings)
    settings.WEB_PUSH = None
    with pytest.raises(DomainError):
        push_turn_on(person=cast.jonas, keys=BrowserKeys(browser.endpoint, browser.p256dh, browser.auth))
