"""Every write, once as it should be: the receipt names a row, and the row says what was sent."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from journey.models import (
    Absence,
    CaseRole,
    CommunicationAgreement,
    Decision,
    Meeting,
    Note,
    Recipient,
    Step,
    Update,
    Wait,
)
from journey.rules import clock
from journey.services.meetings import meeting_held
from journey.services.waits import meanwhile_after
from messaging.delivery.relay import relay_pending
from tests.api.caller import Caller, Things, problem, wrong_fields
from tests.api.conftest import As
from tests.cast import Cast

NEWS = {
    "happened": "PPR har læst papirerne.",
    "means": "Viktor får besøg i klassen.",
    "not_means": "Det er ikke en afgørelse.",
    "next_text": "Torben ringer til jer.",
}
REMINDERS = ("step.followed_up", "wait.reviewed")
CONTACT = {
    "title": "I får en ny kontakt",
    "happened": "Henrik tager over.",
    "means": "Viktor møder Henrik hver dag.",
    "not_means": "Ingen datoer flytter sig.",
    "next_text": "Henrik ringer til jer.",
}


def _id(response: Any, status: int = 201) -> str:
    assert response.status_code == status, response.content
    return str(json.loads(response.content)["id"])


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def lone(cast: Cast, as_: As) -> Caller:
    return as_(cast.lone)


def test_an_update_moves_the_next_word(cast: Cast, things: Things, lone: Caller) -> None:
    body = {**NEWS, "next_word_on": _day(3), "kind": "good_news", "step": str(things.step_id)}
    update = Update.objects.get(pk=_id(lone.post("updates", body, case_id=things.case_id)))
    assert (update.happened, update.kind, update.step_id) == (NEWS["happened"], "good_news", things.step_id)
    assert {str(word.due_on) for word in cast.case.nextwords.all()} == {_day(3)}


def test_the_same_client_token_is_the_same_update(cast: Cast, things: Things, lone: Caller) -> None:
    body = {**NEWS, "client_token": str(uuid4())}
    assert _id(lone.post("updates", body, case_id=things.case_id)) == _id(
        lone.post("updates", body, case_id=things.case_id)
    )


def test_a_used_client_token_with_other_words_is_a_conflict(cast: Cast, things: Things, lone: Caller) -> None:
    body = {**NEWS, "client_token": str(uuid4())}
    _id(lone.post("updates", body, case_id=things.case_id))
    other = lone.post("updates", {**body, "means": "Noget helt andet."}, case_id=things.case_id)
    assert problem(other) == (409, "token_reused")
    assert Update.objects.count() == 1


def test_nothing_new(cast: Cast, things: Things, lone: Caller) -> None:
    body = {"because": "PPR læser stadig.", "still_expected": "Svar i uge 8.", "only_for": str(cast.jonas.pk)}
    update = Update.objects.get(pk=_id(lone.post("nothing_new", body, case_id=things.case_id)))
    assert (update.kind, update.only_for) == ("nothing_new", cast.jonas)
    again = lone.post("nothing_new", body, case_id=things.case_id)
    assert problem(again) == (422, "same_words_again")
    assert wrong_fields(again) == {"because": "same_words_again"}


def test_a_note(things: Things, lone: Caller) -> None:
    assert (
        Note.objects.get(pk=_id(lone.post("notes", {"body": "Husk mødet."}, case_id=things.case_id))).body
        == "Husk mødet."
    )


def test_a_step_is_added_started_dated_and_done(cast: Cast, things: Things, lone: Caller) -> None:
    codes = {data["code"] for data in cast.blueprint.content["steps"]}
    code = sorted(codes - set(cast.case.steps.values_list("code", flat=True)))[0]
    added = _id(lone.post("steps", {"code": code}, case_id=things.case_id))
    where = {"case_id": things.case_id, "step_id": added}
    start = {"kind": "start", "sentence": "Nu går vi i gang.", "owner": str(cast.torben.pk), "expected_to": _day(20)}
    assert _id(lone.post("step_move", start, **where), 200) == added
    moved = {"reason": "Torben er på kursus.", "expected_to": _day(30)}
    assert _id(lone.post("step_date", moved, **where), 200) == added
    step = Step.objects.get(pk=added)
    assert (step.state, step.owner, str(step.expected_to)) == ("now", cast.torben, _day(30))
    planned = cast.case.steps.filter(state="planned").latest("position")
    done = {"kind": "forward", "sentence": "Det er gjort.", "to": str(planned.pk), "owner": str(cast.lone.pk)}
    assert _id(lone.post("step_move", done, **where), 200) == str(planned.pk)
    assert problem(lone.post("step_move", done, **where)) == (409, "step_wrong_state")
    assert problem(lone.post("steps", {"code": "findes-ikke"}, case_id=things.case_id)) == (422, "step_unknown")


def test_a_withheld_step_is_asked_for_by_one_and_shown_by_another(cast: Cast, things: Things, as_: As) -> None:
    Step.objects.filter(pk=things.step_id).update(visibility="withheld")
    where, words = {"case_id": things.case_id, "step_id": things.step_id}, {"text": "Nu kan I se det."}
    lone, pia, anja = as_(cast.lone), as_(cast.pia), as_(cast.anja)
    assert problem(as_(cast.henrik).post("step_release_ask", **where)) == (404, "not_found")
    assert problem(lone.post("step_release", words, **where)) == (409, "release_needs_another")
    _id(lone.post("step_release_ask", **where), 200)
    assert problem(lone.post("step_release", words, **where)) == (409, "release_needs_another")
    assert problem(pia.post("step_release_withdraw", **where)) == (409, "release_not_asked")
    _id(lone.post("step_release_withdraw", **where), 200)
    assert problem(pia.post("step_release", words, **where)) == (409, "release_needs_another")
    _id(lone.post("step_release_ask", **where), 200)
    assert str(things.step_id) not in anja.get("timeline", case_id=things.case_id).content.decode()
    _id(pia.post("step_release", words, **where), 200)
    assert str(things.step_id) in anja.get("timeline", case_id=things.case_id).content.decode()
    for again in (pia.post("step_release", words, **where), pia.post("step_release_ask", **where)):
        assert problem(again) == (409, "step_not_withheld")


def test_a_wait_opens_moves_and_ends(cast: Cast, things: Things, lone: Caller) -> None:
    body = {
        "awaited": "Skema fra skolen",
        "holder": str(cast.henrik.pk),
        "why": "Skolen udfylder det.",
        "ends_when": "Vi har skemaet.",
        "review_on": _day(7),
        "expected_to": _day(10),
        "expected_kind": "estimate",
    }
    assert problem(lone.post("waits", body, case_id=things.case_id)) == (409, "step_waits_already")
    earlier = {"case_id": things.case_id, "wait_id": things.wait_id}
    assert _id(lone.post("wait_end", {"how": "PPR har svaret."}, **earlier), 200) == str(things.wait_id)
    wait = _id(lone.post("waits", body, case_id=things.case_id))
    where = {"case_id": things.case_id, "wait_id": wait}
    later = {"reason": "Ferie.", "expected_to": _day(17)}
    assert problem(lone.post("wait_date", later, **where)) == (422, "meanwhile_missing")
    assert _id(lone.post("wait_date", {**later, "meanwhile": "Intet"}, **where), 200) == wait
    assert _id(lone.post("wait_end", {"how": "Skemaet er her."}, **where), 200) == wait
    assert problem(lone.post("wait_end", {"how": "Skemaet er her."}, **where)) == (409, "wait_ended")
    row = Wait.objects.get(pk=wait)
    assert (str(row.expected_to), row.meanwhile, row.ended_how) == (_day(17), "Intet", "Skemaet er her.")


@pytest.mark.parametrize(
    ("name", "field"), [("step_follow_up", "follow_up_on"), ("wait_review", "review_on")], ids=["step", "wait"]
)
def test_what_has_been_looked_at_gets_its_next_day_and_no_family_member_hears(
    name: str, field: str, cast: Cast, things: Things, lone: Caller
) -> None:
    of = "step_id" if name == "step_follow_up" else "wait_id"
    where, promised = {"case_id": things.case_id, of: things.ids()[of]}, set(cast.case.nextwords.values_list("due_on"))
    assert _id(lone.post(name, {field: _day(9)}, **where), 200) == str(where[of])
    row = Step.objects.get(pk=things.step_id) if of == "step_id" else Wait.objects.get(pk=things.wait_id)
    assert str(getattr(row, field)) == _day(9)
    assert set(cast.case.nextwords.values_list("due_on")) == promised
    relay_pending()
    told = Recipient.objects.filter(notice__event__subject_id=row.pk, notice__event__kind__in=REMINDERS)
    assert told.filter(person=cast.henrik, is_family=False).exists()
    assert not told.filter(is_family=True).exists()
    assert wrong_fields(lone.post(name, {field: _day(0)}, **where)) == {field: "date_in_the_past"}
    assert wrong_fields(lone.post(name, {}, **where)) == {field: "required"}


def test_what_is_over_is_not_looked_at_again(cast: Cast, things: Things, lone: Caller) -> None:
    step, wait = ({"case_id": things.case_id, of: things.ids()[of]} for of in ("step_id", "wait_id"))
    _id(lone.post("wait_end", {"how": "PPR har svaret."}, **wait), 200)
    assert problem(lone.post("wait_review", {"review_on": _day(9)}, **wait)) == (409, "wait_ended")
    _id(lone.post("step_move", {"kind": "forward", "sentence": "Det er gjort."}, **step), 200)
    assert problem(lone.post("step_follow_up", {"follow_up_on": _day(9)}, **step)) == (409, "step_wrong_state")


def test_a_wait_that_gets_long_says_what_is_done_meanwhile_when_it_is_looked_at(
    cast: Cast, things: Things, lone: Caller
) -> None:
    where = {"case_id": things.case_id, "wait_id": things.wait_id}
    wait = Wait.objects.get(pk=things.wait_id)
    assert wait.meanwhile == ""
    late = str(wait.since + timedelta(days=meanwhile_after(wait.step) + 1))
    assert wrong_fields(lone.post("wait_review", {"review_on": late}, **where)) == {"meanwhile": "meanwhile_missing"}
    wait.refresh_from_db()
    assert str(wait.review_on) != late
    said = "Anna får hjælp af støttelæreren."
    assert _id(lone.post("wait_review", {"review_on": late, "meanwhile": said}, **where), 200) == str(wait.pk)
    assert _id(lone.post("wait_review", {"review_on": late}, **where), 200) == str(wait.pk)
    wait.refresh_from_db()
    assert (str(wait.review_on), wait.meanwhile) == (late, said)


def test_a_meeting_is_planned_changed_held_and_concluded(
    cast: Cast, things: Things, as_: As, at_monday: clock.SimulatedClock
) -> None:
    lone = as_(cast.lone)
    body = {
        "title": "Første møde",
        "purpose": "Vi lærer hinanden at kende.",
        "starts_at": (clock.now() + timedelta(hours=1)).isoformat(),
        "invitees": [{"name": "Anja Holm", "role": "mor", "person": str(cast.anja.pk), "is_family": True}],
    }
    planned = lone.post("meetings", body, case_id=things.case_id)
    meeting = _id(planned)
    assert json.loads(planned.content)["on_short_notice"] is True
    in_time = {**body, "starts_at": (clock.now() + timedelta(days=14)).isoformat()}
    later = lone.post("meetings", in_time, case_id=things.case_id)
    assert json.loads(later.content)["on_short_notice"] is False
    where = {"case_id": things.case_id, "meeting_id": meeting}
    guest = {"name": "Torben Friis", "role": "psykolog", "person": str(cast.torben.pk), "why": "Kender Viktor."}
    assert _id(lone.post("participants", guest, **where)) == meeting
    assert problem(lone.post("participants", guest, **where)) == (409, "already_invited")
    assert problem(lone.post("meeting_held", {"conclusion_due_on": _day(3)}, **where)) == (409, "meeting_not_begun")
    at_monday.advance(timedelta(hours=2))
    assert _id(lone.post("meeting_held", {}, **where), 200) == meeting
    assert str(Meeting.objects.get(pk=meeting).conclusion_due_on) == _day(7), "five working days, as the template says"
    assert _id(lone.post("conclusion", {"conclusion": "Vi ses igen om en måned."}, **where), 200) == meeting
    row = Meeting.objects.get(pk=meeting)
    assert (row.state, row.participants.count()) == ("held", 2)


def test_a_meeting_is_cancelled(things: Things, lone: Caller) -> None:
    where = {"case_id": things.case_id, "meeting_id": things.meeting_id}
    body = {"cancelled_by": "municipality", "reason": "Torben er på kursus."}
    assert _id(lone.post("meeting_cancel", body, **where), 200) == str(things.meeting_id)
    assert problem(lone.post("meeting_cancel", body, **where)) == (409, "meeting_wrong_state")


def test_a_decision_is_asked_named_moved_and_made(cast: Cast, things: Things, lone: Caller) -> None:
    asked = {"asked": "Støtte i matematik", "decider_role": "Skoleleder", "expected_on": _day(20)}
    decision = _id(lone.post("decisions", asked, case_id=things.case_id))
    where = {"case_id": things.case_id, "decision_id": decision}
    yes = {"outcome": "granted", "means": "Viktor får støtte i to timer om ugen."}
    assert problem(lone.post("outcome", yes, **where)) == (409, "decision_without_decider")
    assert _id(lone.post("decider", {"decider": str(cast.pia.pk)}, **where), 200) == decision
    assert _id(lone.post("decision_date", {"reason": "Udvalget mødes senere.", "expected_on": _day(27)}, **where), 200)
    assert _id(lone.post("outcome", yes, **where), 200) == decision
    row = Decision.objects.get(pk=decision)
    assert (row.outcome, row.decider, str(row.expected_on)) == ("granted", cast.pia, _day(27))


def test_how_one_of_the_family_hears(cast: Cast, things: Things, lone: Caller) -> None:
    body = {"person": str(cast.jonas.pk), "freshness_days": 3, "asked_by": "Jonas"}
    row = CommunicationAgreement.objects.get(pk=_id(lone.post("family_communication", body, case_id=things.case_id)))
    assert (row.person, row.freshness_days) == (cast.jonas, 3)


def test_a_guardian_reads_and_sets_the_own_agreement(cast: Cast, things: Things, as_: As) -> None:
    anja, jonas, where = as_(cast.anja), as_(cast.jonas), {"case_id": things.case_id}
    wishes = {"email_news": False, "quiet_from": "21:00", "quiet_to": "07:00", "paused_until": _day(7)}
    _id(anja.post("communication", wishes, **where))
    mine, others = (json.loads(one.get("communication", **where).content) for one in (anja, jonas))
    assert (mine["email_news"], mine["quiet_from"], mine["paused_until"]) == (False, "21:00", _day(7))
    assert mine["freshness_days"] == 7, "what is left out stays"
    assert (others["email_news"], others["quiet_from"], others["paused_until"]) == (True, "", None)
    _id(anja.post("communication", {"paused_until": None}, **where))
    assert json.loads(anja.get("communication", **where).content)["paused_until"] is None
    assert problem(anja.post("communication", {"freshness_days": 2}, **where)) == (422, "rhythm_needs_staff")
    assert wrong_fields(anja.post("communication", {"person": str(cast.jonas.pk)}, **where)) == {
        "person": "unknown_field"
    }
    seen = json.loads(as_(cast.lone).get("family_communication", **where).content)["items"]
    assert [(one["first_name"], one["email_news"]) for one in seen] == [("Anja", False), ("Jonas", True)]


def test_roads_and_the_days_mail_are_set_and_what_must_be_known_keeps_one(
    cast: Cast, things: Things, as_: As, lone: Caller
) -> None:
    anja, where = as_(cast.anja), {"case_id": things.case_id}
    _id(anja.post("communication", {"sms_meetings": True, "email_meetings": False, "news_rhythm": "daily"}, **where))
    mine = json.loads(anja.get("communication", **where).content)
    assert (mine["email_meetings"], mine["sms_meetings"], mine["news_rhythm"]) == (False, True, "daily")
    assert (mine["email_people"], mine["sms_people"]) == (True, False)
    assert problem(anja.post("communication", {"sms_meetings": False}, **where)) == (422, "road_missing")
    assert set(wrong_fields(anja.post("communication", {"news_rhythm": "never"}, **where))) == {"news_rhythm"}
    by_staff = {"person": str(cast.jonas.pk), "sms_people": True}
    _id(lone.post("family_communication", by_staff, **where))
    seen = json.loads(lone.get("family_communication", **where).content)["items"]
    assert [(one["first_name"], one["sms_people"]) for one in seen] == [("Anja", False), ("Jonas", True)]


def test_an_agreement_is_made_moved_and_concluded(cast: Cast, things: Things, lone: Caller) -> None:
    body = {"text": "Torben ser på klassen.", "owner": str(cast.torben.pk), "due_on": _day(3)}
    made = _id(lone.post("agreements", body, case_id=things.case_id))
    where = {"case_id": things.case_id, "agreement_id": made}
    _id(lone.post("agreement_date", {"reason": "Klassen er på lejr.", "due_on": _day(5)}, **where), 200)
    _id(lone.post("agreement_follow_up", {"follow_up_on": _day(2)}, **where), 200)
    assert problem(lone.post("agreement_confirm", {}, **where)) == (409, "agreement_confirmed")
    _id(lone.post("agreement_outcome", {"outcome": "changed", "text": "Han ringer i stedet."}, **where), 200)
    assert problem(lone.post("agreement_date", {"reason": "Igen.", "due_on": _day(9)}, **where)) == (
        409,
        "agreement_closed",
    )
    found = json.loads(lone.get("agreements", case_id=things.case_id).content)["items"]
    (card,) = [one for one in found if one["id"] == str(made)]
    assert (card["outcome"], card["due_on"], card["date_moves"][0]["reason"]) == (
        "changed",
        _day(5),
        "Klassen er på lejr.",
    )


def test_a_role_begins_and_ends(cast: Cast, things: Things, lone: Caller, at_monday: clock.SimulatedClock) -> None:
    body = {"person": str(cast.henrik.pk), "role": "pedagogue", "label": "Støttepædagog"}
    role = _id(lone.post("roles", body, case_id=things.case_id))
    at_monday.advance(timedelta(days=1))
    assert problem(lone.post("roles", body, case_id=things.case_id)) == (409, "role_held")
    end = {"person": str(cast.henrik.pk), "role": "pedagogue"}
    assert _id(lone.post("role_end", end, case_id=things.case_id), 200) == role
    assert CaseRole.objects.get(pk=role).period.upper is not None
    assert problem(lone.post("role_end", end, case_id=things.case_id)) == (404, "not_found")
    theirs = {"person": str(cast.torben.pk), "role": "ppr_psychologist"}
    assert problem(lone.post("role_end", theirs, case_id=things.case_id)) == (409, "still_responsible")


def test_two_cannot_hold_a_role_for_one(cast: Cast, things: Things, lone: Caller) -> None:
    first, second = (
        {"person": str(p.pk), "role": "coordinator", "label": "Tovholder"} for p in (cast.pia, cast.henrik)
    )
    assert lone.post("roles", first, case_id=things.case_id).status_code == 201
    assert problem(lone.post("roles", second, case_id=things.case_id))[0] == 409


def test_a_new_contact(cast: Cast, things: Things, as_: As) -> None:
    body = {**CONTACT, "to": str(cast.henrik.pk), "deputy": str(cast.torben.pk)}
    assert problem(as_(cast.lone).post("contact", body, case_id=things.case_id)) == (404, "not_found")
    _id(as_(cast.pia).post("contact", body, case_id=things.case_id))
    glance = json.loads(as_(cast.anja).get("case", case_id=things.case_id).content)
    assert glance["contact"]["person"]["name"] == "Henrik Toft"
    assert problem(as_(cast.pia).post("contact", body, case_id=things.case_id)) == (409, "already_contact")


def test_closing_and_opening_again(cast: Cast, things: Things, lone: Caller) -> None:
    again = {"text": "Skolen er svær igen. Derfor åbner vi.", "next_word_on": _day(2)}
    assert problem(lone.post("reopen", again, case_id=things.case_id)) == (409, "case_is_open")
    assert problem(lone.post("close", {"text": " "}, case_id=things.case_id)) == (422, "text_missing")
    end = {"text": "Viktor trives. I kan altid komme igen."}
    assert problem(lone.post("close", end, case_id=things.case_id)) == (409, "agreements_open")
    agreed = {"case_id": things.case_id, "agreement_id": things.agreement_id}
    _id(lone.post("agreement_outcome", {"outcome": "done", "text": "Pauserne virker."}, **agreed), 200)
    assert problem(lone.post("close", end, case_id=things.case_id)) == (409, "questions_open")
    asked = {"case_id": things.case_id, "question_id": things.question_id}
    _id(lone.post("question_answer", {"text": "Vi talte om det i dag."}, **asked))
    _id(lone.post("close", end, case_id=things.case_id), 200)
    assert problem(lone.post("updates", NEWS, case_id=things.case_id)) == (409, "case_closed")
    assert wrong_fields(lone.post("reopen", {}, case_id=things.case_id)) == {"text": "required"}
    assert problem(lone.post("reopen", {**again, "text": " "}, case_id=things.case_id)) == (422, "text_missing")
    _id(lone.post("reopen", again, case_id=things.case_id), 200)
    assert {str(day) for day in cast.case.nextwords.values_list("due_on", flat=True)} == {_day(2)}
    _id(lone.post("updates", NEWS, case_id=things.case_id))


def test_being_away(cast: Cast, lone: Caller, as_: As) -> None:
    body = {"cover": str(cast.henrik.pk), "first_day": _day(1)}
    absence = _id(lone.post("absences", body))
    assert Absence.objects.get(pk=absence).person == cast.lone
    assert problem(lone.post("absences", body)) == (409, "already_away")
    for stranger in (cast.henrik, cast.charlie, cast.erik, cast.anja):
        unknown = as_(stranger).post("absence_end", {"last_day": _day(5)}, absence_id=uuid4())
        foreign = as_(stranger).post("absence_end", {"last_day": _day(5)}, absence_id=absence)
        assert foreign.content == unknown.content
    assert _id(as_(cast.pia).post("absence_end", {"last_day": _day(5)}, absence_id=absence), 200) == absence


@pytest.mark.parametrize(("name", "allowed"), [("pia", True), ("henrik", False), ("gitte", False), ("erik", False)])
def test_only_the_leader_says_that_somebody_else_is_away(name: str, allowed: bool, cast: Cast, as_: As) -> None:
    cover = cast.erik if name == "erik" else cast.henrik
    cover = cast.torben if name == "henrik" else cover
    body = {"person": str(cast.lone.pk), "cover": str(cover.pk), "first_day": _day(1)}
    response = as_(getattr(cast, name)).post("absences", body)
    assert response.status_code == (201 if allowed else 404)


def test_families_have_no_absences(cast: Cast, as_: As) -> None:
    assert problem(as_(cast.anja).post("absences", {"first_day": _day(1)})) == (404, "not_found")


def test_meeting_concluded_twice_is_refused(
    cast: Cast, things: Things, lone: Caller, at_monday: clock.SimulatedClock
) -> None:
    at_monday.advance(timedelta(days=2))
    meeting_held(meeting=cast.case.meetings.get(), by=cast.lone, conclusion_due_on=clock.today())
    where = {"case_id": things.case_id, "meeting_id": things.meeting_id}
    body = {"conclusion": "Vi ses igen."}
    assert lone.post("conclusion", body, **where).status_code == 200
    assert problem(lone.post("conclusion", body, **where)) == (409, "meeting_concluded")
