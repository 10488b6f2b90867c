"""A telephone number as a gateway wants it: international, digits only (E.164)."""

from __future__ import annotations

import re

_SPACING = re.compile(r"[\s().-]")
_DANISH = re.compile(r"[2-9]\d{7}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")

_PREMIUM = ("+4590", "+4782", "+46900", "+46939", "+46944", "+49900", "+4487", "+449", "+1900", "+979", "+808")
"""Dear or shared-cost ranges: Denmark's own, the neighbours', the largest others', and those that belong to no country.
Not every range of the world: enough that a mistake or a trick with the common ones is caught."""


def international(written: str) -> str:
    """The number with + and country code; eight digits are Danish. Empty when it reaches nobody, or dearly."""
    number = _international(written)
    return "" if number.startswith(_PREMIUM) else number


def is_premium(written: str) -> bool:
    """Whether a call or an SMS to it costs more than to other people's numbers."""
    return _international(written).startswith(_PREMIUM)


def _international(written: str) -> str:
    bare = _SPACING.sub("", written)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if _DANISH.fullmatch(bare):
        return f"+45{bare}"
    if bare.startswith("+45") and not _DANISH.fullmatch(bare[3:]):
        return ""
    return bare if _INTERNATIONAL.fullmatch(bare) else ""
