"""Has anything been said? An empty word is no word to a family (G4), however many characters it is made of."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers that Unicode calls letters or symbols and that show nothing: Hangul fillers and the empty Braille cell."""
_SHOWS_NOTHING = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Controls, formats, half characters, spaces, and marks that need a letter to sit on."""


def is_visible(text: str) -> bool:
    """Whether a reader would see anything at all; an emoji counts."""
    return any(unicodedata.category(one) not in _SHOWS_NOTHING and one not in _LOOKS_EMPTY for one in text)


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(_carries_meaning(one) for one in text)


def has_word(text: str) -> bool:
    """Whether there is a real word in it: two letters in a row, or one with a vowel sign on it."""
    return any(
        _is_letter(one) and (_is_letter(after) or unicodedata.category(after) in {"Mn", "Mc"})
        for one, after in pairwise(text)
    )


def _is_letter(one: str) -> bool:
    return one.isalpha() and one not in _LOOKS_EMPTY


def _carries_meaning(one: str) -> bool:
    return one.isalnum() and one not in _LOOKS_EMPTY
