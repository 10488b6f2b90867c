"""A file that is wrong is told so with line and reason: everything at once, and before anything is played."""

from pathlib import Path

import pytest

from config.scenario.loader import load_stories, load_story
from config.scenario.problems import ScenarioError
from tests.scenario.conftest import Stories
from tests.scenario.writing import FIRST_EVENT_LINE as E
from tests.scenario.writing import SMALL

VISIT = "  - {at: D+0 Mon 12:00, who: mette, do: visit}\n"

EVENTS = [
    ("  - {at: D+1 Mon, who: mette, do: visit}", 0, "D+1 is a Tue, not a Mon"),
    ("  - {at: D+1 Tirs, who: mette, do: visit}", 0, "'Tirs' is no weekday"),
    ("  - {at: tomorrow, who: mette, do: visit}", 0, "'tomorrow' is no story day; write it like D+58 Wed 10:15"),
    ("  - {at: 2026-01-05, who: mette, do: visit}", 0, "'at' must be a story day"),
    ("  - {at: D+1 Tue 25:00, who: mette, do: visit}", 0, "25:00 is no time of day"),
    ("  - {at: D-1, who: mette, do: visit}", 0, "nothing can happen before"),
    ("  - {who: mette, do: visit}", 0, "'at' is missing"),
    ("  - {at: D+0 Mon 05:00, who: mette, do: visit}", 0, "case 'case' opens at D+0 Mon 06:00, after this event"),
    (VISIT + "  - {at: D+0 Mon 11:00, who: mette, do: visit}", 1, "comes before the event above it"),
    ("  - {at: D+1, who: mete, do: visit}", 0, "nobody in the cast is called 'mete'; did you mean 'mette'?"),
    ("  - {at: D+1, who: ida, do: visit}", 0, "'ida' is a child and cannot stand here"),
    ("  - {at: D+1, do: visit}", 0, "'who' is missing: say who does 'visit'"),
    ("  - {at: D+1, who: mette, do: visitt}", 0, "unknown action 'visitt'; did you mean 'visit'?"),
    ("  - {at: D+1, who: mette}", 0, "needs 'do' (and who does it) or 'expect'"),
    ("  - {at: D+1, who: mette, do: visit, txt: x}", 0, "unknown key 'txt'"),
    ("  - {at: D+1, who: lars, do: note}", 0, "'text' is missing for 'note'"),
    ("  - {at: D+1, who: lars, do: note, text: [a]}", 0, "'text' must be a text, not a list"),
    ("  - {at: D+1, who: lars, do: message, text: Hej}", 0, "'to' is missing: staff must say whose thread it is"),
    ("  - at: D+1\n    who: lars\n    do: step_add\n    step: concern_reciept", 3, "has no step 'concern_reciept'"),
    ("  - {at: D+1, who: lars, do: wait_end, how: Slut}", 0, "no wait has been made before this event"),
    ("  - {at: D+1, who: lars, do: communication, person: mette, days: soon}", 0, "'days' must be a whole number"),
    ("  - {at: D+1, who: mette, do: visit, case: other}", 0, "no case is called 'other'"),
    ("  - {at: D+1, who: mette, do: visit, refused: Not Yours}", 0, "'refused' needs the code of the refusal"),
    ("  - {at: D+1, who: lars, do: absence, cover: dorte, first_day: D+2 Mon}", 0, "D+2 is a Wed, not a Mon"),
    ("  - {at: D+1, who: mette, do: absence, cover: dorte}", 0, "'mette' is family and cannot stand here"),
    ("  - {at: D+1, expect: {mette: {seees: Lars}}}", 0, "unknown key 'seees'; did you mean 'sees'?"),
    ("  - {at: D+1, expect: {metta: {sees: Lars}}}", 0, "nobody in the cast is called 'metta'"),
    ("  - {at: D+1, expect: {mette: {next_word: soon}}}", 0, "'soon' is no story day"),
    ("  - {at: D+1, expect: {mette: {emails: many}}}", 0, "'emails' must be a whole number"),
    ("  - {at: D+1, expect: {lars: {desk: [next_wrd]}}}", 0, "'desk' must be one of"),
    ("  - {at: D+1, expect: {lars: {desk: [{}]}}}", 0, "say what the row on the desk is"),
    ("  - {at: D+1, expect: {mette: {}}}", 0, "nothing is expected of 'mette' here"),
    ("  - {at: D+1, expect: {mette: {emails: 1, since: D+2}}}", 0, "'since' (D+2 Wed) lies after the expectation"),
    ("  - visit", 0, "must be a table of 'key: value' lines, not 'visit'"),
    ("  - {at: D+83 Sun 02:30, who: mette, do: visit}", 0, "D+83 Sun 02:30 is no hour: on 2026-03-29 the clocks go"),
    ("  - {at: D+90, who: lars, do: talk_offer, to: mette, starts: [D+83 Sun 02:00]}", 0, "D+83 Sun 02:00 is no hour"),
    ("  - {at: D+90, expect: {mette: {emails: 0, since: D+83 Sun 02:59}}}", 0, "D+83 Sun 02:59 is no hour"),
]


