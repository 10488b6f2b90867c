"""What could never fail, would crash while playing, or would be played as something else is refused at reading."""

import pytest

from config.scenario.loader import load_story
from config.scenario.problems import ScenarioError
from tests.scenario.conftest import Stories
from tests.scenario.writing import FIRST_EVENT_LINE as E
from tests.scenario.writing import SMALL

LOOK = "  - {at: D+1 Tue, expect: {mette: {who: Lars}}}\n"
LONG = "x" * 120


def told(stories: Stories, text: str) -> list[str]:
    """What is wrong with the file, as `line: reason`."""
    path = stories.write(text)
    try:
        load_story(path)
    except ScenarioError as error:
        return [f"{problem.line}: {problem.reason}" for problem in error.problems]
    return []


NEVER = [
    ("lars: {desk: []}", "'desk' is empty"),
    ("lars: {not_desk: []}", "'not_desk' is empty"),
    ("lars: {not_desk: nothing}", "'not_desk' cannot be 'nothing'"),
    ("mette: {sees: []}", "'sees' is empty"),
    ("mette: {not_sees: []}", "'not_sees' is empty"),
    ("mette: {not_sees: nothing}", "'not_sees' needs texts, and 'nothing' is none"),
    ("mette: {page: []}", "'page' is empty"),
    ("mette: {not_page: []}", "'not_page' is empty"),
    ("mette: {now: []}", "'now' is empty"),
    ("mette: {waiting_for: []}", "'waiting_for' is empty"),
    ("mette: {received: []}", "'received' is empty"),
    ("mette: {received: {}}", "'received' is empty"),
    ("mette: {received: nothing}", "'nothing' is no kind of notice"),
    ("mette: {received: {step.moved: }}", "'step.moved' is empty"),
    ("mette: {received: {step.movd: 0}}", "'step.movd' is no kind of notice; did you mean 'step.moved'?"),
    ("mette: {not_received: [step.movd]}", "'step.movd' is no kind of notice; did you mean 'step.moved'?"),
    ("mette: {not_received: step_moved}", "'step_moved' is no kind of notice; did you mean 'step.moved'?"),
    ("mette: {not_received: message.seen}", "'message.seen' is no kind of notice"),
    ("mette: {who: Lars, next_word: }", "'next_word' is empty"),
    ("{mette: , lars: {who: Lars}}", "'mette' is empty"),
    ("{}", "nothing is expected here"),
    ("mette: {who: Lars, since: D+0}", "'since' belongs to"),
    ("mette: {emails: 0, case: case}", "'case' does nothing here"),
    ("mette: {mail_not_says: []}", "'mail_not_says' is empty"),
    ("mette: {left_out: {}}", "'left_out' is empty"),
    ("mette: {left_out: {note.writen: actor}}", "'note.writen' is no kind of notice; did you mean 'note.written'?"),
    ("mette: {drawn: {}}", "'drawn' is empty"),
    ("mette: {drawn: {Noget: gone}}", "must be one of done, expected, maybe, not_needed, now, stopped"),
    ("mette: {new: []}", "'new' is empty"),
    ("mette: {uninformed: 0}", "'uninformed' is a leader's number, and 'mette' leads nothing"),
]


@pytest.mark.parametrize(("expected", "reason"), NEVER)
def test_an_expectation_that_cannot_fail_is_refused(stories: Stories, expected: str, reason: str) -> None:
    block = expected if expected.startswith("{") else f"{{{expected}}}"

    found = told(stories, f"{SMALL}  - {{at: D+1 Tue, expect: {block}}}\n")

    assert any(line.startswith(f"{E}: ") and reason in line for line in found), found


