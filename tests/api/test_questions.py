"""Questions over REST: asked, seen by whom they are for, promised, answered, and hours picked."""

import json
from datetime import timedelta
from typing import Any

import pytest

from journey.models import Question
from journey.rules import clock
from messaging.services.threads import thread_of
from tests.api.caller import Caller, Things, problem
from tests.api.test_writing import NEWS
from tests.cast import Cast


@pytest.fixture
def anja(cast: Cast, things: Things) -> Caller:
    return Caller(cast.anja)


@pytest.fixture
def lone(cast: Cast, things: Things) -> Caller:
    return Caller(cast.lone)


def asked(caller: Caller, things: Things) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(caller.get("questions", case_id=things.case_id).content)["open"]
    return found


def test_the_asker_and_the_contact_see_it_and_the_other_parent_does_not(
    cast: Cast, things: Things, anja: Caller, lone: Caller
) -> None:
    body = {"kind": "heard", "words": "Jeg kan ikke mere."}
    assert anja.post("questions", body, case_id=things.case_id).status_code == 201
    for caller in (anja, lone):
        assert [one["kind"] for one in asked(caller, things)] == ["call", "heard"]
    for name in ("jonas", "pia", "torben"):
        assert asked(Caller(getattr(cast, name)), things) == []


def test_how_long_an_answer_takes_is_said_before_asking(things: Things, anja: Caller) -> None:
    told = json.loads(anja.get("questions", case_id=things.case_id).content)
    assert (told["answer_working_days"], told["answer_by"]) == (5, "2027-02-08")


def test_a_promise_an_answer_and_no_second_one(cast: Cast, things: Things, lone: Caller) -> None:
    where = {"case_id": things.case_id, "question_id": things.question_id}
    promise = {"owner": str(cast.henrik.pk), "promised_on": "2027-02-10", "reason": "Henrik ved det."}
    assert lone.post("question_promise", promise, **where).status_code == 200
    [one] = asked(lone, things)
    assert (one["state"], one["due_on"], one["owner"]["name"]) == ("promised", "2027-02-10", "Henrik Toft")
    assert lone.post("question_answer", {"text": "Fredag kl. 10."}, **where).status_code == 201
    assert asked(lone, things) == []
    assert problem(lone.post("question_answer", {"text": "Fredag kl. 11."}, **where)) == (409, "question_closed")


def test_it_was_no_question(things: Things, anja: Caller) -> None:
    where = {"case_id": things.case_id, "question_id": things.question_id}
    assert anja.post("question_withdraw", {}, **where).status_code == 200
    assert asked(anja, things) == []


def test_a_call_is_one_word_however_often_it_is_sent(cast: Cast, things: Things, lone: Caller) -> None:
    body = {"person": str(cast.anja.pk), "summary": "Vi talte om mandag.", "answers": [str(things.question_id)]}
    first = lone.post("calls", body, case_id=things.case_id, key="et-opkald")
    again = lone.post("calls", body, case_id=things.case_id, key="et-opkald")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert Question.objects.get(pk=things.question_id).closed_how == "call"


def test_an_hour_is_offered_picked_and_gone(cast: Cast, things: Things, anja: Caller, lone: Caller) -> None:
    hours = [(clock.now() + timedelta(days=day)).isoformat() for day in (2, 3)]
    body = {"person": str(cast.anja.pk), "starts": hours, "minutes": 20}
    first, second = json.loads(lone.post("talks", body, case_id=things.case_id).content)["ids"]
    assert anja.post("talk_pick", {}, case_id=things.case_id, offer_id=first).status_code == 200
    gone = anja.post("talk_pick", {}, case_id=things.case_id, offer_id=second)
    assert problem(gone) == (409, "talk_gone")


def test_a_message_of_staff_says_what_it_does(cast: Cast, things: Things, anja: Caller, lone: Caller) -> None:
    thread = {"thread_id": thread_of(case=cast.case, guardian=cast.anja).pk}
    anja.post("messages", {"body": "Hvornår begynder det?"}, **thread)
    late = lone.post("messages", {"body": "Mandag.", "read_up_to": 0}, **thread)
    assert late.status_code == 201
    assert "message" in [one["kind"] for one in asked(lone, things)]
    undated = lone.post("messages", {"body": "Jeg finder ud af det.", "outcome": "promises"}, **thread)
    assert problem(undated) == (422, "date_missing")
    promise = {"body": "Jeg finder ud af det.", "outcome": "promises", "promised_on": "2027-02-03"}
    lone.post("messages", promise, **thread)
    assert next((one["kind"], one["due_on"]) for one in asked(anja, things)) == ("message", "2027-02-03")


def test_news_covers_what_was_asked(things: Things, lone: Caller) -> None:
    sent = lone.post("updates", {**NEWS, "covers": [str(things.question_id)]}, case_id=things.case_id)
    assert sent.status_code == 201
    assert Question.objects.get(pk=things.question_id).state == "covered"


@pytest.mark.parametrize(
    ("count", "danish", "english"),
    [
        (0, "Listen er for kort. Der skal være mindst 1.", "The list is too short. There must be at least 1."),
        (6, "Listen er for lang. Der er plads til 5.", "The list is too long. There is room for 5."),
        (None, "Her skal være en liste.", "This must be a list."),
    ],
)
def test_a_list_of_hours_is_refused_in_words_of_our_own(
    count: int | None, danish: str, english: str, cast: Cast, things: Things
) -> None:
    hours = [(clock.now() + timedelta(days=day)).isoformat() for day in range(1, 7)]
    body = {"person": str(cast.anja.pk), "starts": hours[0] if count is None else hours[:count]}
    for language, sentence in (("da", danish), ("en", english)):
        refused = Caller(cast.lone, language=language).post("talks", body, case_id=things.case_id)
        [error] = json.loads(refused.content)["errors"]
        assert (refused.status_code, error["field"], error["detail"]) == (422, "starts", sentence)