@pytest.mark.parametrize(("events", "after", "reason"), EVENTS)
def test_wrong_events_are_told_with_their_line(stories: Stories, events: str, after: int, reason: str) -> None:
    path = stories.write(SMALL + events + "\n")

    with pytest.raises(ScenarioError) as told:
        load_story(path)

    lines = [str(problem) for problem in told.value.problems]
    assert any(line.startswith(f"{path}:{E + after}: ") and reason in line for line in lines), lines


FILES = [
    ("", 1, "the file is empty"),
    ("scenario: x\n\tunits: {}\n", 2, "not valid YAML"),
    ("- a\n- b\n", 1, "must be a table"),
    (SMALL.replace("units:", "unitz:") + "  []\n", 2, "unknown key 'unitz'; did you mean 'units'?"),
    (SMALL.replace("units:", "unitz:") + "  []\n", 1, "'units' is missing"),
    (SMALL + VISIT + "scenario: y\n", E + 1, "the same key stands twice"),
    (SMALL.replace("age: 8", "age: eight") + VISIT, 7, "'age' must be a whole number from 0 to 25, not 'eight'"),
    (
        SMALL.replace("parent_of: ida", "parent_of: iba") + VISIT,
        8,
        "nobody in the cast is called 'iba'; did you mean 'ida'?",
    ),
    (SMALL.replace("unit: far}", "unit: farr}") + VISIT, 12, "no unit is called 'farr'; did you mean 'far'?"),
    (SMALL.replace("deputy: dorte", "deputy: mette") + VISIT, 13, "'mette' is family and cannot stand here"),
    (SMALL.replace("school_support", "skole") + VISIT, 5, "no blueprint has this code"),
    (SMALL.replace("scenario: small", "scenario: {id: a b}") + VISIT, 1, "'id' must be a short name"),
    (SMALL.replace("scenario: small", "scenario: small\nstart: 2026-01-06") + VISIT, 2, "'start' must be a Monday"),
    (SMALL.replace("title: klasselærer, ", "") + VISIT, 10, "'title' is missing: staff need a title and a unit"),
    (SMALL.replace("title: lærer,", "title: lærer, hours: always,") + VISIT, 12, "'hours' must be days and hours"),
    (SMALL.replace("ida: {name: Ida", "ida: &a {name: Ida") + "  - *a\n", E, "the reference *a is not allowed"),
    (SMALL.replace("ida: {name: Ida", "ida: &a {name: Ida") + VISIT, 7, "the reference &a is not allowed"),
    (SMALL.replace("name: Ida", "name: &a Ida") + VISIT, 7, "the reference &a is not allowed"),
    (SMALL.replace("case: {", "case: !!python/object:os.system {") + VISIT, 13, "the tag "),
    (SMALL.replace("name: Ida", "name: !!python/object/apply:os.getcwd []") + VISIT, 7, "the tag "),
    (SMALL, 14, "'events' is empty"),
    (SMALL.replace("rhythm: {mette: 7}", "rhythm: {mette: 90}") + VISIT, 13, "from 1 to 30, not '90'"),
    (
        SMALL.replace("  bo: {name: Bo Holm, parent_of: ida,", "  bo: {name: Bo Holm, title: far,") + VISIT,
        9,
        "does not",
    ),
]