EVENTS = [
    (
        '  - {at: D+1, who: lars, do: communication, person: bo, quiet_from: "25:00"}',
        0,
        'an hour in quotes like "21:00"',
    ),
    *(
        (
            f'  - {{at: D+1, who: mette, do: communication, quiet_from: "{hour}", quiet_to: "07:00"}}',
            0,
            "'quiet_from' must be an hour in quotes like",
        )
        for hour in ("21:00+05:00", "21:00:59", "21:00:59.5", "21", "24:00", "T21:00", "2100")
    ),
    ('  - {at: D+1, who: lars, do: note, text: "a\\0b"}', 0, "a character that cannot be stored"),
    ('  - {at: D+1, who: lars, do: note, text: "a\\ud800b"}', 0, "a character that cannot be stored"),
    (
        f"  - {{at: D+1, do: relation_start, person: ulla, child: ida, kind: companion, label: {LONG}}}",
        0,
        "'label' is longer than 50 characters",
    ),
    (
        f"  - {{at: D+1, who: lars, do: responsibility_move, from: lars, to: dorte, label: {LONG}}}",
        0,
        "'label' is longer than 100 characters",
    ),
    ("  - {at: D+1, who: lars, do: absence, cover: mette}", 0, "'mette' is family and cannot stand here"),
    ("  - {at: D+1, who: dorte, do: absence, person: bo, cover: ulla}", 0, "'bo' is family and cannot stand here"),
    ("  - {at: D+1, who: dorte, do: contact_change, to: mette, deputy: ulla}", 0, "'mette' is family and cannot"),
    ("  - {at: D+1, who: dorte, do: contact_change, to: ulla, deputy: bo}", 0, "'bo' is family and cannot stand"),
    ("  - {at: D+1, who: lars, do: absence, cover: dorte, case: case}", 0, "'case' does nothing for 'absence'"),
    ("  - {at: D+1, who: lars, do: note, text: }", 0, "'text' is empty"),
    (
        "  - {at: D+1, who: lars, do: role_assign, person: ulla, role: school_leder, label: Leder}",
        0,
        "blueprint 'school_support' has no role 'school_leder'; did you mean 'school_leader'?",
    ),
    (
        "  - {at: D+1, who: lars, do: role_end, person: ulla, role: xyz}",
        0,
        "no role 'xyz'; there are: contact_person, ",
    ),
    (
        "  - {at: D+1, who: lars, do: responsibility_move, from: ulla, to: dorte, keeps: [school_leader, xyz]}",
        0,
        "no role 'xyz'",
    ),
]


@pytest.mark.parametrize(("events", "after", "reason"), EVENTS)
def test_an_event_that_would_crash_or_be_another_is_refused(
    stories: Stories, events: str, after: int, reason: str
) -> None:
    found = told(stories, f"{SMALL}{events}\n")

    assert any(line.startswith(f"{E + after}: ") and reason in line for line in found), found


FILES = [
    (
        SMALL.replace("deputy: dorte,", "deputy: dorte, roles: [{person: dorte, role: school_leder, label: Leder}],"),
        13,
        "blueprint 'school_support' has no role 'school_leder'; did you mean 'school_leader'?",
    ),
    (SMALL.replace("name: Ida,", f"name: {LONG},"), 7, "the first name is longer than 100 characters"),
    (SMALL.replace("name: Ida,", 'name: "I\\0da",'), 7, "a character that cannot be stored"),
    (SMALL.replace("age: 8", "age: 010"), 7, "'age' must be a whole number from 0 to 25, not '010'"),
    (SMALL.replace("parent_of: ida, label: mor", "parent_of: [ida, ida]"), 8, "stands to 'ida' as custodian twice"),
    (
        SMALL.replace("parent_of: ida, label: mor", "parent_of: ida, relations: [{child: ida}]"),
        8,
        "stands to 'ida' as custodian twice",
    ),
    (SMALL.replace("parent_of: ida, label: mor", "parent_of: []"), 8, "'parent_of' is empty"),
    (SMALL.replace("scenario: small", "scenario: small\nstart: 0001-01-01"), 2, "'start' must lie between"),
    (SMALL.replace("scenario: small", "scenario: small\nstart: 9999-12-27"), 2, "'start' must lie between"),
    (SMALL.replace("far: Fjernskolen", "far: "), 4, "'far' is empty"),
    (SMALL.replace("far: Fjernskolen", "far: Skovbakkeskolen"), 4, "two units are called 'Skovbakkeskolen'"),
    (SMALL.replace("deputy: dorte", "deputy: dorte, opened: D-10"), 13, "nothing can happen before"),
    (
        SMALL.replace(
            "scenario: small", "scenario: small\nmunicipality: {name: Å, slug: aa, settings: {freshness: 7}}"
        ),
        2,
        "unknown key 'freshness'",
    ),
    (
        SMALL.replace(
            "scenario: small",
            "scenario: small\nmunicipality: {name: Å, slug: aa, settings: {handover_accept_working_days: 7}}",
        ),
        2,
        "unknown key 'handover_accept_working_days'",
    ),
    (
        SMALL.replace(
            "blueprint: school_support",
            "blueprint: {code: school_support, settings: {first_contact_working_days: 7}}",
        ),
        5,
        "unknown key 'first_contact_working_days'",
    ),
    (
        SMALL.replace(
            "scenario: small", "scenario: small\nmunicipality: {name: Å, slug: a, settings: {freshness_days: 7}}"
        ).replace("blueprint: school_support", "blueprint: {code: school_support, settings: {freshness_days: 5}}"),
        6,
        "'freshness_days' stands in the municipality's settings and in the blueprint's",
    ),
]


