"""Eighteen, to the day (L42)."""

from datetime import date

import pytest

from journey.rules.ages import is_of_age


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(2009, 2, 2), date(2027, 2, 1), False),
        (date(2009, 2, 1), date(2027, 2, 1), True),
        (date(2009, 12, 31), date(2027, 1, 1), False),
        (date(2009, 12, 31), date(2028, 1, 1), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_of_age_begins_on_the_birthday(born: date, on: date, expected: bool) -> None:
    assert is_of_age(born, on) is expected