@pytest.mark.parametrize(("text", "line", "reason"), FILES)
def test_wrong_files_are_told_with_their_line(stories: Stories, text: str, line: int, reason: str) -> None:
    path = stories.write(text)

    with pytest.raises(ScenarioError) as told:
        load_story(path)

    lines = [str(problem) for problem in told.value.problems]
    assert any(one.startswith(f"{path}:{line}: ") and reason in one for one in lines), lines


def test_everything_wrong_is_told_at_once(stories: Stories) -> None:
    path = stories.write(
        SMALL
        + "  - {at: D+1 Mon, who: mette, do: visit}\n"
        + "  - {at: D+2, who: mette, do: visitt}\n"
        + "  - {at: D+3, who: mete, do: visit}\n"
        + "  - {at: D+4, expect: {mette: {seees: x}}}\n"
    )

    with pytest.raises(ScenarioError) as told:
        load_story(path)

    assert [problem.line for problem in told.value.problems][:2] == [E, E + 1]
    assert len({problem.line for problem in told.value.problems}) >= 3


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: [" * 3000, b"x" * 1_000_001, b"a: \x00", b"{a: {b: [}]}"])
def test_what_is_no_text_at_all_gives_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)

    with pytest.raises(ScenarioError) as told:
        load_story(path)

    assert str(told.value).startswith(f"{path}:")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as told:
        load_stories([tmp_path / "none.yaml", tmp_path], together=False)

    assert "there is no such file" in str(told.value)
    assert "is a folder" in str(told.value)


def test_files_of_one_database_must_agree_on_their_municipality(stories: Stories) -> None:
    first = stories.write(SMALL + VISIT + "municipality: {name: Åby, slug: aaby, governance: pools}\n", "a.yaml")
    other = SMALL.replace("scenario: small", "scenario: other")
    second = stories.write(other + VISIT + "municipality: {name: Åby, slug: aaby, governance: ceiling}\n", "b.yaml")

    load_stories([first, second], together=False)
    with pytest.raises(ScenarioError, match="'governance' of municipality 'aaby' differs"):
        load_stories([first, second], together=True)


def test_two_files_cannot_have_the_same_id_in_one_database(stories: Stories) -> None:
    paths = [stories.write(SMALL + VISIT, name) for name in ("a.yaml", "b.yaml")]

    with pytest.raises(ScenarioError, match="the id 'small' is also used by"):
        load_stories(paths, together=True)


ONLY_ONE = [
    (SMALL + "  - ~\n", E, "an entry of 'events' must be a table of 'key: value' lines, not empty"),
    (SMALL + VISIT + "  - visit\n", E + 1, "an entry of 'events' must be a table of 'key: value' lines, not 'visit'"),
    (
        SMALL + "  - {at: D+1, case: 5, expect: {mette: {who: Lars}}}\n",
        E,
        "'case' must be a short name of a-z, 0-9 and _ that begins with a letter, not '5'",
    ),
    (
        SMALL + "  - {at: D+1, who: lars, do: note, text: Husk, case: 5}\n",
        E,
        "'case' must be a short name of a-z, 0-9 and _ that begins with a letter, not '5'",
    ),
    (
        SMALL.replace("case: {child: ida, unit: school, contact: lars, deputy: dorte, rhythm: {mette: 7}}", "cases: {}")
        + VISIT,
        E - 2,
        "'cases' is empty",
    ),
    (SMALL + VISIT + "  - {at: D+83 Sun 02:30, who: mette, do: visit}\n"
     "  - {who: mette, do: visit}\n  - {at: D+83 Sun 03:00, who: mette, do: visit}\n",
     E + 1, "D+83 Sun 02:30 is no hour: on 2026-03-29 the clocks go forward over it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "reason"), ONLY_ONE)
def test_one_fault_is_told_in_one_line(stories: Stories, text: str, line: int, reason: str) -> None:
    path = stories.write(text)
    with pytest.raises(ScenarioError) as told:
        load_story(path)
    assert [(one.line, one.reason) for one in told.value.problems] == [(line, reason)]


def test_the_hour_that_comes_twice_is_an_hour(stories: Stories) -> None:
    load_story(stories.write(SMALL + "  - {at: D+293 Sun 02:30, who: mette, do: visit}\n"))
