"""Which road comes next for news that must be known, and when (N7)."""

from datetime import datetime, timedelta

import pytest

from journey.rules.clock import LOCAL
from journey.rules.notice_ladder import Rung, Step, Tried, next_step, no_machine_reaches
from journey.rules.phone_numbers import international
from journey.rules.sms_length import fits_one_sms


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


TOLD = local("2027-02-01T10:00")
"""A Monday."""


def tried(**rungs: bool) -> dict[Rung, Tried]:
    """Each with whether it was surely in vain."""
    return {Rung[name.upper()]: Tried(TOLD, in_vain) for name, in_vain in rungs.items()}


def step_after(told: datetime = TOLD, **rungs: bool) -> tuple[Rung, datetime]:
    step = next_step(told, tried(**rungs))
    assert isinstance(step, Step)
    return step.rung, step.at.astimezone(LOCAL)


def test_each_road_has_its_day() -> None:
    assert step_after(email=False) == (Rung.SMS, local("2027-02-02T10:00"))
    assert step_after(email=False, sms=False) == (Rung.DIGITAL_POST, local("2027-02-04T10:00"))
    told_on_thursday = local("2027-02-04T10:00")
    machines = {"email": False, "sms": False, "digital_post": False}
    assert step_after(told_on_thursday, **machines) == (Rung.CALL, local("2027-02-09T09:00")), "day 5"
    assert step_after(**machines) == (Rung.CALL, local("2027-02-08T09:00")), "day 5 is a Saturday"


@pytest.mark.parametrize(
    ("told", "call"),
    [
        ("2027-12-20T10:00", "2027-12-27T09:00"),  # day 5 is 25 December, then a weekend
        ("2027-03-20T10:00", "2027-03-30T09:00"),  # day 5 is Maundy Thursday; Easter until Monday
        ("2027-03-24T22:00", "2027-03-30T09:00"),  # over the night in which clocks change
    ],
)
def test_nobody_is_asked_to_call_on_a_holiday(told: str, call: str) -> None:
    assert step_after(local(told), email=False, sms=False, digital_post=False) == (Rung.CALL, local(call))


def test_a_road_in_vain_costs_no_day() -> None:
    assert step_after(email=True) == (Rung.SMS, TOLD)
    assert step_after(email=True, sms=True) == (Rung.DIGITAL_POST, TOLD)


def test_a_road_that_may_still_reach_is_waited_for() -> None:
    assert step_after(email=False, sms=True) == (Rung.DIGITAL_POST, local("2027-02-04T10:00"))


@pytest.mark.parametrize(
    ("told", "call"),
    [
        ("2027-02-01T10:00", "2027-02-02T10:00"),
        ("2027-02-01T07:00", "2027-02-02T09:00"),
        ("2027-02-01T15:00", "2027-02-03T09:00"),  # the day after is over at three
        ("2027-02-04T16:00", "2027-02-08T09:00"),  # Friday is over, and then it is Monday
        ("2027-02-05T10:00", "2027-02-08T09:00"),
    ],
)
def test_when_no_machine_reaches_somebody_calls_the_next_day(told: str, call: str) -> None:
    in_vain = {"email": True, "sms": True, "digital_post": True}
    assert step_after(local(told), **in_vain) == (Rung.CALL, local(call))
    assert no_machine_reaches(tried(**in_vain))
    assert not no_machine_reaches(tried(email=True, sms=False, digital_post=True))


def test_a_letter_follows_a_call() -> None:
    machines = tried(email=False, sms=False, digital_post=False)
    called_at = local("2027-02-05T13:30")
    reached_nobody = next_step(TOLD, machines | {Rung.CALL: Tried(called_at, reaches_nobody=True)})
    assert reached_nobody == Step(Rung.LETTER, called_at)
    not_called = next_step(TOLD, machines | {Rung.CALL: Tried(local("2027-02-05T09:00"), reaches_nobody=False)})
    assert not_called == Step(Rung.LETTER, local("2027-02-09T09:00"))
    letter = {Rung.CALL: Tried(called_at, reaches_nobody=True), Rung.LETTER: Tried(called_at, reaches_nobody=False)}
    assert next_step(TOLD, machines | letter) is None


def test_no_road_comes_before_the_news() -> None:
    for rung in Rung:
        earlier = {one: Tried(TOLD, reaches_nobody=True) for one in list(Rung)[: list(Rung).index(rung)]}
        if rung is not Rung.EMAIL:
            step = next_step(TOLD, earlier)
            assert step is not None
            assert step.at >= TOLD


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("20 30 40 50", "+4520304050"),
        ("+45 2030 4050", "+4520304050"),
        ("0045-20304050", "+4520304050"),
        ("(+46) 70 123 45 67", "+46701234567"),
        ("1203", ""),
        ("12345678", ""),  # no Danish number begins with 1
        ("lokal 12", ""),
        ("", ""),
        ("+45 20 30 40 50 60 70 80 90", ""),
    ],
)
def test_a_number_is_international_or_none(written: str, number: str) -> None:
    assert international(written) == number


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("æ" * 160, True),
        ("æ" * 161, False),
        ("€" * 80, True),
        ("€" * 81, False),
        ("ł" * 70, True),
        ("ł" * 71, False),
        ("😀" * 35, True),
        ("😀" * 36, False),
    ],
)
def test_one_strange_letter_halves_the_room(text: str, fits: bool) -> None:
    assert fits_one_sms(text) is fits


def test_ladder_asks_for_the_first_road_even_late() -> None:
    """Nothing here knows what time it is: a sweep that was down for a week finds every step in turn."""
    assert step_after(TOLD - timedelta(days=30), email=False)[0] is Rung.SMS
