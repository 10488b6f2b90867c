"""Why a promised day is that day, against a calendar on the wall."""

from datetime import date

from journey.rules.why_dates import DayOff, calendar_days, working_days
from journey.rules.working_days import DK, WEEKENDS_ONLY, ClosedDay, calendar_named


def test_a_rhythm_counts_every_day() -> None:
    counted = calendar_days(date(2026, 12, 22), 14)
    assert (counted.until, counted.is_working_days, counted.days_off) == (date(2027, 1, 5), False, ())


def test_an_answer_over_christmas_names_each_day_that_does_not_count() -> None:
    closed = calendar_named("DK", closed=[ClosedDay.CHRISTMAS_EVE, ClosedDay.NEW_YEARS_EVE], extra=[date(2026, 12, 30)])

    counted = working_days(date(2026, 12, 22), 5, closed)

    assert counted.until == date(2027, 1, 5)
    assert counted.days_off == (
        DayOff(date(2026, 12, 24), "juleaftensdag"),
        DayOff(date(2026, 12, 25), "juledag"),
        DayOff(date(2026, 12, 30), "lukket"),
        DayOff(date(2026, 12, 31), "nytårsaftensdag"),
        DayOff(date(2027, 1, 1), "nytårsdag"),
    )
    assert counted.has_weekend


def test_names_are_in_the_readers_language() -> None:
    (good_friday_eve, good_friday, monday) = working_days(date(2026, 4, 1), 1, DK, language="en").days_off
    assert [good_friday_eve.name, good_friday.name] == ["Maundy Thursday", "Good Friday"]
    assert monday.name == "Easter Monday"


def test_a_week_without_holidays_has_only_its_weekend() -> None:
    counted = working_days(date(2026, 11, 26), 5, WEEKENDS_ONLY)
    assert (counted.until, counted.days_off, counted.has_weekend) == (date(2026, 12, 3), (), True)
    assert not working_days(date(2026, 11, 23), 3, DK).has_weekend


def test_ascension_day_keeps_its_capital() -> None:
    assert [off.name for off in working_days(date(2027, 5, 5), 1, DK).days_off] == ["Kristi himmelfartsdag"]
