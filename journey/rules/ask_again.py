"""When it is asked whether what was agreed on keeping in touch still fits (RQ-097). Days are local days in Denmark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskedAgain:
    on: date
    is_new_phase: bool
    """The road has come to another part of it; else a quarter has gone."""


def asked_again(valid_from: date, ask_again_on: date, new_phases: Iterable[date]) -> AskedAgain:
    """The first day on which it is asked: when the road comes to a new phase after the agreement, or the day set in it.

    ``new_phases`` are the days on which the case came to another phase than those before. Who agrees on such a day
    knows of it, so it is not asked again because of that.
    """
    later = [day for day in new_phases if day > valid_from]
    first = min(later, default=ask_again_on)
    return AskedAgain(min(first, ask_again_on), is_new_phase=bool(later) and first <= ask_again_on)
