import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules import clock

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_the_real_clock_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert not clock.is_simulated()


def test_a_simulated_clock_stands_still_until_it_is_advanced() -> None:
    with clock.simulated(MONDAY) as watch:
        assert clock.now() == MONDAY
        watch.advance(timedelta(days=3, hours=1))
        assert clock.now() == MONDAY + timedelta(days=3, hours=1)
        assert clock.is_simulated()
    assert not clock.is_simulated()


def test_a_simulated_clock_never_goes_back() -> None:
    with clock.simulated(MONDAY) as watch:
        with pytest.raises(ValueError, match="cannot go back"):
            watch.advance(timedelta(seconds=-1))
        assert clock.now() == MONDAY


def test_the_inner_clock_wins_and_the_outer_one_comes_back() -> None:
    with clock.simulated(MONDAY):
        with clock.simulated(MONDAY + timedelta(days=9)):
            assert clock.today() == date(2026, 11, 11)
        assert clock.now() == MONDAY


def test_the_real_clock_comes_back_after_an_error() -> None:
    with pytest.raises(RuntimeError), clock.simulated(MONDAY):
        raise RuntimeError
    assert not clock.is_simulated()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 1, 22, 59, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 1, 23, 0, tzinfo=UTC), date(2026, 11, 2)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),
    ],
)
def test_today_is_the_day_in_copenhagen(at: datetime, expected: date) -> None:
    with clock.simulated(at):
        assert clock.today() == expected


def test_summer_time_begins_and_ends() -> None:
    assert clock.local(datetime(2027, 3, 28, 0, 59, tzinfo=UTC)).hour == 1
    assert clock.local(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)).hour == 3
    assert clock.local(datetime(2027, 10, 31, 0, 59, tzinfo=UTC)).hour == 2
    assert clock.local(datetime(2027, 10, 31, 1, 0, tzinfo=UTC)).hour == 2


@pytest.mark.parametrize("use", [clock.local, clock.SimulatedClock])
def test_a_moment_without_zone_is_refused(use: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="must carry a time zone"):
        use(MONDAY.replace(tzinfo=None))


async def _read_after_others() -> datetime:
    await asyncio.sleep(0)
    return clock.now()


def test_tasks_started_in_the_block_see_its_clock_and_others_do_not() -> None:
    async def story() -> tuple[datetime, datetime]:
        with clock.simulated(MONDAY):
            inside = asyncio.create_task(_read_after_others())
        outside = asyncio.create_task(_read_after_others())
        return await inside, await outside

    inside, outside = asyncio.run(story())
    assert inside == MONDAY
    assert outside != MONDAY


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)), max_size=8))
def test_advancing_adds_up(steps: list[timedelta]) -> None:
    watch = clock.SimulatedClock(MONDAY)
    for step in steps:
        watch.advance(step)
    assert watch.at == MONDAY + sum(steps, timedelta(0))
