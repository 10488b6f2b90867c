"""What an app says and asks about news that must be known (N7)."""

from datetime import timedelta

import pytest

from journey.models import Recipient, SignOff
from journey.rules.clock import SimulatedClock
from messaging.delivery.sweep import sweep
from tests.api.conftest import As
from tests.cast import Cast
from tests.messaging.test_ladder import live, news_to, plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_an_app_has_shown_is_known_and_climbs_no_further(cast: Cast, as_: As, at_monday: SimulatedClock) -> None:
    plan(cast)
    sweep()
    mine = as_(cast.anja).get("notices", case_id=cast.case.pk).json()["items"]
    [meeting] = [one for one in mine if one["kind"] == "meeting"]
    assert (meeting["is_critical"], meeting["informed_at"]) == (True, None)
    for _twice in range(2):
        at_monday.advance(timedelta(minutes=1))
        said = as_(cast.anja).post("acknowledge", {}, case_id=cast.case.pk, notice_id=meeting["id"])
        assert said.status_code == 200
    row = Recipient.objects.get(pk=meeting["id"])
    assert (row.informed_how, row.informed_at) == ("acknowledged", at_monday.at - timedelta(minutes=1))
    assert as_(cast.jonas).post("acknowledge", {}, case_id=cast.case.pk, notice_id=meeting["id"]).status_code == 404
    assert news_to(cast.jonas).informed_at is None


def test_staff_read_the_whole_way_call_write_and_sign_off(cast: Cast, as_: As, at_monday: SimulatedClock) -> None:
    plan(cast)
    live(at_monday, "2027-02-08T12:00")
    lone, ids = as_(cast.lone), {"case_id": cast.case.pk}
    lines = lone.get("delivery", **ids).json()["items"]
    [line] = [one for one in lines if one["kind"] == "meeting" and one["name"] == "Jonas Lund"]
    ways = {road["channel"]: road["state"] for road in line["roads"]}
    assert ways == {"inapp": "sent", "email": "sent", "sms": "skipped", "digitalpost": "skipped", "call": "due"}
    too_soon = lone.post("sign_off", {"reason": "Vi giver op."}, notice_id=line["id"], **ids)
    assert (too_soon.status_code, too_soon.json()["code"]) == (409, "call_first")
    jonas = {"person": str(cast.jonas.pk)}
    assert lone.post("notice_call", {**jonas, "outcome": "not_reached"}, **ids).status_code == 201
    sweep()
    assert lone.post("notice_letter", jonas, **ids).status_code == 201
    assert lone.post("sign_off", {"reason": "Jonas er rejst."}, notice_id=line["id"], **ids).status_code == 201
    assert SignOff.objects.get().by == cast.lone
    [after] = [one for one in lone.get("delivery", **ids).json()["items"] if one["id"] == line["id"]]
    assert (after["signed_off_by"], after["signed_off_reason"]) == ("Lone Bech", "Jonas er rejst.")


def test_the_call_is_not_needed_when_the_news_has_been_read(cast: Cast, as_: As, at_monday: SimulatedClock) -> None:
    plan(cast)
    live(at_monday, "2027-02-08T12:00")
    as_(cast.jonas).post("acknowledge", {}, case_id=cast.case.pk, notice_id=news_to(cast.jonas).pk)
    lines = as_(cast.lone).get("delivery", case_id=cast.case.pk).json()["items"]
    [line] = [one for one in lines if one["kind"] == "meeting" and one["name"] == "Jonas Lund"]
    [call] = [road for road in line["roads"] if road["channel"] == "call"]
    assert (call["state"], call["at"]) == ("not_needed", line["informed_at"])


def test_the_ledger_is_read_in_pages_and_not_by_everyone(cast: Cast, as_: As, at_monday: SimulatedClock) -> None:
    for _meeting in range(3):
        plan(cast)
    whole = [one["id"] for one in as_(cast.pia).get("delivery", case_id=cast.case.pk).json()["items"]]
    caller, read, after = as_(cast.lone), [], {}
    while True:
        page = caller.get("delivery", {"limit": 2, **after}, case_id=cast.case.pk).json()
        read += [one["id"] for one in page["items"]]
        if page["next_after"] is None:
            break
        after = {"after": page["next_after"]}
    assert read == whole
    assert len(whole) == len(set(whole)) > 4
    for nobody in (cast.torben, cast.anja, cast.charlie):
        assert as_(nobody).get("delivery", case_id=cast.case.pk).status_code == 404
