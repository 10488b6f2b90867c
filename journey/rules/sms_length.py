"""How many characters fit in one SMS: the letters decide, and one strange letter halves the room (law and time §7)."""

from __future__ import annotations

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE = frozenset("^{}\\[~]|€\f")
"""They cost two places each."""
GSM_7_PLACES, UCS_2_PLACES = 160, 70


def fits_one_sms(text: str) -> bool:
    """Whether the text goes out as a single SMS, so that no half of it can be lost."""
    if all(letter in _GSM_7 or letter in _GSM_7_TWICE for letter in text):
        return len(text) + sum(letter in _GSM_7_TWICE for letter in text) <= GSM_7_PLACES
    return len(text.encode("utf-16-be")) // 2 <= UCS_2_PLACES
