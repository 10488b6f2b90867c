"""Conversations, the feed, and the app's own session."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from journey.models import Event
from messaging.delivery.relay import relay_pending
from messaging.models import Message
from tests.api.caller import Caller, Things, problem
from tests.api.conftest import As
from tests.cast import Cast


def _write(caller: Caller, things: Things, body: str, **more: Any) -> Any:
    return json.loads(caller.post("messages", {"body": body, **more}, thread_id=things.thread_id).content)


def test_a_message_crosses_and_is_seen(cast: Cast, things: Things, as_: As) -> None:
    anja, lone = as_(cast.anja), as_(cast.lone)
    written = _write(anja, things, "Hvornår ringer I?")
    assert written["seq"] == 1
    mine = json.loads(lone.get("threads").content)["items"]
    assert [(one["id"], one["unread"]) for one in mine] == [(str(things.thread_id), 1)]
    found = json.loads(lone.get("messages", thread_id=things.thread_id).content)
    assert [(one["body"], one["is_mine"]) for one in found["items"]] == [("Hvornår ringer I?", False)]
    seen = lone.post("seen", {"up_to": 1}, thread_id=things.thread_id)
    assert json.loads(seen.content) == {"seen_up_to": 1}
    assert json.loads(lone.get("threads").content)["items"][0]["unread"] == 0


def test_everything_after_a_number(cast: Cast, things: Things, as_: As) -> None:
    anja = as_(cast.anja)
    for number in range(5):
        _write(anja, things, f"Besked {number}")
    page = json.loads(anja.get("messages", {"after": 1, "limit": 2}, thread_id=things.thread_id).content)
    assert [one["seq"] for one in page["items"]] == [2, 3]
    assert (page["next_after"], page["more"]) == (3, True)
    rest = json.loads(anja.get("messages", {"after": 3}, thread_id=things.thread_id).content)
    assert ([one["seq"] for one in rest["items"]], rest["more"]) == ([4, 5], False)
    none = json.loads(anja.get("messages", {"after": 5}, thread_id=things.thread_id).content)
    assert (none["items"], none["next_after"]) == ([], 5)


def test_the_same_client_token_is_the_same_message(cast: Cast, things: Things, as_: As) -> None:
    anja, token = as_(cast.anja), str(uuid4())
    assert _write(anja, things, "Hej", client_token=token) == _write(anja, things, "Hej", client_token=token)
    other = anja.post("messages", {"body": "Farvel", "client_token": token}, thread_id=things.thread_id)
    assert problem(other) == (409, "token_reused")
    assert Message.objects.count() == 1


def test_the_other_parents_thread_is_not_there(cast: Cast, things: Things, as_: As) -> None:
    jonas = as_(cast.jonas)
    foreign = jonas.get("messages", thread_id=things.thread_id)
    assert foreign.content == jonas.get("messages", thread_id=uuid4()).content
    assert foreign.status_code == 404
    assert json.loads(jonas.get("threads").content)["items"] == []


def test_opening_a_thread(cast: Cast, things: Things, as_: As) -> None:
    mine = as_(cast.anja).post("case_threads", case_id=things.case_id)
    theirs = as_(cast.lone).post("case_threads", {"guardian": str(cast.anja.pk)}, case_id=things.case_id)
    assert json.loads(mine.content)["id"] == json.loads(theirs.content)["id"] == str(things.thread_id)
    other = as_(cast.anja).post("case_threads", {"guardian": str(cast.jonas.pk)}, case_id=things.case_id)
    assert problem(other) == (404, "not_found")
    assert problem(as_(cast.lone).post("case_threads", case_id=things.case_id)) == (404, "not_found")
    assert (
        problem(as_(cast.pia).post("case_threads", {"guardian": str(cast.anja.pk)}, case_id=things.case_id))[0] == 404
    )


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 4001])
def test_an_empty_or_endless_message_is_refused(body: str, cast: Cast, things: Things, as_: As) -> None:
    assert as_(cast.anja).post("messages", {"body": body}, thread_id=things.thread_id).status_code == 422


def test_the_feed_tells_what_came(cast: Cast, things: Things, as_: As) -> None:
    _write(as_(cast.anja), things, "Hvornår ringer I?")
    relay_pending()
    feed = json.loads(as_(cast.lone).get("feed").content)
    assert "message.posted" in {item["kind"] for item in feed["items"]}
    rest = json.loads(as_(cast.lone).get("feed", {"after": feed["last_seq"]}).content)
    assert rest["items"] == []


def _token(person: Any) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def test_the_app_speaks_with_its_session_token(cast: Cast, things: Things) -> None:
    app = Client(enforce_csrf_checks=True, headers={"X-Session-Token": _token(cast.anja)})
    assert json.loads(app.get("/api/v1/me").content)["first_name"] == "Anja"
    url = f"/api/v1/threads/{things.thread_id}/messages"
    response = app.post(url, b'{"body": "Hej"}', content_type="application/json")
    assert response.status_code == 201


def test_a_token_that_is_over_is_nobody(cast: Cast) -> None:
    token = _token(cast.anja)
    SessionStore(session_key=token).delete()
    for wrong in (token, "x", ""):
        assert Client(headers={"X-Session-Token": wrong}).get("/api/v1/me").status_code == 401


def test_reading_writes_no_event(cast: Cast, things: Things, as_: As) -> None:
    before = Event.objects.count()
    caller = as_(cast.lone)
    for place in ("case", "timeline", "people", "meetings", "updates", "notes"):
        caller.get(place, case_id=things.case_id)
    caller.get("messages", thread_id=things.thread_id)
    assert Event.objects.count() == before
