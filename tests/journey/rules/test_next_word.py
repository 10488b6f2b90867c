from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules import next_word as nw
from journey.rules.clock import LOCAL
from journey.rules.working_days import WEEKENDS_ONLY

dates = st.dates(date(2024, 1, 1), date(2035, 12, 31))
THURSDAY = date(2026, 11, 26)
TOO_LATE = "Familien skal høre fra jer mindst hver 14. dag. Vælg en dato senest mandag 16. november."


def at(text: str) -> datetime:
    """A wall-clock moment in Copenhagen."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("last", "freshness", "expected"),
    [
        ("2026-11-02", 14, "2026-11-16"),
        ("2026-11-02", 7, "2026-11-09"),
        ("2026-12-24", 14, "2027-01-07"),
        ("2027-03-21", 14, "2027-04-04"),
        ("2028-02-28", 1, "2028-02-29"),
    ],
)
def test_the_limit_counts_calendar_days(last: str, freshness: int, expected: str) -> None:
    assert nw.next_word_limit(date.fromisoformat(last), freshness) == date.fromisoformat(expected)


def test_a_rhythm_below_one_day_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        nw.next_word_limit(THURSDAY, 0)


@pytest.mark.parametrize(
    ("due", "now", "stage"),
    [
        ("2026-11-26", "2026-11-23T07:59", "calm"),
        ("2026-11-26", "2026-11-23T08:00", "soon"),
        ("2026-11-26", "2026-11-26T11:59", "soon"),
        ("2026-11-26", "2026-11-26T12:00", "due"),
        ("2026-11-26", "2026-11-26T23:59", "due"),
        ("2026-11-26", "2026-11-27T00:00", "broken"),
        ("2026-11-26", "2026-11-27T08:59", "broken"),
        ("2026-11-26", "2026-11-27T09:00", "family_told"),
        # Over a weekend: the family hears on Monday.
        ("2026-11-27", "2026-11-24T08:00", "soon"),
        ("2026-11-27", "2026-11-28T00:00", "broken"),
        ("2026-11-27", "2026-11-29T23:00", "broken"),
        ("2026-11-27", "2026-11-30T09:00", "family_told"),
        # Promised for a Sunday.
        ("2026-11-29", "2026-11-25T07:59", "calm"),
        ("2026-11-29", "2026-11-25T08:00", "soon"),
        ("2026-11-29", "2026-11-30T00:00", "broken"),
        ("2026-11-29", "2026-11-30T09:00", "family_told"),
        # Before Easter 2027, with the change to summer time on Easter Sunday.
        ("2027-03-24", "2027-03-19T08:00", "soon"),
        ("2027-03-24", "2027-03-29T12:00", "broken"),
        ("2027-03-24", "2027-03-30T09:00", "family_told"),
        ("2027-03-28", "2027-03-28T12:00", "due"),
        ("2027-10-31", "2027-10-31T23:59", "due"),
        ("2027-10-31", "2027-11-01T00:00", "broken"),
        # Christmas.
        ("2026-12-28", "2026-12-22T07:59", "calm"),
        ("2026-12-28", "2026-12-22T08:00", "soon"),
        ("2026-12-29", "2026-12-23T07:59", "calm"),
        ("2026-12-29", "2026-12-23T08:00", "soon"),
        ("2026-12-30", "2026-12-31T09:00", "family_told"),
        ("2026-12-31", "2027-01-01T09:00", "broken"),
        ("2026-12-31", "2027-01-04T09:00", "family_told"),
    ],
)
def test_the_ladder(due: str, now: str, stage: str) -> None:
    assert nw.ladder_stage(date.fromisoformat(due), at(now)) == stage


def test_the_ladder_follows_the_calendar_of_the_municipality() -> None:
    now = at("2026-12-25T09:00")
    assert nw.ladder_stage(date(2026, 12, 24), now) is nw.Stage.BROKEN
    assert nw.ladder_stage(date(2026, 12, 24), now, WEEKENDS_ONLY) is nw.Stage.FAMILY_TOLD


def test_the_desk_only_fills() -> None:
    for earlier, later in zip(list(nw.Stage), list(nw.Stage)[1:], strict=False):
        assert set(nw.who_has_it(earlier)) <= set(nw.who_has_it(later))
    assert nw.who_has_it(nw.Stage.SOON) == (nw.Holder.CONTACT,)
    assert nw.Holder.LEADER in nw.who_has_it(nw.Stage.DUE)
    assert nw.Holder.FAMILY not in nw.who_has_it(nw.Stage.BROKEN)
    assert nw.Holder.FAMILY in nw.who_has_it(nw.Stage.FAMILY_TOLD)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="must carry a time zone"):
        nw.ladder_stage(THURSDAY, at("2026-11-26T12:00").replace(tzinfo=None))


@given(dates)
def test_the_moments_of_the_ladder_are_in_order(due: date) -> None:
    steps = nw.ladder(due)
    assert steps.soon_at < steps.due_at < steps.broken_at < steps.family_told_at


@given(dates, st.integers(0, 60 * 24 * 30), st.integers(0, 60 * 24 * 30))
def test_time_never_moves_a_promise_back_to_an_earlier_stage(due: date, one: int, other: int) -> None:
    start = datetime.combine(due, datetime.min.time(), UTC) - timedelta(days=15)
    earlier, later = sorted((start + timedelta(minutes=one), start + timedelta(minutes=other)))
    order = list(nw.Stage)
    before, after = nw.ladder_stage(due, earlier), nw.ladder_stage(due, later)
    assert order.index(before) <= order.index(after)


@pytest.mark.parametrize(
    ("text", "previous", "repeat"),
    [
        ("Intet nyt.", "Intet nyt", True),
        ("intet  nyt!", "Intet nyt.", True),
        ("Der er intet nyt. Vi venter stadig på PPR.", "Der er intet nyt. Vi venter stadig på PPR!", True),
        ("Vi venter på udvalget d. 7. december.", "Vi venter på udvalget d. 9. november.", True),
        ("Nyt senest torsdag 26. november.", "Nyt senest onsdag 9. december.", True),
        ("Intet nyt, fordi Karen er på kursus. Mødet er mandag.", "Intet nyt, vi venter på udvalget.", False),
        (
            "PPR har fået papirerne. De læser dem i denne uge.",
            "Vi venter stadig på skolens beskrivelse.",
            False,
        ),
        ("Udvalget nåede ikke sagen.", "", False),
    ],
)
def test_a_copy_is_not_a_word(text: str, previous: str, repeat: bool) -> None:
    assert nw.is_repeat(text, previous) is repeat


@given(st.text(max_size=80))
def test_every_text_repeats_itself(text: str) -> None:
    assert nw.is_repeat(text, text)
    assert nw.is_repeat(text.upper().lower(), text.lower())


@pytest.mark.parametrize(
    ("proposed", "sentence"),
    [
        ("2026-11-01", "Søndag 1. november er gået. Vælg i dag eller senere."),
        ("2026-11-02", None),
        ("2026-11-16", None),
        ("2026-11-17", TOO_LATE),
        ("2027-11-17", TOO_LATE),
    ],
)
def test_a_date_must_lie_inside_the_agreement(proposed: str, sentence: str | None) -> None:
    assert nw.check_next_word_date(date.fromisoformat(proposed), date(2026, 11, 2), 14) == sentence


def test_why_a_date_cannot_be_promised_is_said_in_english_too() -> None:
    today = date(2026, 11, 2)
    gone, late = (
        nw.check_next_word_date(day, today, 14, language="en") for day in (date(2026, 11, 1), date(2026, 11, 17))
    )
    assert gone == "Sunday 1 November has passed. Choose today or later."
    assert late == (
        "The family must hear from you every 14 days or more often. Choose a date by Monday 16 November at the latest."
    )
