from datetime import time

import pytest

from journey.rules.answer_hours import hours_text
from journey.rules.danish_dates import Language


@pytest.mark.parametrize(
    ("days", "language", "expected"),
    [
        (range(5), "da", "hverdage 7.30–15"),
        (range(5), "en", "weekdays 7:30–15:00"),
        ((3, 0), "da", "mandag, torsdag 7.30–15"),
        ((3, 0), "en", "Monday, Thursday 7:30–15:00"),
        ((), "en", ""),
    ],
)
def test_hours_are_written_like_every_other_time_of_day(days: range, language: Language, expected: str) -> None:
    assert hours_text(days, time(7, 30), time(15), language=language) == expected
