"""By when a question is answered, and when its promise is near to being broken."""

from datetime import UTC, date, datetime

import pytest

from journey.rules.questions import answer_by, is_pressing


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of February 2027 in Denmark, where it is one hour ahead of UTC."""
    return datetime(2027, 2, day, hour - 1, minute, tzinfo=UTC) if hour else datetime(2027, 2, day - 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "working_days", "expected"),
    [
        (local(1, 9), 5, date(2027, 2, 8)),
        (local(1, 22, 40), 5, date(2027, 2, 8)),
        (local(6, 12), 5, date(2027, 2, 12)),
        (local(1, 9), 2, date(2027, 2, 3)),
        (datetime(2027, 3, 24, 9, tzinfo=UTC), 5, date(2027, 4, 5)),  # Maundy Thursday, Good Friday, Easter Monday
    ],
)
def test_working_days_count_from_the_day_after(sent: datetime, working_days: int, expected: date) -> None:
    assert answer_by(sent, working_days) == expected


@pytest.mark.parametrize(
    ("now", "pressing"),
    [
        (local(7, 23), False),
        (local(8, 15, 59), False),
        (local(8, 16), True),
        (local(9, 0), True),
        (local(20, 12), True),
    ],
)
def test_a_promise_for_monday_presses_from_four_that_day(now: datetime, pressing: bool) -> None:
    assert is_pressing(date(2027, 2, 8), now) is pressing
