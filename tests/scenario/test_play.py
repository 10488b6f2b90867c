"""Playing: what is expected is really looked at, and what is wrong is told by who, when and what."""

import pytest
from django.db import connection

from config.scenario import database
from config.scenario.days import Almanac, Moment
from config.scenario.loader import load_story
from config.scenario.player import How, Result, play
from config.scenario.stage import Company
from tests.scenario.conftest import Stories
from tests.scenario.writing import FIRST_EVENT_LINE as E

pytestmark = pytest.mark.usefixtures("story_server")

BEGIN = """\
  - at: D+0 Mon 09:00
    who: lars
    do: step_start
    step: concern_receipt
    sentence: Vi har hørt jer.
"""


def told(result: Result) -> list[tuple[int, str]]:
    return [(failure.line, failure.text) for failure in result.failures]


def test_right_expectations_hold(stories: Stories) -> None:
    path = stories.small(
        BEGIN
        + """\
    expect:
      mette:
        {who: Lars, deputy: Dorte Kjær, now: Svar på jeres bekymring, now_desk: Lars, next_word: D+7, is_open: true,
         covered_by: nothing, waiting_for: nothing, sees: [Vi har hørt jer., mandag], received: {step.moved: 1},
         emails: 1, unread: 0}
      bo: {next_word: D+14, received: [step.moved]}
      lars: {desk: nothing, not_received: anything, emails: 0}
      ulla: {not_found: true, not_received: anything}
  - {at: D+1 Tue 09:00, who: mette, do: message, text: 'Kan I høre mig D+3?', twice: true}
  - at: D+1 Tue 09:30
    expect:
      lars: {unread: 1, sees: Kan I høre mig torsdag}
      bo: {not_sees: Kan I høre mig, not_received: anything}
      dorte: {sees: Kan I høre mig}
  - {at: D+1 Tue 10:00, who: ulla, do: visit, refused: not_yours}
  - {at: D+1 Tue 10:01, who: mette, do: note, text: Hej, refused: not_yours}
  - {at: D+1 Tue 10:02, who: lars, do: update, happened: Noget, refused: text_missing}
  - {at: D+4 Fri 08:00, expect: {lars: {desk: [{kind: next_word_soon, about: mette, due: D+7, late: false}]}}}
  - at: D+7 Mon 12:00
    expect:
      dorte: {desk: [{kind: next_word_due, about: mette}]}
  - at: D+8 Tue 00:00
    expect:
      dorte: {desk: [{kind: next_word_broken, late: true}], not_desk: [{about: bo}]}
"""
    )

    result = stories.play(path)

    assert told(result) == []
    assert result.passed == 31


@pytest.mark.parametrize(
    ("person", "field", "value", "sentence"),
    [
        ("mette", "who", "Dorte", "expected Dorte, but it is Lars Winther"),
        ("mette", "covered_by", "Dorte", "expected Dorte, but it is nobody"),
        ("mette", "now", "nothing", "expected nothing, but it is Svar på jeres bekymring"),
        ("mette", "now_desk", "[Lars, Dorte]", "expected Dorte, Lars, but it is Lars Winther"),
        ("mette", "waiting_for", "En psykolog", "expected En psykolog, but it is nothing"),
        ("mette", "next", "Slut", "expected Slut, but it is"),
        ("mette", "next_word", "D+6 Sun", "expected D+6 Sun, but it is D+7 Mon"),
        ("mette", "is_open", "false", "expected closed, but it is open"),
        ("mette", "sees", "Noget andet", "does not see 'Noget andet'"),
        ("mette", "not_sees", "Vi har hørt jer.", "sees 'Vi har hørt jer.'"),
        ("mette", "page", "Noget andet", "does not see 'Noget andet'"),
        ("mette", "not_page", "Lars Winther", "sees 'Lars Winther'"),
        ("mette", "received", "{step.moved: 2}", "expected 2 x step.moved, but received 1 x step.moved"),
        ("mette", "not_received", "anything", "received 1 x step.moved"),
        ("mette", "emails", "0", "expected 0, but it is 1"),
        ("mette", "unread", "1", "expected 1, but it is 0"),
        ("mette", "not_found", "true", "the person can open the case"),
        ("lars", "desk", "[next_word_due]", "expected next_word_due, but there is nothing"),
        ("ulla", "who", "Lars", "the person may not see this case at all"),
        ("ulla", "not_found", "false", "the person gets 'not found'"),
    ],
)
def test_a_wrong_expectation_tells_line_who_what_and_what_was_seen(
    stories: Stories, person: str, field: str, value: str, sentence: str
) -> None:
    path = stories.small(BEGIN + f"    expect:\n      {person}:\n        {field}: {value}\n")

    result = stories.play(path)

    [(line, text)] = told(result)
    assert line == E + 7
    assert text.startswith(f"D+0 Mon 09:00, {person}, {field}: ")
    assert sentence in text
    assert result.failed == 1


