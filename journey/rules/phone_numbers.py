"""A telephone number as a gateway wants it: international, digits only (E.164)."""

from __future__ import annotations

import re

_SPACING = re.compile(r"[\s().-]")
_DANISH = re.compile(r"[2-9]\d{7}")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")


def international(written: str) -> str:
    """The number with + and country code; eight digits are Danish. Empty when nobody can be reached by it."""
    bare = _SPACING.sub("", written)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if _DANISH.fullmatch(bare):
        return f"+45{bare}"
    return bare if _INTERNATIONAL.fullmatch(bare) else ""
