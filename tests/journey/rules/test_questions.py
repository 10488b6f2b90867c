"""By when a question is answered, and when its promise is near to being broken."""

from datetime import UTC, date, datetime

import pytest

from journey.rules.questions import answer_by, is_near, is_pressing, remind_at


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


@pytest.mark.parametrize(
    ("promised_on", "made_at", "reminded_at"),
    [
        (date(2027, 2, 10), local(1, 9), local(9, 9)),
        (date(2027, 2, 8), local(1, 9), local(5, 9)),  # a Monday: on the Friday before
        (date(2027, 2, 7), local(1, 9), local(5, 9)),  # a Sunday
        (date(2027, 2, 10), local(9, 8, 59), local(9, 9)),
        (date(2027, 2, 10), local(9, 9), local(10, 9)),  # promised after the reminder of that day
        (date(2027, 2, 10), local(10, 9), None),
        (date(2027, 2, 7), local(5, 10), None),  # nobody is reminded on a Sunday
        (date(2027, 3, 30), datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 24, 8, tzinfo=UTC)),  # over Easter
    ],
)
def test_reminded_at_nine_on_the_working_day_before(
    promised_on: date, made_at: datetime, reminded_at: datetime | None
) -> None:
    assert remind_at(promised_on, made_at) == reminded_at


@pytest.mark.parametrize(("now", "near"), [(local(5, 8, 59), False), (local(5, 9), True), (local(9, 0), True)])
def test_a_promise_for_monday_is_near_from_friday_at_nine(now: datetime, near: bool) -> None:
    assert is_near(date(2027, 2, 8), now) is near
