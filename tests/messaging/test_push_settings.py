"""Half a key, a key that is none and a push service that is not out there: said when Django starts."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.demo.simulators import simulated_push
from messaging.delivery.checks import push_problems
from messaging.push_addresses import looked_up
from tests.journey.identity.test_checks import START_PRODUCTION, python
from tests.messaging.pushing import KEY

REAL = {"private_key": KEY, "subject": "mailto:drift@roedtraad.example", "hosts": ["push.example"], "simulator": ""}
SIMULATED = simulated_push(8004, KEY)


def conf(push: dict[str, Any] | None, *, demo: bool = False) -> SimpleNamespace:
    return SimpleNamespace(WEB_PUSH=push, DEBUG_DEMO_LOGIN=demo)


def test_real_and_simulated_in_their_places_are_fine() -> None:
    assert push_problems(conf(REAL)) == []
    assert push_problems(conf({**REAL, "hosts": [".push.apple.example"], "subject": "https://roedtraad.example"})) == []
    assert push_problems(conf(SIMULATED, demo=True)) == []
    assert push_problems(conf(None)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"private_key": ""},
        {"private_key": "AAAA"},
        {"private_key": "A" * 43},
        {"private_key": "æ" * 43},
        {"subject": "drift@roedtraad.example"},
        {"subject": "mailto:"},
        {"hosts": ["localhost"]},
        {"hosts": ["127.0.0.1"]},
        {"hosts": ["push.example", " other.example"]},
        {"hosts": ["https://push.example"]},
        {"hosts": ["simulator.example"]},
        {"simulator": "http://127.0.0.1:8004/simulator-push"},
    ],
)
def test_what_cannot_work_or_calls_into_our_own_net_is_refused(wrong: dict[str, Any]) -> None:
    assert push_problems(conf({**REAL, **wrong}))


def test_the_demo_calls_no_real_push_service() -> None:
    assert push_problems(conf(REAL, demo=True))
    assert push_problems(conf({**SIMULATED, "simulator": "https://push.example"}, demo=True))


def test_production_starts_with_both_halves_or_with_none() -> None:
    key, subject = {"VAPID_PRIVATE_KEY": KEY}, {"VAPID_SUBJECT": "mailto:drift@roedtraad.example"}
    assert "STARTED" in python(START_PRODUCTION, **key, **subject).stdout
    for half, missing in ((key, "VAPID_SUBJECT"), (subject, "VAPID_PRIVATE_KEY")):
        ended = python(START_PRODUCTION, **half)
        assert ended.returncode != 0
        assert f"{missing} must be set" in ended.stderr
    assert "32 bytes" in python(START_PRODUCTION, VAPID_PRIVATE_KEY="short", **subject).stderr


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "100.64.0.1"]
)
def test_a_name_that_leads_into_somebodys_net_is_not_called(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    found = [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", (inside, 443))]
    monkeypatch.setattr("messaging.push_addresses.socket.getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(OSError, match="no public address"):
        looked_up(urlsplit("https://push.example/1"))
    found.pop()
    assert looked_up(urlsplit("https://push.example/1")) == "93.184.215.14"
