"""Changes of people in a story: with words of their own, or resting on what the family has been told."""

import pytest

from tests.scenario.conftest import Stories

pytestmark = pytest.mark.usefixtures("story_server")

START = """\
  - at: D+0 Mon 09:00
    who: lars
    do: role_assign
    person: dorte
    role: resource_person
    label: Støttelærer
"""
WORDS = """\
    title: Ulla har det fra i dag
    happened: Ulla Strand tager over fra Dorte.
    means: Ida har de samme timer.
    not_means: I skal ikke fortælle det igen.
    next: Ulla ringer i denne uge.
"""
MOVE = """\
  - at: D+1 Tue 09:00
    who: lars
    do: responsibility_move
    from: dorte
    to: ulla
"""


def outcome(stories: Stories, events: str) -> list[str]:
    return [failure.text for failure in stories.play(stories.small(START + events)).failures]


def test_a_move_tells_the_family_itself(stories: Stories) -> None:
    expect = """\
    stays: true
    next_word: D+3
    expect:
      mette: {sees: Ulla har det fra i dag, received: {update.published: 1}, next_word: D+3}
      bo: {received: {update.published: 1}, next_word: D+3}
      ulla: {not_found: false, received: {responsibility.moved: 1}}
"""
    assert outcome(stories, MOVE + WORDS + expect) == []


def test_a_move_rests_on_what_was_told_before(stories: Stories) -> None:
    announced = "  - at: D+0 Mon 12:00\n    who: lars\n    do: staff_change\n" + WORDS
    expect = "    stays: true\n    expect: {mette: {not_received: update.published}, ulla: {not_found: false}}\n"
    assert outcome(stories, announced + MOVE + expect) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("    stays: true\n", "family_not_told"),
        (WORDS, "leaver_is_deputy"),
        ("    stays: true\n    title: Kun en overskrift\n", "text_missing"),
    ],
)
def test_a_move_that_leaves_the_family_behind_is_refused(stories: Stories, more: str, code: str) -> None:
    assert outcome(stories, f"{MOVE}{more}    refused: {code}\n    expect: {{ulla: {{not_found: true}}}}\n") == []


def test_a_role_that_is_kept_stays_and_the_rest_goes_along(stories: Stories) -> None:
    """The family never reads that Ulla could decide what only Dorte can."""
    step = (
        "  - {at: D+0 Mon 09:30, who: lars, do: step_start, step: concern_receipt, owner: dorte, sentence: Begyndt.}\n"
    )
    expect = """\
    label: Støttelærer for en tid
    stays: true
    expect:
      mette: {now_desk: Ulla, sees: Støttelærer for en tid}
      ulla: {not_found: false}
  - {at: D+1 Tue 10:00, who: lars, do: role_end, person: dorte, role: resource_person}
"""
    assert outcome(stories, step + MOVE + WORDS + "    keeps: resource_person\n" + expect) == []


@pytest.mark.parametrize(("keeps", "code"), [("resource_person", "nothing_to_move"), ("ppr_leader", "role_not_held")])
def test_a_move_of_nothing_or_without_a_role_that_is_not_there_is_refused(
    stories: Stories, keeps: str, code: str
) -> None:
    more = f"    stays: true\n    keeps: [{keeps}]\n    refused: {code}\n    expect: {{ulla: {{not_found: true}}}}\n"
    assert outcome(stories, MOVE + WORDS + more) == []


def test_a_leader_writes_down_custody(stories: Stories) -> None:
    """Bo's custody ends; the last one stays until somebody else follows."""
    events = """\
  - {at: D+1 Tue 09:00, who: lars, do: custodian_end, person: bo, basis: Dom, refused: not_yours}
  - at: D+1 Tue 10:00
    who: dorte
    do: custodian_end
    person: bo
    basis: Dom af i dag.
    expect:
      bo: {not_found: true, not_received: anything}
      mette: {not_sees: Dom af i dag, not_received: anything}
      lars: {sees: Dom af i dag, received: {relation.ended: 1}}
  - {at: D+1 Tue 11:00, who: dorte, do: custodian_end, person: mette, basis: Dom, refused: last_custodian}
  - {at: D+2 Wed 09:00, who: dorte, do: custodian_add, person: bo, label: far, basis: Dom ændret}
  - {at: D+2 Wed 09:05, expect: {bo: {not_found: false, next_word: D+16}}}
"""
    assert outcome(stories, events) == []


def test_an_absence_ends_today_at_the_earliest(stories: Stories) -> None:
    events = """\
  - {at: D+1 Tue 08:00, who: lars, do: absence, cover: ulla}
  - {at: D+3 Thu 08:00, who: lars, do: absence_end, last_day: D+2, refused: date_in_the_past}
  - {at: D+3 Thu 08:05, who: dorte, do: absence_end, person: lars, expect: {mette: {covered_by: Ulla}}}
  - {at: D+4 Fri 08:00, expect: {mette: {covered_by: nothing}, ulla: {not_found: true}}}
  - {at: D+4 Fri 08:05, who: lars, do: absence_end, last_day: D+6, refused: absence_over}
"""
    assert outcome(stories, events) == []


def test_the_family_hears_of_a_role_after_the_first_day_and_of_its_correction(stories: Stories) -> None:
    events = """\
  - at: D+2 Wed 09:00
    who: lars
    do: role_assign
    person: ulla
    role: coordinator
    label: Koordinator
    expect:
      mette: {sees: "Ulla Strand er med fra i dag: Koordinator.", received: {role.told: 1}}
      bo: {received: {role.told: 1}}
  - at: D+3 Thu 09:00
    who: lars
    do: role_take_back
    person: ulla
    role: coordinator
    undo: given
    expect: {mette: {sees: Vi skrev forkert, received: {role.told: 1}}, ulla: {not_found: true}}
  - at: D+3 Thu 09:05
    who: lars
    do: role_take_back
    person: ulla
    role: coordinator
    undo: given
    refused: role_taken_back
"""
    assert outcome(stories, events) == []


def test_a_planned_change_of_contact_is_called_off(stories: Stories) -> None:
    change = "  - {at: D+1 Tue 09:00, who: dorte, do: contact_change, to: ulla, deputy: lars, from: D+14"
    words = "title: Nyt, happened: Nyt, means: Intet, not_means: Intet, next: Vi skriver"
    called_off = "  - {who: dorte, do: contact_call_off, title: Lars bliver, happened: Lars er her"
    rest = "means: Intet nyt, not_means: Intet, next: Lars ringer"
    told = "received: {contact.called_off: 1}"
    expect = f"mette: {{who: Lars, sees: Lars bliver, {told}}}, ulla: {{{told}}}"
    events = f"""\
{change}, {words}}}
{called_off}, {rest}, expect: {{{expect}}}}}
{called_off}, {rest}, refused: no_change_planned, at: D+2 Wed 09:00}}
  - {{at: D+15 Tue 09:00, expect: {{mette: {{who: Lars}}}}}}
"""
    assert [failure.text for failure in stories.play(stories.small(events)).failures] == []