@pytest.mark.parametrize(("text", "line", "reason"), FILES)
def test_a_file_that_would_crash_or_be_another_is_refused(stories: Stories, text: str, line: int, reason: str) -> None:
    found = told(stories, text + LOOK)

    assert any(one.startswith(f"{line}: ") and reason in one for one in found), found


def test_whoever_has_no_login_does_nothing(stories: Stories) -> None:
    quiet = SMALL.replace("label: far", "label: far, account: false")

    assert told(stories, f"{quiet}  - {{at: D+1, who: bo, do: visit}}\n") == [
        f"{E}: 'bo' has no login ('account: false') and cannot do anything"
    ]
    assert told(stories, f"{quiet}  - {{at: D+1, do: relation_end, person: bo, child: ida}}\n") == []


def test_a_blueprint_with_a_character_that_cannot_be_stored_is_refused(stories: Stories) -> None:
    stories.write('format: "a\\0b"\n', "odd.yaml")

    [found] = told(stories, SMALL.replace("blueprint: school_support", "blueprint: {file: odd.yaml}") + LOOK)

    assert found.startswith("5: blueprint odd.yaml:1: ")
    assert "a character that cannot be stored" in found


def test_a_refused_event_may_name_whoever_the_product_must_refuse(stories: Stories) -> None:
    event = "  - {at: D+1, who: lars, do: absence, cover: mette, refused: not_staff}\n"

    assert told(stories, SMALL + event) == []


def test_whoever_has_no_role_of_the_blueprint_is_a_professional(stories: Stories) -> None:
    event = "  - {at: D+1, who: lars, do: role_assign, person: ulla, role: professional, label: Kender Ida}\n"

    assert told(stories, SMALL + event) == []


def test_a_bad_moment_is_told_once(stories: Stories) -> None:
    wrong = "  - {at: D+4 Mon, who: mette, do: visit}\n"

    assert told(stories, SMALL + LOOK + wrong + LOOK) == [f"{E + 1}: D+4 is a Fri, not a Mon"]


def test_a_tab_gets_no_hint_about_quotes(stories: Stories) -> None:
    [found] = told(stories, "scenario: x\n\tunits: {}\n")

    assert "use spaces" in found
    assert "quotes" not in found


def test_since_without_a_time_is_the_beginning_of_the_day(stories: Stories) -> None:
    look = "  - {at: D+0 Mon 09:01, expect: {mette: {emails: 1, since: D+0}}}\n"

    assert told(stories, SMALL + look) == []
    assert "lies after" in told(stories, SMALL + look.replace("since: D+0", "since: D+0 09:02"))[0]
