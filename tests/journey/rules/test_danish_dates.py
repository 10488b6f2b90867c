import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules import clock
from journey.rules import danish_dates as dd

dates = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "da", "en"),
    [
        ("2026-11-26", "torsdag 26. november", "Thursday 26 November"),
        ("2026-01-01", "torsdag 1. januar", "Thursday 1 January"),
        ("2026-05-02", "lørdag 2. maj", "Saturday 2 May"),
        ("2027-03-28", "søndag 28. marts 2027", "Sunday 28 March 2027"),
        ("2025-12-31", "onsdag 31. december 2025", "Wednesday 31 December 2025"),
    ],
)
def test_weekday_date(day: str, da: str, en: str) -> None:
    moment = date.fromisoformat(day)
    assert dd.weekday_date(moment, year=2026) == da
    assert dd.weekday_date(moment, year=2026, language="en") == en
    assert re.fullmatch(dd.WEEKDAY_DATE_DA, da)
    assert dd.weekday_date_in_english(da) == en
    assert dd.by(moment, year=2026) == f"senest {da}"
    assert dd.by(moment, year=2026, language="en") == f"by {en} at the latest"


def test_the_year_is_left_out_for_the_present_year_of_the_clock() -> None:
    with clock.simulated(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):  # already 2027 in Copenhagen
        assert dd.weekday_date(date(2027, 1, 4)) == "mandag 4. januar"
        assert dd.weekday_date(date(2026, 12, 30)) == "onsdag 30. december 2026"


@pytest.mark.parametrize(
    ("first", "last", "da", "en"),
    [
        ("2026-12-07", "2026-12-18", "7.–18. december", "7–18 December"),
        ("2026-11-28", "2026-12-04", "28. november–4. december", "28 November–4 December"),
        ("2026-12-07", "2026-12-07", "7. december", "7 December"),
        ("2026-12-28", "2027-01-04", "28. december 2026–4. januar 2027", "28 December 2026–4 January 2027"),
        ("2027-01-04", "2027-01-08", "4.–8. januar 2027", "4–8 January 2027"),
        ("2027-01-28", "2027-02-05", "28. januar–5. februar 2027", "28 January–5 February 2027"),
    ],
)
def test_date_range(first: str, last: str, da: str, en: str) -> None:
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    assert dd.date_range(a, b, year=2026) == da
    assert dd.date_range(a, b, year=2026, language="en") == en


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must not end before"):
        dd.date_range(date(2026, 12, 2), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "da", "en"),
    [
        ("2026-11-25", "i går", "yesterday"),
        ("2026-11-26", "i dag", "today"),
        ("2026-11-27", "i morgen", "tomorrow"),
        ("2026-11-28", "lørdag 28. november", "Saturday 28 November"),
        ("2027-01-01", "fredag 1. januar 2027", "Friday 1 January 2027"),
    ],
)
def test_relative_day(day: str, da: str, en: str) -> None:
    today = date(2026, 11, 26)
    assert dd.relative_day(date.fromisoformat(day), today=today) == da
    assert dd.relative_day(date.fromisoformat(day), today=today, language="en") == en


def test_relative_day_reads_the_clock_in_copenhagen() -> None:
    with clock.simulated(datetime(2026, 11, 25, 23, 30, tzinfo=UTC)):
        assert dd.relative_day(date(2026, 11, 26)) == "i dag"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no dates in 'sv'"):
        dd.weekday_date(date(2026, 11, 26), language="sv")  # type: ignore[arg-type]


@given(dates)
def test_every_date_names_its_day_and_month(day: date) -> None:
    text = dd.weekday_date(day, year=day.year)
    weekday, number, month = text.split()
    assert dd.WEEKDAYS_DA.index(weekday) == day.weekday()
    assert number == f"{day.day}."
    assert dd.MONTHS_DA.index(month) == day.month - 1


@given(dates, dates)
def test_every_range_ends_with_its_last_day(a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    assert dd.day_month(last) in dd.date_range(first, last)
