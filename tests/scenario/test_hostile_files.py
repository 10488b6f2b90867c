"""A story from somebody else opens no other file, fills no memory, and is told in words what is wrong with it."""

import os
from pathlib import Path

import pytest

from config.scenario.loader import load_story
from config.scenario.problems import ScenarioError
from journey.blueprints.loader import DATA
from tests.scenario.conftest import Stories
from tests.scenario.test_refused_at_reading import LOOK, told
from tests.scenario.writing import FIRST_EVENT_LINE as E
from tests.scenario.writing import SMALL

OUTSIDE = "'file' must lie in the story's own folder"


def with_blueprint(file: str) -> str:
    return SMALL.replace("blueprint: school_support", f"blueprint: {{file: {file}}}") + LOOK


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("/dev/zero", OUTSIDE),
        ("../../etc/passwd", OUTSIDE),
        ("below/../../outside.yaml", OUTSIDE),
        ("link.yaml", OUTSIDE),
        ("pipe.yaml", "'pipe.yaml' is no ordinary file"),
        ("below", "'below' is no ordinary file"),
        (".", "'.' is no ordinary file"),
        ("none.yaml", "there is no 'none.yaml' in the story's own folder"),
        ("ø" * 200, "there is no 'ø"),
        ("loop.yaml", "'loop.yaml'"),
    ],
)
def test_a_blueprint_is_an_ordinary_file_beside_the_story(stories: Stories, file: str, reason: str) -> None:
    stories.folder = stories.folder / "own"
    (stories.folder / "below").mkdir(parents=True)
    (stories.folder.parent / "outside.yaml").write_text("a: b")
    (stories.folder / "link.yaml").symlink_to("../outside.yaml")
    (stories.folder / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(stories.folder / "pipe.yaml")

    [found] = told(stories, with_blueprint(file))

    assert found.startswith("5: ")
    assert reason in found


def test_a_blueprint_in_the_folder_or_below_it_is_read(stories: Stories) -> None:
    (stories.folder / "below").mkdir()
    text = (DATA / "school_support.yaml").read_text("utf-8")
    stories.write(text, "below/mine.yaml")
    (stories.folder / "link.yaml").symlink_to("below/mine.yaml")

    assert told(stories, with_blueprint("below/mine.yaml")) == []
    assert told(stories, with_blueprint("link.yaml")) == []


def test_a_blueprint_has_a_largest_size(stories: Stories) -> None:
    stories.write("#" * 1_000_001, "big.yaml")

    assert told(stories, with_blueprint("big.yaml")) == ["5: blueprint big.yaml:1: larger than 1000000 bytes"]


def test_a_problem_of_a_blueprint_has_its_own_line_and_no_gaps(stories: Stories) -> None:
    stories.write("- a\n", "odd.yaml")

    found = told(stories, with_blueprint("odd.yaml"))

    assert found
    assert not [line for line in found if "  " in line]
    [unknown] = told(stories, SMALL.replace("school_support", "school_suport") + LOOK)
    assert unknown == "5: no blueprint has this code: 'school_suport'; did you mean 'school_support'?"


def test_a_story_is_an_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (Path("/dev/zero"), tmp_path / "pipe.yaml"):
        with pytest.raises(ScenarioError) as raised:
            load_story(path)

        assert str(raised.value) == f"{path}:1: is no ordinary file"


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 3000, "[" * 3000 + "]" * 3000, "".join(f"{' ' * n}a:\n" for n in range(900))]
)
def test_a_deep_file_gets_one_line_in_plain_words(stories: Stories, text: str) -> None:
    [found] = told(stories, text)

    assert "too deeply nested: more than 40 lists and tables in each other" in found
    assert "quotes" not in found


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_gets_one_line(stories: Stories, text: str) -> None:
    assert told(stories, text) == ["1: the file is empty"]


@pytest.mark.parametrize(
    ("event", "hint"),
    [
        ("{at: D+1, who: lars, do: note, text: a] b}", "a text with , : ? or # needs quotes"),
        ("{at: D+1, who: lars, do: note, text: a", "is a bracket or a quote never closed?"),
        ('{at: D+1, who: lars, do: note, text: "a}', "is a bracket or a quote never closed?"),
        ("at: D+1\n    who: lars\n    do: note\n    text: Hej: Mette", "a text with ': ' in it needs quotes"),
        ("at: D+1\n    who: lars\n    do: note\n    text: @lars", "a special character needs quotes"),
        ("at: D+1\n   who: lars", None),
    ],
)
def test_a_hint_is_given_where_it_fits(stories: Stories, event: str, hint: str | None) -> None:
    [found] = told(stories, f"{SMALL}  - {event}\n")

    assert "not valid YAML" in found
    assert hint in found if hint else "quotes" not in found


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("age: 8", 'age: "8"', 7, "'age' must be a number without quotes: 8, not \"8\""),
        ("{mette: 7}", "{mette: '7'}", 13, "'mette' must be a number without quotes"),
        ("scenario: small", 'scenario: small\ndemo_day: "7"', 2, "'demo_day' must be a number without quotes"),
        ("leader: true", 'leader: "true"', 11, "'leader' must be true or false without quotes"),
        ("name: Ida", 'name: "Ida\\u202E"', 7, "'name' holds the character U+202E, which nobody can see"),
        ("name: Mette Holm", 'name: "Mette\\aHolm"', 8, "'name' holds the character U+0007"),
        ("far: Fjernskolen", 'far: "Fjern\\u2066skolen"', 4, "'far' holds the character U+2066"),
        ("title: skoleleder", 'title: "skole\\nleder"', 11, "'title' holds the character U+000A"),
        ("deputy: dorte", "deputy: lars", 13, "'deputy' is the contact too"),
        ("deputy: dorte", "deputy: dorte, refused: nonsens", 13, "no refusal has the code 'nonsens'"),
    ],
)
def test_slips_and_tricks_are_told_with_their_line(
    stories: Stories, old: str, new: str, line: int, reason: str
) -> None:
    found = told(stories, SMALL.replace(old, new) + LOOK)

    assert any(one.startswith(f"{line}: ") and reason in one for one in found), found


