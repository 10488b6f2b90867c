"""What counts as having said something: invisible characters and bare punctuation do not."""

import pytest

from journey.rules.something_said import has_word, is_visible, says_something


@pytest.mark.parametrize(
    ("text", "word", "said", "visible"),
    [
        ("Torben var i klassen.", True, True, True),
        ("ja", True, True, True),
        ("Å", False, True, True),
        ("14", False, True, True),
        ("مرحبا", True, True, True),
        ("मैं", True, True, True),
        ("\u200bja\u200b", True, True, True),
        ("?", False, False, True),
        ("… – !", False, False, True),
        ("👍", False, False, True),
        ("👨\u200d👩\u200d👧", False, False, True),
        ("❤\ufe0f", False, False, True),
        ("", False, False, False),
        (" \n\t\u00a0\u3000", False, False, False),
        ("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e", False, False, False),
        ("\u2800\u3164\u115f\u1160\uffa0", False, False, False),
        ("\ufe0f\u034f\u0301", False, False, False),
        ("\U000e0041", False, False, False),
    ],
)
def test_what_counts_as_said(text: str, word: bool, said: bool, visible: bool) -> None:
    assert (has_word(text), says_something(text), is_visible(text)) == (word, said, visible)
