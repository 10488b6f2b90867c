"""Critical news climbs until it is known or signed off, and nothing on the way is dropped in silence (N7, RQ-092)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Gap, NoticeTask, Person, Recipient, SignOff
from journey.rules import clock
from journey.rules.clock import LOCAL, SimulatedClock
from journey.selectors.desk import desk_for
from journey.services.calls import call_log
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.people import relation_end
from journey.services.unreached import notice_call, notice_letter, notice_sign_off
from journey.services.updates import nothing_new_post
from journey.services.visits import visit_open
from journey.watch.recompute import recompute
from journey.watch.scan import scan
from messaging.delivery.ladder import climb
from messaging.delivery.sweep import sweep
from messaging.models import Delivery, Suppression
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def plan(cast: Cast) -> None:
    """A meeting is critical news to both parents."""
    meeting_plan(
        case=cast.case,
        by=cast.lone,
        texts=MeetingTexts(title="Møde", purpose="Vi taler om skolen."),
        starts_at=clock.now() + timedelta(days=21),
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )


def news_to(person: Person) -> Recipient:
    return Recipient.objects.filter(person=person, notice__event__kind="meeting.planned").earliest("recorded_at")


def roads(person: Person) -> dict[str, tuple[str, str]]:
    rows = Delivery.objects.filter(person=person, event__kind="meeting.planned").exclude(channel="inapp")
    return {row.channel: (row.state, row.reason) for row in rows}


def tasks(person: Person) -> dict[str, str]:
    rows = NoticeTask.objects.filter(recipient=news_to(person))
    return {row.kind: str(clock.local(row.due_at))[:16] for row in rows}


def on_desk(person: Person) -> list[tuple[str, str]]:
    return [(row.kind, row.about) for row in desk_for(person) if row.kind.startswith("notice_")]


def live(clock_: SimulatedClock, until: str) -> None:
    """Sweeps every three hours."""
    while clock_.at < local(until):
        sweep()
        clock_.move_to(min(clock_.at + timedelta(hours=3), local(until)))
    sweep()


def test_without_gateways_it_climbs_from_mail_to_a_call_on_the_fifth_day(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast)
    live(at_monday, "2027-02-02T10:00")
    assert roads(cast.anja)["email"][0] == "sent"
    assert roads(cast.anja)["sms"] == ("skipped", "not_set_up")
    live(at_monday, "2027-02-04T10:00")
    assert roads(cast.anja)["digitalpost"] == ("skipped", "not_set_up")
    assert tasks(cast.anja) == {}
    assert on_desk(cast.lone) == []
    live(at_monday, "2027-02-08T09:00")
    assert tasks(cast.anja) == {"call": "2027-02-08 09:00"}, "day 5 was a Saturday"
    assert sorted(on_desk(cast.lone)) == [("notice_call", "Anja"), ("notice_call", "Jonas")]
    live(at_monday, "2027-02-10T09:00")
    assert tasks(cast.anja)["letter"] == "2027-02-10 09:00"
    assert news_to(cast.anja).next_rung_at is None
    assert len(mail.outbox) == len({(str(one.to), one.extra_headers["Message-ID"]) for one in mail.outbox})


def test_who_opens_the_page_knows_it_and_nothing_climbs(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast)
    sweep()
    at_monday.advance(timedelta(hours=2))
    visit_open(case=cast.case, person=cast.anja)
    live(at_monday, "2027-02-12T12:00")
    assert set(roads(cast.anja)) == {"email"}
    assert tasks(cast.anja) == {}
    assert news_to(cast.anja).informed_how == "opened"
    assert tasks(cast.jonas).keys() == {"call", "letter"}, "each is informed for himself (RQ-109)"


def test_ordinary_news_does_not_climb(cast: Cast, at_monday: SimulatedClock) -> None:
    nothing_new_post(case=cast.case, author=cast.lone, because="Vi venter stadig.", still_expected="Marts.")
    row = Recipient.objects.get(person=cast.anja, notice__event__kind="update.published")
    assert row.next_rung_at is None
    assert not row.notice.is_critical


def test_who_has_no_address_at_all_is_called_the_next_day_and_is_a_gap(cast: Cast, at_monday: SimulatedClock) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    sweep()
    assert roads(cast.jonas) == {"sms": ("skipped", "not_set_up"), "digitalpost": ("skipped", "not_set_up")}
    scan()
    assert not Gap.objects.filter(kind="unreachable").exists(), "the product itself gets a day"
    live(at_monday, "2027-02-02T12:00")
    assert tasks(cast.jonas) == {"call": "2027-02-02 09:00"}
    scan()
    gap = Gap.objects.get(kind="unreachable", closed_at__isnull=True)
    assert (gap.person, gap.responsible) == (cast.jonas, cast.lone)
    assert recompute() == 0
    notice_call(case=cast.case, person=cast.jonas, by=cast.lone, reached=True)
    scan()
    gap.refresh_from_db()
    assert gap.closed_how == "put_right"
    assert recompute() == 0
    assert on_desk(cast.lone) == []


def test_several_pieces_of_news_are_one_call(cast: Cast, at_monday: SimulatedClock) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    plan(cast)
    live(at_monday, "2027-02-02T12:00")
    assert on_desk(cast.lone) == [("notice_call", "Jonas")]
    done = notice_call(case=cast.case, person=cast.jonas, by=cast.lone, reached=True)
    assert len(done) == 2
    assert not Recipient.objects.filter(person=cast.jonas, notice__is_critical=True, informed_at=None).exists()


def test_a_call_without_an_answer_becomes_a_letter_and_only_then_a_sign_off(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    plan(cast)
    live(at_monday, "2027-02-02T12:00")
    news = news_to(cast.jonas)
    with pytest.raises(Conflict, match="Ring først"):
        notice_sign_off(recipient=news, by=cast.lone, reason="Vi giver op.")
    notice_call(case=cast.case, person=cast.jonas, by=cast.lone, reached=False)
    sweep()
    assert on_desk(cast.lone) == [("notice_letter", "Jonas")]
    with pytest.raises(Conflict):
        notice_call(case=cast.case, person=cast.jonas, by=cast.lone, reached=True)
    notice_letter(case=cast.case, person=cast.jonas, by=cast.lone)
    assert on_desk(cast.lone) == []
    news.refresh_from_db()
    assert news.informed_at is None, "a sent letter is no read letter (G6)"
    live(at_monday, "2027-02-15T12:00")
    scan()
    assert Gap.objects.filter(kind__in=["unreachable", "not_informed"], person=cast.jonas, closed_at=None).count() == 2
    with pytest.raises(DomainError):
        notice_sign_off(recipient=news, by=cast.lone, reason="  ")
    notice_sign_off(recipient=news, by=cast.lone, reason="Jonas er rejst. Vi prøver igen, når han er hjemme.")
    signed = SignOff.objects.get(recipient=news)
    assert (signed.by, signed.at) == (cast.lone, clock.now())
    with pytest.raises(Conflict):
        notice_sign_off(recipient=news, by=cast.pia, reason="En gang til.")
    scan()
    assert not Gap.objects.filter(person=cast.jonas, kind__in=["unreachable", "not_informed"], closed_at=None).exists()
    assert recompute() == 0
    visit_open(case=cast.case, person=cast.jonas)
    news.refresh_from_db()
    assert news.informed_how == "opened", "proof may still come"


def test_a_logged_talk_ends_it_too(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast)
    live(at_monday, "2027-02-08T12:00")
    call_log(case=cast.case, by=cast.lone, person=cast.anja, summary="Vi talte om mødet.")
    assert on_desk(cast.lone) == [("notice_call", "Jonas")]


def test_while_the_contact_is_away_the_call_lies_with_the_cover(cast: Cast, at_monday: SimulatedClock) -> None:
    from journey.services.contact import absence_register

    plan(cast)
    live(at_monday, "2027-02-08T12:00")
    today = clock.today()
    absence_register(person=cast.lone, cover=cast.torben, first_day=today, last_day=None, by=cast.lone)
    assert ("notice_call", "Anja") in on_desk(cast.torben)
    assert on_desk(cast.pia) == []


def test_who_may_no_longer_know_is_left_alone_with_the_reason_on_record(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast)
    sweep()
    at_monday.advance(timedelta(hours=1))
    relation_end(relation=cast.anjas_custody)
    assert cast.anja not in entitled_family(cast.case, clock.now())
    live(at_monday, "2027-02-12T12:00")
    assert set(roads(cast.anja)) == {"email"}
    assert tasks(cast.anja) == {}
    silence = Suppression.objects.get(person=cast.anja, event__kind="meeting.planned", channel="")
    assert silence.reason == "not_entitled"


def test_a_sweep_that_was_down_for_days_finds_everything_once(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast)
    sweep()
    at_monday.move_to(local("2027-02-11T10:00"))
    sweep()
    sweep()
    assert roads(cast.anja).keys() == {"email", "sms", "digitalpost"}
    assert tasks(cast.anja) == {"call": "2027-02-08 09:00", "letter": "2027-02-10 09:00"}


def test_one_piece_of_news_in_trouble_holds_up_no_other(
    cast: Cast, at_monday: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from messaging.delivery import ladder

    plan(cast)
    whole, bad = ladder.climb_one, news_to(cast.anja).pk

    def broken(recipient_id: Any) -> int:
        if recipient_id == bad:
            raise RuntimeError
        return whole(recipient_id)

    monkeypatch.setattr(ladder, "climb_one", broken)
    at_monday.advance(timedelta(hours=25))
    climb()
    assert "sms" in roads(cast.jonas)
    monkeypatch.undo()
    at_monday.advance(timedelta(minutes=6))
    climb()
    assert "sms" in roads(cast.anja)


def test_a_closed_case_still_tells_that_it_was_closed(cast: Cast, at_monday: SimulatedClock) -> None:
    from journey.services.cases import case_close

    case_close(case=cast.case, by=cast.lone, text="Forløbet er slut. Lone svarer stadig på spørgsmål.")
    live(at_monday, "2027-02-08T12:00")
    assert ("notice_call", "Anja") in on_desk(cast.lone)
    notice_call(case=cast.case, person=cast.anja, by=cast.lone, reached=True)
    assert ("notice_call", "Anja") not in on_desk(cast.lone)
