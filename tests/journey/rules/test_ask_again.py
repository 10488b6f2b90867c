"""Asked again at a new phase, or at the day that was set, whichever comes first (RQ-097)."""

from datetime import date

import pytest

from journey.rules.ask_again import AskedAgain, asked_again

AGREED, SET = date(2027, 2, 1), date(2027, 5, 3)


@pytest.mark.parametrize(
    ("phases", "asked"),
    [
        ([], AskedAgain(SET, is_new_phase=False)),
        ([date(2027, 1, 20)], AskedAgain(SET, is_new_phase=False)),
        ([AGREED], AskedAgain(SET, is_new_phase=False)),
        ([date(2027, 3, 1)], AskedAgain(date(2027, 3, 1), is_new_phase=True)),
        ([date(2027, 4, 1), date(2027, 3, 1)], AskedAgain(date(2027, 3, 1), is_new_phase=True)),
        ([date(2027, 1, 20), date(2027, 6, 1)], AskedAgain(SET, is_new_phase=False)),
    ],
)
def test_the_first_of_the_two(phases: list[date], asked: AskedAgain) -> None:
    assert asked_again(AGREED, SET, phases) == asked
