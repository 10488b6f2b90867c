"""The rules against expected_dates.txt, which knows nothing of them (R6). A wrong date is put right there first."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from journey.rules import gaps, next_word, questions
from journey.rules import working_days as wd
from journey.rules.ages import is_of_age
from journey.rules.answer_hours import WORKWEEK, next_reachable
from journey.rules.clock import LOCAL
from journey.rules.notice_ladder import MACHINES, Rung, Step, Tried, next_step
from journey.rules.quiet_hours import not_before

TABLE = Path(__file__).with_name("expected_dates.txt")
CALENDARS = {"dk": wd.DK, "town": wd.Calendar("DK", frozenset(wd.ClosedDay))}
day, moment, clock_time = date.fromisoformat, datetime.fromisoformat, time.fromisoformat


def is_open(on: str, dk: str, town: str) -> None:
    for name, expected in (("dk", dk), ("town", town)):
        assert ("open" if wd.is_working_day(day(on), CALENDARS[name]) else "closed") == expected


def added(start: str, count: str, calendar: str, expected: str) -> None:
    assert wd.add_working_days(day(start), int(count), CALENDARS[calendar]) == day(expected)


def answered_by(sent: str, days: str, calendar: str, expected: str) -> None:
    assert questions.answer_by(moment(sent), int(days), CALENDARS[calendar]) == day(expected)


def word_limit(last: str, days: str, expected: str) -> None:
    assert next_word.next_word_limit(day(last), int(days)) == day(expected)


def word_ladder(due_on: str, calendar: str, *expected: str) -> None:
    assert next_word.ladder(day(due_on), CALENDARS[calendar]) == next_word.Ladder(*map(moment, expected))


def quiet(now: str, start: str, end: str, ordinary: str, must_go: str) -> None:
    hours = clock_time(start), clock_time(end)
    assert not_before(moment(now), *hours, must_go=False) == moment(ordinary)
    assert not_before(moment(now), *hours, must_go=True) == moment(must_go)


def notice_ladder(told: str, calendar: str, *expected: str) -> None:
    """The same whether the moment comes as UTC or as a clock on a Danish wall shows it."""
    for told_at in (moment(told), moment(told).astimezone(LOCAL)):
        tried = {rung: Tried(told_at, reaches_nobody=False) for rung in MACHINES}
        in_vain = {rung: Tried(told_at, reaches_nobody=True) for rung in MACHINES}
        found = (
            next_step(told_at, {Rung.EMAIL: tried[Rung.EMAIL]}, CALENDARS[calendar]),
            next_step(told_at, {rung: tried[rung] for rung in MACHINES[:2]}, CALENDARS[calendar]),
            next_step(told_at, tried, CALENDARS[calendar]),
            next_step(told_at, in_vain, CALENDARS[calendar]),
        )
        roads = (Rung.SMS, Rung.DIGITAL_POST, Rung.CALL, Rung.CALL)
        assert found == tuple(Step(rung, moment(at)) for rung, at in zip(roads, expected, strict=True))


def letter(called: str, calendar: str, expected: str) -> None:
    tried = {rung: Tried(moment(called), reaches_nobody=False) for rung in (*MACHINES, Rung.CALL)}
    assert next_step(moment(called), tried, CALENDARS[calendar]) == Step(Rung.LETTER, moment(expected))


def of_age(born: str, child_until: str, of_age_from: str) -> None:
    assert not is_of_age(day(born), day(child_until))
    assert is_of_age(day(born), day(of_age_from))


def day_begins(on: str, expected: str) -> None:
    assert gaps.start_of(day(on)) == moment(expected)


def proven_before(today: str, days: str, calendar: str, expected: str) -> None:
    assert gaps.to_be_proven_before(day(today), int(days), CALENDARS[calendar]) == moment(expected)


def gap_answered_by(opened: str, calendar: str, expected: str) -> None:
    assert gaps.respond_by(day(opened), CALENDARS[calendar]) == day(expected)


def gaps_climb(calendar: str, too_early: str, first: str) -> None:
    assert not gaps.may_climb(moment(too_early), CALENDARS[calendar])
    assert gaps.may_climb(moment(first), CALENDARS[calendar])


def reachable(now: str, calendar: str, expected: str) -> None:
    found = next_reachable(WORKWEEK, time(8), time(15), moment(now), CALENDARS[calendar])
    assert found == moment(expected)


def answer_presses(promised_on: str, not_yet: str, from_then: str) -> None:
    assert not questions.is_pressing(day(promised_on), moment(not_yet))
    assert questions.is_pressing(day(promised_on), moment(from_then))


SECTIONS: dict[str, Callable[..., None]] = {
    "open": is_open,
    "add": added,
    "answer by": answered_by,
    "next word": word_limit,
    "word ladder": word_ladder,
    "quiet": quiet,
    "notice ladder": notice_ladder,
    "letter": letter,
    "of age": of_age,
    "day begins": day_begins,
    "proven before": proven_before,
    "gap answered by": gap_answered_by,
    "gaps climb": gaps_climb,
    "reachable": reachable,
    "answer presses": answer_presses,
}


def rows() -> Iterator[tuple[str, list[str]]]:
    section = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line[1:].partition("]")[0]
        elif section and (columns := line.partition("#")[0].split()):
            yield section, columns


ROWS = list(rows())


@pytest.mark.parametrize(("section", "columns"), ROWS, ids=[f"{name}: {' '.join(row)}" for name, row in ROWS])
def test_the_date_is_the_one_that_was_written_by_hand(section: str, columns: list[str]) -> None:
    SECTIONS[section](*columns)


def test_the_table_is_whole() -> None:
    """Every section is read, and there are as many rows as the goal asks for."""
    assert {section for section, _columns in ROWS} == set(SECTIONS)
    assert len({(section, *columns) for section, columns in ROWS}) == len(ROWS) >= 200
