"""Notices to browsers by the API: one's own, and nobody else's."""

from uuid import uuid4

import pytest
from pytest_django import Settings

from config.demo.push_simulator import phone_keys
from messaging.models import PushSubscription
from messaging.push_keys import public_key
from tests.api.conftest import As
from tests.cast import Cast
from tests.messaging.pushing import KEY

P256DH, AUTH = phone_keys()
BODY = {"endpoint": "https://push.example/1", "p256dh": P256DH, "auth": AUTH}


@pytest.fixture(autouse=True)
def real(settings: Settings) -> None:
    settings.WEB_PUSH = {
        "private_key": KEY,
        "subject": "mailto:a@b.example",
        "hosts": ["push.example"],
        "simulator": "",
    }


def test_turned_on_listed_and_ended(cast: Cast, as_: As) -> None:
    anja = as_(cast.anja)
    assert anja.get("push").json() == {"public_key": public_key(), "items": []}
    made = anja.post("push", BODY)
    assert made.status_code == 201
    [line] = anja.get("push").json()["items"]
    assert (line["id"], line["name"], line["last_used_at"]) == (made.json()["id"], "push.example", None)
    assert "endpoint" not in line
    assert anja.post("push_end", {}, browser_id=line["id"]).status_code == 200
    assert anja.get("push").json()["items"] == []


def test_turned_on_twice_is_one(cast: Cast, as_: As) -> None:
    anja = as_(cast.anja)
    assert anja.post("push", BODY).json() == anja.post("push", BODY).json()
    assert PushSubscription.objects.count() == 1


def test_somebody_elses_is_not_there(cast: Cast, as_: As) -> None:
    made = as_(cast.anja).post("push", BODY).json()["id"]
    for person in (cast.jonas, cast.lone, cast.charlie, cast.erik):
        caller = as_(person)
        foreign, unknown = (caller.post("push_end", {}, browser_id=one) for one in (made, uuid4()))
        assert (foreign.status_code, foreign.content) == (404, unknown.content)
        assert caller.get("push").json()["items"] == []


def test_what_cannot_be_called_is_refused_with_a_sentence(cast: Cast, as_: As) -> None:
    answer = as_(cast.anja).post("push", {**BODY, "endpoint": "https://evil.example/1"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "push_unusable"


@pytest.mark.parametrize("name", BODY)
def test_each_of_its_texts_is_needed(cast: Cast, as_: As, name: str) -> None:
    assert as_(cast.anja).post("push", {**BODY, name: ""}).status_code == 422
    assert not PushSubscription.objects.exists()
