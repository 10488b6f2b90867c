"""Each kind of news by the road that a person asks for; what must be known always finds one (RQ-093, RQ-096)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from config.demo.simulators import SMS_1, SMS_2, Fault, Simulators
from journey.errors import DomainError
from journey.models import CommunicationAgreement, Person
from journey.rules.bursts import BURST
from journey.rules.clock import SimulatedClock
from journey.services.communication import Wishes
from messaging.delivery.deliver import deliver_due
from messaging.delivery.recipients import TABLE, Family
from messaging.delivery.sweep import sweep
from messaging.delivery.wishes import Group, group_of
from messaging.models import Delivery
from tests.cast import Cast
from tests.messaging.conftest import Writes, anjas_thread
from tests.messaging.gateways import give_number, simulators
from tests.messaging.test_ladder import live, plan, roads
from tests.messaging.test_preferences import a_moved_deadline, a_new_contact, news, to, wish
from tests.messaging.test_recipients import silent, told

__all__ = ["simulators"]
pytestmark = pytest.mark.django_db(transaction=True)

BY_SMS = Wishes(
    7,
    email_news=False, sms_news=True, email_messages=False, sms_messages=True, email_meetings=False, sms_meetings=True,
    email_decisions=False, sms_decisions=True, email_people=False, sms_people=True,
)  # fmt: skip


@pytest.fixture
def reachable(cast: Cast, simulators: Simulators) -> Cast:
    give_number(cast)
    return cast


def states(kind: str, person: Person) -> dict[str, tuple[str, str]]:
    """State and reason by road; what went along with another is sent like any other."""
    rows = Delivery.objects.filter(event__kind=kind, person=person).exclude(channel="inapp")
    return {row.channel: (row.state, "" if row.carrier_id else row.reason) for row in rows}


# --- Which wish a kind falls under


def test_every_kind_for_the_family_has_its_group() -> None:
    by_group: dict[Group, set[str]] = {group: set() for group in Group}
    for kind, rule in TABLE.items():
        if rule.family is not Family.NOBODY and not rule.live_only:
            by_group[group_of(rule.notice, must_go=rule.critical or rule.always)].add(kind)
    assert by_group[Group.MESSAGES] >= {"message.posted", "question.promised", "talk.offered"}
    assert by_group[Group.MEETINGS] >= {"meeting.planned", "meeting.cancelled", "meeting.concluded"}
    assert by_group[Group.PEOPLE] == {"contact.changed", "contact.called_off", "absence.registered", "absence.ended"}
    assert by_group[Group.DECISIONS] >= {"decision.made", "wait.date_moved", "step.moved", "case.closed"}
    assert by_group[Group.NEWS] >= {"update.published", "wait.opened", "case.opened"}
    assert group_of("news", must_go=True) is Group.PEOPLE, "words about a change of staff"


# --- By the road that was asked for


def test_messages_by_sms_and_news_by_mail(
    reachable: Cast, writes: Writes, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    wish(reachable, Wishes(7, email_messages=False, sms_messages=True))
    writes(anjas_thread(reachable), reachable.lone, "Hej")
    news(reachable)
    assert told("message.posted", "sms") == {"Anja"}
    assert told("message.posted", "email") == set()
    assert told("update.published", "email") == {"Anja", "Jonas"}
    deliver_due()
    assert [one.body for one in simulators.to(SMS_1)].pop().count("Der er nyt til dig.") == 1
    assert states("message.posted", reachable.anja) == {"sms": ("sent", "")}
    at_monday.advance(BURST)


def test_both_roads_and_none(reachable: Cast, writes: Writes) -> None:
    wish(reachable, Wishes(7, sms_messages=True))
    writes(anjas_thread(reachable), reachable.lone, "Hej")
    assert set(states("message.posted", reachable.anja)) == {"email", "sms"}
    wish(reachable, Wishes(7, email_news=False))
    news(reachable)
    assert states("update.published", reachable.anja) == {}
    assert silent("update.published")["Anja"] == "preference:email"


def test_several_messages_are_one_sms_that_says_how_many(
    reachable: Cast, writes: Writes, simulators: Simulators
) -> None:
    wish(reachable, BY_SMS)
    for body in ("1", "2"):
        writes(anjas_thread(reachable), reachable.lone, body)
    deliver_due()
    [sms] = simulators.to(SMS_1)
    assert "Der er 2 ting nyt til dig." in sms.body


def test_a_wish_for_sms_without_a_number_is_no_wish_for_silence(cast: Cast, simulators: Simulators) -> None:
    wish(cast, BY_SMS)
    news(cast)
    plan(cast)
    assert set(states("update.published", cast.anja)) == {"email"}
    assert set(states("meeting.planned", cast.anja)) == {"email"}
    assert silent("update.published")["Anja"] == "no_address:sms"


def test_another_wish_meanwhile_holds_back_ordinary_news_only(
    reachable: Cast, writes: Writes, at_monday: SimulatedClock
) -> None:
    wish(reachable, BY_SMS)
    writes(anjas_thread(reachable), reachable.lone, "Hej")
    a_moved_deadline(reachable)
    wish(reachable, replace(Wishes(7), email_messages=False))
    deliver_due()
    assert states("message.posted", reachable.anja) == {"sms": ("skipped", "preference")}
    assert states("decision.date_moved", reachable.anja) == {"sms": ("sent", "")}


# --- What must be known


@pytest.mark.parametrize("group", ["meetings", "decisions", "people"])
def test_no_group_that_must_be_known_can_be_turned_off(cast: Cast, group: str) -> None:
    with pytest.raises(DomainError, match="road_missing"):
        wish(cast, replace(Wishes(7), **{f"email_{group}": False}))  # type: ignore[arg-type]
    row = CommunicationAgreement.objects.filter(person=cast.anja).latest("valid_from")
    with pytest.raises(IntegrityError, match="agreement_what_must_go_has_a_road"), transaction.atomic():
        CommunicationAgreement.objects.filter(pk=row.pk).update(**{f"email_{group}": False})


@pytest.mark.parametrize(
    ("act", "kind"), [(plan, "meeting.planned"), (a_moved_deadline, "decision.date_moved"),
                      (a_new_contact, "contact.changed")],
)  # fmt: skip
def test_it_goes_by_sms_at_once_when_that_was_asked_for(
    reachable: Cast, at_monday: SimulatedClock, act: Callable[[Cast], None], kind: str
) -> None:
    wish(reachable, BY_SMS)
    at_monday.advance(BURST)
    act(reachable)
    sweep()
    assert states(kind, reachable.anja)["sms"] == ("sent", "")
    assert "email" not in states(kind, reachable.anja)
    assert set(states(kind, reachable.jonas)) - {"sms", "digitalpost"} == {"email"}


def test_an_sms_that_reaches_nobody_is_a_mail_after_all(reachable: Cast, simulators: Simulators) -> None:
    wish(reachable, BY_SMS)
    simulators.faults[SMS_1] = [Fault.REFUSED]
    a_moved_deadline(reachable)
    deliver_due()
    assert states("decision.date_moved", reachable.anja)["sms"][0] == "failed"
    deliver_due()
    assert states("decision.date_moved", reachable.anja)["email"] == ("sent", "")
    assert len(to(reachable.anja)) >= 1
    assert simulators.to(SMS_2) == []


def test_a_number_that_has_gone_is_a_mail_after_all(reachable: Cast) -> None:
    wish(reachable, BY_SMS)
    plan(reachable)
    Person.objects.filter(pk=reachable.anja.pk).update(phone="")
    deliver_due()
    assert states("meeting.planned", reachable.anja)["sms"] == ("skipped", "no_address")
    deliver_due()
    assert states("meeting.planned", reachable.anja)["email"] == ("sent", "")


def test_it_climbs_on_when_the_sms_is_not_read(
    reachable: Cast, simulators: Simulators, at_monday: SimulatedClock
) -> None:
    wish(reachable, BY_SMS)
    plan(reachable)
    live(at_monday, "2027-02-04T12:00")
    assert roads(reachable.anja)["digitalpost"] == ("sent", "")
    assert len(simulators.to(SMS_1)) == 1, "once, though the ladder has SMS as a road too"
