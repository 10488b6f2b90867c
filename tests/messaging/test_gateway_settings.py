"""A simulated gateway starts only where everyone is on the same machine, and a real one never in the demo."""

from types import SimpleNamespace

import pytest

from messaging.delivery.checks import gateway_problems
from tests.journey.identity.test_checks import START_PRODUCTION, python

REAL = {"name": "sms-1", "url": "https://sms.example/api", "token": "a", "receipt_token": "b"}
SIMULATED = {**REAL, "name": "simulator-sms-1", "url": "http://127.0.0.1:8003/simulator-sms-1"}


def conf(*sms: dict[str, str], demo: bool = False, post: dict[str, str] | None = None) -> SimpleNamespace:
    return SimpleNamespace(SMS_GATEWAYS=list(sms), DIGITAL_POST=post, DEBUG_DEMO_LOGIN=demo)


def test_real_gateways_and_a_simulated_demo_are_fine() -> None:
    assert gateway_problems(conf(REAL, {**REAL, "name": "sms-2"}, post={**REAL, "name": "digital-post"})) == []
    assert gateway_problems(conf(SIMULATED, demo=True)) == []
    assert gateway_problems(conf()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        SIMULATED,
        {**REAL, "name": "Simulator"},
        {**REAL, "url": "https://sms.example/simulator-sms-1"},
        {**REAL, "url": "http://sms.example"},
        {**REAL, "url": "https://127.1"},
        {**REAL, "token": ""},
        {**REAL, "receipt_token": ""},
    ],
)
def test_what_reaches_nobody_or_lets_anybody_in_is_refused(wrong: dict[str, str]) -> None:
    assert gateway_problems(conf(wrong))
    assert gateway_problems(conf(post=wrong))


def test_the_demo_reaches_no_real_telephone() -> None:
    assert gateway_problems(conf(REAL, demo=True))


def test_two_gateways_of_one_name_are_refused() -> None:
    assert gateway_problems(conf(REAL, post=REAL))


def test_production_does_not_start_with_a_simulator() -> None:
    tokens = {"SMS_1_TOKEN": "a", "SMS_1_RECEIPT_TOKEN": "b"}
    ended = python(START_PRODUCTION, SMS_1_URL="http://127.0.0.1:8003/simulator-sms-1", **tokens)
    assert ended.returncode != 0
    assert "is a simulator" in ended.stderr
    assert "STARTED" in python(START_PRODUCTION, SMS_1_URL="https://sms.example", **tokens).stdout
    assert "SMS_1_TOKEN" in python(START_PRODUCTION, SMS_1_URL="https://sms.example").stderr
