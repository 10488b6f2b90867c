"""Quiet hours: ordinary mail waits to their end; what must go waits at night only and never past the morning."""

from datetime import datetime, time

import pytest

from journey.rules.clock import LOCAL
from journey.rules.quiet_hours import not_before

NIGHT, WORK, EVENING = (time(21), time(7)), (time(9), time(16)), (time(18), time(11))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("now", "hours", "ordinary", "must_go"),
    [
        ("2027-02-01 20:59", NIGHT, "2027-02-01 20:59", "2027-02-01 20:59"),
        ("2027-02-01 21:00", NIGHT, "2027-02-02 07:00", "2027-02-02 07:00"),
        ("2027-02-02 03:00", NIGHT, "2027-02-02 07:00", "2027-02-02 07:00"),
        ("2027-02-02 07:00", NIGHT, "2027-02-02 07:00", "2027-02-02 07:00"),
        ("2027-02-01 10:00", WORK, "2027-02-01 16:00", "2027-02-01 10:00"),
        ("2027-02-01 18:30", EVENING, "2027-02-02 11:00", "2027-02-01 18:30"),
        ("2027-02-01 22:00", EVENING, "2027-02-02 11:00", "2027-02-02 08:00"),
        ("2027-02-02 07:59", EVENING, "2027-02-02 11:00", "2027-02-02 08:00"),
        ("2027-02-02 08:00", EVENING, "2027-02-02 11:00", "2027-02-02 08:00"),
        # The nights on which the clocks change: the hour on the wall counts.
        ("2027-03-27 22:00", NIGHT, "2027-03-28 07:00", "2027-03-28 07:00"),
        ("2027-10-30 22:00", NIGHT, "2027-10-31 07:00", "2027-10-31 07:00"),
    ],
)
def test_when_a_mail_may_leave(now: str, hours: tuple[time, time], ordinary: str, must_go: str) -> None:
    assert not_before(at(now), *hours, must_go=False) == at(ordinary)
    assert not_before(at(now), *hours, must_go=True) == at(must_go)


def test_nothing_that_must_go_waits_longer_than_a_night() -> None:
    """Whatever hours a person asks for."""
    for start in range(24):
        for end in range(24):
            for hour in range(24):
                moment = at(f"2027-02-01 {hour:02}:30")
                if start != end:
                    waits = not_before(moment, time(start), time(end), must_go=True) - moment
                    assert waits.total_seconds() <= 12 * 3600