FIVE = "title: A, happened: B, means: C, not_means: D, next: E"
MEETING = "do: meeting_plan, title: A, purpose: B, invite: mette, starts: D+2 10:00"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("who: mette, do: visit, refused: not_your", "no refusal has the code 'not_your'; did you mean 'not_yours'?"),
        ("who: mette, do: visit, refused: nonsens", "docs/scenarios.md lists them"),
        ("who: mette, do: visit, refused: 'database:nonsens'", "no refusal has the code 'database:nonsens'"),
        ("who: lars, do: message, to: dorte, text: Hej", "'to' must be one of the family, whose thread it is"),
        ("who: mette, do: message, to: lars, text: Hej", "'to' does not belong here: 'mette' is family"),
        ("who: mette, do: message, to: bo, text: Hej", "'to' does not belong here"),
        ("who: lars, do: absence, cover: lars", "'cover' must be somebody else"),
        ("who: dorte, do: absence, person: lars, cover: lars", "'cover' must be somebody else"),
        (f"who: dorte, do: contact_change, to: ulla, deputy: ulla, {FIVE}", "'deputy' is the new contact too"),
        (f"who: lars, {MEETING}, ends: D+2 09:00", "'ends' (D+2 Wed 09:00) does not lie after 'starts'"),
        (f"who: lars, {MEETING}, ends: D+2 10:00", "does not lie after 'starts'"),
    ],
)
def test_an_event_that_contradicts_itself_is_told(stories: Stories, event: str, reason: str) -> None:
    [found] = told(stories, f"{SMALL}  - {{at: D+1, {event}}}\n")

    assert found.startswith(f"{E}: ")
    assert reason in found


@pytest.mark.parametrize(
    "event",
    [
        "who: mette, do: message, text: Hej",
        "who: lars, do: message, to: bo, text: Hej",
        "who: mette, do: message, to: bo, text: Hej, refused: not_yours",
        "who: lars, do: absence, cover: lars, refused: cover_is_self",
        "who: dorte, do: absence, person: lars, cover: dorte",
        f"who: dorte, do: contact_change, to: ulla, deputy: ulla, {FIVE}, refused: deputy_is_contact",
        f"who: lars, {MEETING}, ends: D+2 09:00, refused: dates_reversed",
        f"who: lars, {MEETING}, ends: D+2 11:00",
        "who: mette, do: visit, refused: 'database:case_contact_without_hole'",
    ],
)
def test_what_the_product_is_to_refuse_may_be_written(stories: Stories, event: str) -> None:
    assert told(stories, f"{SMALL}  - {{at: D+1, {event}}}\n") == []


def test_a_list_of_no_events_is_empty(stories: Stories) -> None:
    assert told(stories, SMALL.replace("events:", "events: []")) == [f"{E - 1}: 'events' is empty"]


def test_a_case_that_must_be_refused_may_have_one_person_as_both(stories: Stories) -> None:
    both = "deputy: lars, refused: deputy_is_contact"

    assert (
        told(stories, SMALL.replace("deputy: dorte", both) + "  - {at: D+1, who: lars, do: absence, cover: ulla}\n")
        == []
    )


@pytest.mark.usefixtures("story_server")
def test_what_the_description_says_of_new_of_closing_and_of_the_deputy(stories: Stories) -> None:
    path = stories.small(
        """\
          - {at: D+0 Mon 09:00, who: lars, do: step_start, step: concern_receipt, owner: lars, sentence: Vi er i gang.}
          - at: D+1 Tue 09:00
            who: lars
            do: wait_open
            awaited: Svar fra lægen
            why: Vi vil vide det først.
            ends_when: Lægen har skrevet.
            holder: lars
            review: D+7
            expect: {mette: {new: nothing, waiting_for: Svar fra lægen}}
          - at: D+1 Tue 10:00
            who: mette
            do: message
            text: Hvordan går det?
            expect: {dorte: {received: {message.posted: 1}, unread: 0}}
          - {at: D+2 Wed 08:00, who: lars, do: close, text: Forløbet slutter., refused: questions_open}
          - {at: D+2 Wed 08:30, who: lars, do: message, to: mette, text: Det går fint.}
          - at: D+2 Wed 09:00
            who: lars
            do: close
            text: Forløbet slutter i dag. I kan altid skrive til Lars.
            expect: {mette: {now: nothing, next: nothing, waiting_for: nothing, next_word: none}}
          - {at: D+2 Wed 10:00, who: lars, do: wait_end, how: Lægen har svaret., refused: case_closed}
          - {at: D+2 Wed 11:00, who: mette, do: message, text: Tak.}
          - at: D+3 Thu 09:00
            who: lars
            do: reopen
            text: Vi begynder igen, fordi I har bedt om det.
            next_word: D+7
            expect: {mette: {waiting_for: Svar fra lægen}}
        """
    )

    result = stories.play(path)

    assert result.failures == []
