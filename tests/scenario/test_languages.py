"""Days in expected texts, for somebody who reads another language than staff write."""

import pytest

from tests.scenario.conftest import Stories
from tests.scenario.writing import SMALL

pytestmark = pytest.mark.usefixtures("story_server")

ENGLISH = SMALL.replace("label: mor}", "label: mor, language: en}")
TOLD = """\
  - at: D+0 Mon 09:00
    who: lars
    do: update
    title: Vi ses D+3
    happened: Vi ses D+3.
    means: Ro.
    not_means: Ikke slut.
    next: Lars skriver.
"""


def wrong(stories: Stories, expected: str) -> list[str]:
    path = stories.write(f"{ENGLISH}{TOLD}    expect: {{mette: {expected}}}\n")
    return [failure.text for failure in stories.play(path).failures]


def test_a_day_is_found_as_staff_wrote_it_and_as_the_product_writes_it(stories: Stories) -> None:
    expected = "{sees: [Vi ses D+3., by D+7], not_sees: D+5, drawn: {Vi ses D+3: done}}"
    assert wrong(stories, expected) == []


def test_neither_may_be_there_where_it_must_not(stories: Stories) -> None:
    assert wrong(stories, "{not_sees: D+3}") == ["D+0 Mon 09:00, mette, not_sees: sees 'Thursday 8 January'"]
    assert wrong(stories, "{not_sees: D+7}") == ["D+0 Mon 09:00, mette, not_sees: sees 'Monday 12 January'"]


def test_titles_of_steps_are_in_the_language_of_the_reader(stories: Stories) -> None:
    begin = "  - {at: D+0 Mon 10:00, who: lars, do: step_start, step: concern_receipt, sentence: Vi har hørt jer.,"
    expected = "expect: {mette: {now: Answer to your concern}, bo: {now: Svar på jeres bekymring}}}"
    assert stories.play(stories.write(f"{ENGLISH}{begin} {expected}\n")).failures == []
