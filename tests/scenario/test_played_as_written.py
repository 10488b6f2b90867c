"""What is written is what is played: the absence of today, the relation that is named, the day that has gone."""

import pytest

from tests.scenario.conftest import Stories

pytestmark = pytest.mark.usefixtures("story_server")

CHANGE = "title: Nyt, happened: Nyt, means: Intet, not_means: Intet, next: Vi skriver"


def outcome(stories: Stories, events: str) -> list[str]:
    return [failure.text for failure in stories.play(stories.small(events)).failures]


def test_the_absence_of_today_ends_and_a_later_one_stays(stories: Stories) -> None:
    events = """\
  - {at: D+1 Tue 08:00, who: lars, do: absence, cover: ulla, last_day: D+5}
  - {who: lars, do: absence, cover: dorte, first_day: D+10, last_day: D+12}
  - {at: D+2 Wed 08:00, who: lars, do: absence_end}
  - {at: D+3 Thu 08:00, expect: {mette: {covered_by: nothing}}}
  - {at: D+11 Fri 08:00, expect: {mette: {covered_by: Dorte}}}
"""
    assert outcome(stories, events) == []


def test_a_day_in_the_first_sentence_is_found_on_the_page(stories: Stories) -> None:
    words = "happened: Vi så på planen D+5 kl. 10., means: Den er god, not_means: Intet andet, next: Vi ringer"
    events = f"""\
  - {{at: D+1 Tue 09:00, who: lars, do: update, {words}, expect: {{mette: {{page: [D+5, "planen D+5 kl. 10"]}}}}}}
"""
    assert outcome(stories, events) == []


RELATIONS = """\
  - {at: D+1 Tue 08:00, do: relation_start, person: bo, child: ida, kind: companion}
"""


def test_a_relation_ends_by_its_kind(stories: Stories) -> None:
    events = """\
  - {at: D+2 Wed 08:00, do: relation_end, person: bo, child: ida, kind: companion, expect: {bo: {not_found: false}}}
  - {at: D+3 Thu 08:00, do: relation_end, person: bo, child: ida, expect: {bo: {not_found: true}}}
"""
    assert outcome(stories, RELATIONS + events) == []


def test_one_of_several_relations_must_be_named(stories: Stories) -> None:
    [text] = outcome(stories, RELATIONS + "  - {at: D+2 Wed 08:00, do: relation_end, person: bo, child: ida}\n")

    assert "has several relations to Ida (companion, custodian): say 'kind'" in text


def test_a_change_on_a_day_that_has_gone_is_refused(stories: Stories) -> None:
    past = f"  - {{at: D+17, who: dorte, do: contact_change, to: ulla, deputy: lars, from: D+3, {CHANGE}"
    today = f"  - {{at: D+17, who: dorte, do: contact_change, to: ulla, deputy: lars, from: D+17, {CHANGE}"

    assert outcome(stories, f"{past}, refused: change_in_the_past, expect: {{mette: {{who: Lars}}}}}}\n") == []
    assert outcome(stories, f"{today}, expect: {{mette: {{who: Ulla}}}}}}\n") == []


def test_two_units_whose_names_begin_alike_stay_two(stories: Stories) -> None:
    """Dorte leads one of them and may not see what lies in the other."""
    long = "Skolen ved den meget lange sø bag de høje grønne bakker"
    path = stories.small("  - {at: D+1, expect: {dorte: {not_found: false}, ulla: {not_found: true}}}\n")
    text = path.read_text(encoding="utf-8").replace("Skovbakkeskolen", f"{long}, nord")
    text = text.replace("Fjernskolen", f"{long}, syd").replace(
        "ulla: {name: Ulla Strand, title: lærer", "ulla: {name: Ulla Strand, title: leder, leader: true"
    )
    path.write_text(text, encoding="utf-8")

    assert [failure.text for failure in stories.play(path).failures] == []


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ("do: absence, cover: mette", "not_staff"),
        (f"do: contact_change, to: mette, deputy: lars, {CHANGE}", "not_staff"),
        (f"do: contact_change, to: ulla, deputy: mette, {CHANGE}", "not_staff"),
    ],
)
def test_a_member_of_the_family_is_no_contact_deputy_or_cover(stories: Stories, event: str, code: str) -> None:
    assert outcome(stories, f"  - {{at: D+1, who: dorte, {event}, refused: {code}}}\n") == []


RHYTHMS = [
    ("blueprint: {code: school_support, settings: {freshness_days: 5}}", "D+5"),
    ("blueprint: school_support\nmunicipality: {name: Åby, slug: aaby, settings: {freshness_days: 6}}", "D+6"),
    ("blueprint: school_support", "D+14"),
]


@pytest.mark.parametrize(("written", "due"), RHYTHMS)
def test_the_rhythm_of_municipality_and_template_holds_where_none_is_agreed(
    stories: Stories, written: str, due: str
) -> None:
    """Mette has an agreement of her own; Bo has not."""
    path = stories.small(f"  - {{at: D+0, expect: {{bo: {{next_word: {due}}}, mette: {{next_word: D+7}}}}}}\n")
    path.write_text(path.read_text(encoding="utf-8").replace("blueprint: school_support", written), encoding="utf-8")

    assert [failure.text for failure in stories.play(path).failures] == []
