from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules import working_days as wd

CLOSED_ALL = wd.Calendar("DK", frozenset(wd.ClosedDay))
calendars = st.sampled_from([wd.DK, wd.WEEKENDS_ONLY, CLOSED_ALL])
dates = st.dates(date(2024, 1, 1), date(2035, 12, 31))
steps = st.integers(-60, 60)

# Written by hand from a wall calendar, not computed.
HOLIDAYS = [
    "2024-01-01", "2024-03-28", "2024-03-29", "2024-04-01", "2024-05-09", "2024-05-20", "2024-12-25",
    "2024-12-26", "2025-01-01", "2025-04-17", "2025-04-18", "2025-04-21", "2025-05-29", "2025-06-09",
    "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-02", "2026-04-03", "2026-04-06", "2026-05-14",
    "2026-05-25", "2026-12-25", "2027-01-01", "2027-03-25", "2027-03-26", "2027-03-29", "2027-05-06",
    "2027-05-17", "2028-04-13", "2028-04-14", "2028-04-17", "2028-05-25", "2028-06-05", "2028-12-25",
]  # fmt: skip
OPEN_DAYS = [
    "2024-04-26",  # Store Bededag until 2023
    "2025-05-16", "2026-05-01", "2027-04-23", "2024-12-24", "2024-12-31", "2026-06-05", "2024-05-10",
    "2026-05-15", "2026-04-01", "2026-04-07", "2026-11-02", "2028-02-29", "2027-03-24", "2027-03-30",
]  # fmt: skip
CLOSED_DAYS = [
    ("christmas_eve", "2026-12-24"), ("new_years_eve", "2026-12-31"), ("constitution_day", "2026-06-05"),
    ("friday_after_ascension", "2024-05-10"), ("friday_after_ascension", "2025-05-30"),
    ("friday_after_ascension", "2026-05-15"), ("friday_after_ascension", "2027-05-07"),
    ("friday_after_ascension", "2028-05-26"),
]  # fmt: skip
ADDED = [
    # start, working days, calendar, expected
    ("2026-11-02", 1, "DK", "2026-11-03"),
    ("2026-11-06", 1, "DK", "2026-11-09"),
    ("2026-11-07", 1, "DK", "2026-11-09"),
    ("2026-11-08", 1, "DK", "2026-11-09"),
    ("2026-11-02", 10, "DK", "2026-11-16"),
    ("2026-11-09", -3, "DK", "2026-11-04"),
    ("2026-11-08", -1, "DK", "2026-11-06"),
    ("2026-11-07", 0, "DK", "2026-11-07"),
    ("2026-12-23", 1, "DK", "2026-12-24"),
    ("2026-12-23", 2, "DK", "2026-12-28"),
    ("2026-12-23", 2, "none", "2026-12-25"),
    ("2026-12-30", 2, "DK", "2027-01-04"),
    ("2026-12-30", 2, "none", "2027-01-01"),
    ("2026-04-01", 1, "DK", "2026-04-07"),
    ("2026-04-07", -1, "DK", "2026-04-01"),
    ("2027-03-24", 1, "DK", "2027-03-30"),
    ("2027-03-30", -3, "DK", "2027-03-22"),
    ("2026-05-13", 1, "DK", "2026-05-15"),
    ("2026-05-22", 1, "DK", "2026-05-26"),
    ("2028-02-28", 1, "DK", "2028-02-29"),
    ("2028-02-29", 1, "DK", "2028-03-01"),
]


@pytest.mark.parametrize("day", HOLIDAYS)
def test_public_holidays_are_no_working_days(day: str) -> None:
    assert not wd.is_working_day(date.fromisoformat(day))
    assert wd.is_working_day(date.fromisoformat(day), wd.WEEKENDS_ONLY)


@pytest.mark.parametrize("day", OPEN_DAYS)
def test_ordinary_days_are_working_days(day: str) -> None:
    assert wd.is_working_day(date.fromisoformat(day))


def test_great_prayer_day_was_a_holiday_until_2023() -> None:
    assert not wd.is_working_day(date(2023, 5, 5))


@pytest.mark.parametrize(("closed", "day"), CLOSED_DAYS)
def test_a_municipality_chooses_its_own_closed_days(closed: str, day: str) -> None:
    calendar = wd.calendar_named("DK", closed=[closed])
    assert not wd.is_working_day(date.fromisoformat(day), calendar)
    assert wd.is_working_day(date.fromisoformat(day), wd.DK)


def test_single_closed_dates_can_be_added() -> None:
    calendar = wd.calendar_named("none", extra=[date(2026, 11, 3)])
    assert wd.add_working_days(date(2026, 11, 2), 1, calendar) == date(2026, 11, 4)


@pytest.mark.parametrize("bad", [("SE", []), ("DK", ["bank_holiday"])])
def test_unknown_names_are_refused(bad: tuple[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"SE|bank_holiday"):
        wd.calendar_named(bad[0], closed=bad[1])


@pytest.mark.parametrize(("start", "n", "name", "expected"), ADDED)
def test_added_working_days(start: str, n: int, name: str, expected: str) -> None:
    calendar = wd.calendar_named(name)
    assert wd.add_working_days(date.fromisoformat(start), n, calendar) == date.fromisoformat(expected)


def test_on_or_after_and_on_or_before() -> None:
    saturday, monday = date(2026, 11, 7), date(2026, 11, 9)
    assert wd.working_day_on_or_after(saturday) == monday
    assert wd.working_day_on_or_after(monday) == monday
    assert wd.working_day_on_or_before(saturday) == date(2026, 11, 6)
    assert wd.next_working_day(monday) == date(2026, 11, 10)


@given(dates, steps.filter(bool), calendars)
def test_a_moved_date_is_always_a_working_day_on_the_right_side(day: date, n: int, calendar: wd.Calendar) -> None:
    moved = wd.add_working_days(day, n, calendar)
    assert wd.is_working_day(moved, calendar)
    assert (moved > day) == (n > 0)


@given(dates, steps, calendars)
def test_there_and_back_again(day: date, n: int, calendar: wd.Calendar) -> None:
    start = wd.working_day_on_or_after(day, calendar)
    assert wd.add_working_days(wd.add_working_days(start, n, calendar), -n, calendar) == start


@given(dates, st.integers(0, 60), calendars)
def test_counting_agrees_with_adding(day: date, n: int, calendar: wd.Calendar) -> None:
    assert wd.working_days_between(day, wd.add_working_days(day, n, calendar), calendar) == n


@given(dates, dates, calendars)
def test_counting_backwards_is_negative(a: date, b: date, calendar: wd.Calendar) -> None:
    near = a + timedelta(days=(b - a).days % 200)
    assert wd.working_days_between(near, a, calendar) == -wd.working_days_between(a, near, calendar)


@given(dates)
def test_every_holiday_calendar_gives_fewer_working_days(day: date) -> None:
    if wd.is_working_day(day, CLOSED_ALL):
        assert wd.is_working_day(day, wd.DK)
    if wd.is_working_day(day, wd.DK):
        assert wd.is_working_day(day, wd.WEEKENDS_ONLY)
