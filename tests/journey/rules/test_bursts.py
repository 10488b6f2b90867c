"""Gathering news, and the day's one mail, also over the nights in which clocks change (RQ-094)."""

from datetime import datetime

import pytest

from journey.rules.bursts import BURST, digest_at, digest_hour, gathered_until

moment = datetime.fromisoformat


def test_a_burst_ends_a_fixed_time_after_its_first_piece_of_news() -> None:
    assert gathered_until(moment("2027-02-01T09:00+01:00")) == moment("2027-02-01T09:10+01:00")
    assert BURST.total_seconds() == 600


@pytest.mark.parametrize(
    ("written", "hour", "leaves"),
    [
        ("2027-02-01T09:00+01:00", 16, "2027-02-01T16:00+01:00"),
        ("2027-02-01T15:59:59+01:00", 16, "2027-02-01T16:00+01:00"),
        ("2027-02-01T16:00+01:00", 16, "2027-02-02T16:00+01:00"),
        ("2027-02-01T23:30+01:00", 7, "2027-02-02T07:00+01:00"),
        ("2027-02-28T17:00+01:00", 16, "2027-03-01T16:00+01:00"),
        ("2027-03-27T17:00+01:00", 16, "2027-03-28T16:00+02:00"),
        ("2027-10-30T17:00+02:00", 16, "2027-10-31T16:00+01:00"),
        ("2027-12-31T17:00+01:00", 16, "2028-01-01T16:00+01:00"),
    ],
)
def test_the_days_mail_is_that_of_the_next_time_the_clock_strikes(written: str, hour: int, leaves: str) -> None:
    assert digest_at(moment(written), hour) == moment(leaves)


@pytest.mark.parametrize(
    ("said", "hour"), [({}, 16), ({"digest_hour": 7}, 7), ({"digest_hour": 99}, 16), ({"digest_hour": "x"}, 16)]
)
def test_what_is_no_hour_of_a_day_is_the_usual_one(said: dict[str, object], hour: int) -> None:
    assert digest_hour(said) == hour
