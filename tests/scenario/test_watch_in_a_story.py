"""Gaps in a story are the product's: there from the moment a promise is broken, gone when it is kept."""

import pytest

from tests.scenario.conftest import Stories
from tests.scenario.writing import SMALL

pytestmark = pytest.mark.usefixtures("story_server")

BEGIN = """\
  - {at: D+4 Fri 09:00, who: lars, do: update, happened: Ida har tegnet., means: Ro., not_means: Ikke nu., next: Mere}
"""
"""Mette is promised a word by Friday D+11: nothing is late before the weekend."""


def wrong(stories: Stories, events: str) -> list[str]:
    """What was not as expected, in a family whose deputy is no leader."""
    cast = SMALL.replace("deputy: dorte", "deputy: eva").replace(
        "  ulla: {", "  eva: {name: Eva Lind, title: lærer, unit: school}\n  ulla: {"
    )
    return [failure.text for failure in stories.play(stories.write(cast + BEGIN + events)).failures]


def test_a_word_of_friday_is_broken_at_midnight_and_all_weekend(stories: Stories) -> None:
    events = """\
  - {at: D+11 Fri 23:59, expect: {lars: {not_gaps: next_word_broken}, dorte: {uninformed: 0}}}
  - {at: D+12 Sat 00:00, expect: {lars: {gaps: [{kind: next_word_broken, about: mette}]}, dorte: {uninformed: 1}}}
  - {at: D+13 Sun 23:59, expect: {dorte: {uninformed: 1, gaps: [next_word_broken]}}}
  - {at: D+14 Mon 08:59, expect: {dorte: {uninformed: 1}, mette: {not_received: anything, since: D+12}}}
  - {at: D+14 Mon 09:00, expect: {mette: {received: {promise.broken_told: 1}}}}
"""
    assert wrong(stories, events) == []


def test_what_is_put_right_is_gone_at_once(stories: Stories) -> None:
    events = """\
  - at: D+12 Sat 10:00
    who: eva
    do: update
    happened: Ida har fået en makker.
    means: De følges ad.
    not_means: Det er ikke en ny klasse.
    next: Lars skriver igen.
    next_word: D+14
    expect: {lars: {not_gaps: next_word_broken}, dorte: {uninformed: 0}}
  - {at: D+15 Tue 00:00, expect: {dorte: {uninformed: 1}}}
"""
    assert wrong(stories, events) == []


def test_a_late_answer_is_a_gap_until_it_is_given(stories: Stories) -> None:
    events = """\
  - {at: D+5 Sat 12:00, who: bo, do: message, text: "Hvornår er turen?"}
  - {at: D+7 Mon 08:00, who: lars, do: message, to: bo, text: Jeg ser efter., outcome: promises, promised: D+9}
  - {at: D+9 Wed 23:59, expect: {lars: {not_gaps: question_late}}}
  - {at: D+10 Thu 00:00, expect: {lars: {gaps: [{kind: question_late, holders: [Lars Winther]}]}}}
  - at: D+10 Thu 07:00
    who: lars
    do: question_answer
    of: bo
    text: Turen er torsdag.
    expect: {lars: {not_gaps: question_late}, dorte: {uninformed: 0}}
"""
    assert wrong(stories, events) == []


def test_whoever_has_a_gap_has_three_working_days_from_the_hour_it_was_broken(stories: Stories) -> None:
    """Broken on Saturday: the deputy has Monday to Wednesday, and at nine on Thursday it is the leader's."""
    events = """\
  - {at: D+17 Thu 08:59, expect: {lars: {gaps: [{kind: next_word_broken, about: mette, holders: [Eva Lind]}]}}}
  - at: D+17 Thu 09:00
    expect: {lars: {gaps: [{kind: next_word_broken, about: mette, holders: [Eva Lind, Dorte Kjær]}]}}
"""
    assert wrong(stories, events) == []


def test_whoever_has_the_gap_owns_up_before_the_automatic_text(stories: Stories) -> None:
    events = """\
  - {at: D+14 Mon 08:00, who: lars, do: breach_explain, to: mette, text: Vi skrev ikke fredag., refused: not_yours}
  - {at: D+14 Mon 08:10, who: eva, do: breach_explain, to: mette, text: Vi skrev ikke fredag.}
  - at: D+14 Mon 09:30
    expect: {mette: {received: {promise.broken_told: 1}, sees: Vi skrev ikke fredag}, dorte: {uninformed: 1}}
"""
    assert wrong(stories, events) == []


def test_a_planned_contact_takes_over_at_the_minute_with_what_was_agreed(stories: Stories) -> None:
    words = "title: Ulla kommer, happened: Ulla tager over., means: Ro., not_means: Ikke slut., next: Ulla ringer."
    events = f"""\
  - {{at: D+4 Fri 10:00, who: lars, do: agreement_make, text: Lars ringer til hallen., owner: lars, due: D+20}}
  - {{at: D+4 Fri 11:00, who: dorte, do: contact_change, to: ulla, deputy: eva, from: D+8 Tue 12:30, {words}}}
  - {{at: D+8 Tue 12:29, expect: {{ulla: {{not_received: contact.took_over}}, mette: {{agreements: {{owner: Lars}}}}}}}}
  - {{at: D+8 Tue 12:31, expect: {{ulla: {{received: contact.took_over}}, mette: {{agreements: {{owner: Ulla}}}}}}}}
"""
    assert wrong(stories, events) == []