def test_a_refusal_that_nobody_expected_stops_the_story(stories: Stories) -> None:
    path = stories.small(
        """\
  - {at: D+1 Tue, who: mette, do: note, text: Hej}
  - {at: D+2 Wed, expect: {mette: {who: Nobody}}}
"""
    )

    [(line, text)] = told(stories.play(path))

    assert line == E
    assert "mette, note: refused (not_yours)" in text


def test_a_refusal_that_did_not_come_is_a_failure(stories: Stories) -> None:
    path = stories.small("  - {at: D+1 Tue, who: lars, do: note, text: Hej, refused: not_yours}\n")

    [(line, text)] = told(stories.play(path))

    assert line == E
    assert "expected a refusal (not_yours), but it was done" in text


def test_another_refusal_than_the_expected_one_is_a_failure(stories: Stories) -> None:
    path = stories.small("  - {at: D+1 Tue, who: mette, do: note, text: Hej, refused: text_missing}\n")

    [(_line, text)] = told(stories.play(path))

    assert "expected the refusal text_missing, but it is not_yours" in text


def test_a_step_that_is_not_on_the_road_is_said_so(stories: Stories) -> None:
    path = stories.small("  - {at: D+1, who: lars, do: step_start, step: ppv_queue, owner: lars, sentence: Nu.}\n")

    [(_line, text)] = told(stories.play(path))

    assert "'ppv_queue' is not on the road of this case yet; put it there with 'step_add'" in text


def test_a_routine_keeps_the_promise_and_no_more(stories: Stories) -> None:
    path = stories.small(
        BEGIN
        + """\
  - at: D+60 Fri 12:00
    expect:
      lars: {desk: [step_follow_up], not_desk: [next_word_due, next_word_broken]}
      mette: {next_word: D+63, received: {update.published: 8}, since: D+0}
routine:
  who: lars
  texts:
    - {happened: Vi følger planen., means: Alt er som før., not_means: Intet nyt., next: Vi skriver igen.}
    - {happened: Emil læser højt nu., means: Gruppen virker., not_means: Det er ingen prøve., next: Vi skriver igen.}
"""
    )

    assert told(stories.play(path)) == []


def test_until_stops_the_clock_there(stories: Stories) -> None:
    story = load_story(
        stories.small(
            """\
  - {at: D+1 Tue, who: mette, do: visit}
  - {at: D+5 Sat, expect: {mette: {who: Nobody}}}
"""
        )
    )
    until = Almanac(story.start).instant(Moment(3))

    with database.throwaway_database(lambda _line: None):
        result = play(story, How(until=until), Company())

    assert result.failures == []
    assert [row.what for row in result.rows] == ["case_open case", "visit"]


def test_looking_changes_nothing(stories: Stories) -> None:
    """Expectations leave no visit, no read mark and no row in the read log behind."""
    path = stories.small(
        """\
  - {at: D+1 Tue, who: lars, do: message, to: mette, text: Hej}
  - {at: D+1 Tue 12:00, expect: {mette: {page: Lars, unread: 1, sees: Hej}}}
  - {at: D+1 Tue 12:05, expect: {mette: {unread: 1}, lars: {not_sees: Set af}}}
"""
    )

    assert told(stories.play(path)) == []


def test_nothing_of_a_run_stays(stories: Stories) -> None:
    before = str(connection.settings_dict["NAME"])
    path = stories.small("  - {at: D+1 Tue, who: mette, do: note, text: Hej}\n")

    assert stories.play(path).failed

    assert connection.settings_dict["NAME"] == before
    assert run_databases() == []


def test_the_database_goes_also_when_the_run_is_cut_off() -> None:
    there: list[str] = []

    def cut_off() -> None:
        with database.throwaway_database(lambda _line: None):
            there.extend(run_databases())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()

    assert len(there) == 1
    assert run_databases() == []


def test_what_a_killed_run_left_behind_is_dropped_by_the_next(stories: Stories) -> None:
    left = f"{database.template_name().split('_scenario_')[0]}_scenario_run_999999999_1"
    with database.admin_connection() as admin:
        admin.execute(f'CREATE DATABASE "{left}"')

    stories.play(stories.small("  - {at: D+1 Tue, who: mette, do: visit}\n"))

    assert run_databases() == []


def run_databases() -> list[str]:
    prefix = f"{database.template_name().split('_scenario_')[0]}_scenario_run_"
    with database.admin_connection() as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [row[0] for row in rows]
