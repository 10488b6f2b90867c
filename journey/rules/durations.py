"""How long something takes, as a range with its kind. The kinds are never merged into one number (RQ-011)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from journey.rules.danish_dates import Language


class DurationKind(StrEnum):
    """What the number is: a right, a promise of the municipality, a guess for this case, or history."""

    STATUTORY = "statutory"
    PUBLISHED = "published"
    ESTIMATE = "estimate"
    TYPICAL = "typical"


class DurationUnit(StrEnum):
    """Units are never converted: four months are not 120 days."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


LABELS: dict[Language, dict[DurationKind, str]] = {
    "da": {
        DurationKind.STATUTORY: "Frist i loven",
        DurationKind.PUBLISHED: "Kommunens egen frist",
        DurationKind.ESTIMATE: "Vores bedste bud for jer",
        DurationKind.TYPICAL: "Så lang tid tager det tit. Det er ikke en frist",
    },
    "en": {
        DurationKind.STATUTORY: "Limit set by law",
        DurationKind.PUBLISHED: "The municipality's own limit",
        DurationKind.ESTIMATE: "Our best estimate for you",
        DurationKind.TYPICAL: "How long it often takes. It is not a limit",
    },
}
UNKNOWN: dict[Language, str] = {"da": "Det ved vi ikke endnu", "en": "We do not know yet"}

_UNITS: dict[Language, dict[DurationUnit, tuple[str, str]]] = {
    "da": {
        DurationUnit.HOURS: ("time", "timer"),
        DurationUnit.DAYS: ("dag", "dage"),
        DurationUnit.WORKING_DAYS: ("hverdag", "hverdage"),
        DurationUnit.WEEKS: ("uge", "uger"),
        DurationUnit.MONTHS: ("måned", "måneder"),
        DurationUnit.YEARS: ("år", "år"),
    },
    "en": {
        DurationUnit.HOURS: ("hour", "hours"),
        DurationUnit.DAYS: ("day", "days"),
        DurationUnit.WORKING_DAYS: ("working day", "working days"),
        DurationUnit.WEEKS: ("week", "weeks"),
        DurationUnit.MONTHS: ("month", "months"),
        DurationUnit.YEARS: ("year", "years"),
    },
}


@dataclass(frozen=True)
class DurationRange:
    """From `low` to `high` `unit`s, both whole; `source` says where the number comes from."""

    kind: DurationKind
    low: int
    high: int
    unit: DurationUnit
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", DurationKind(self.kind))
        object.__setattr__(self, "unit", DurationUnit(self.unit))
        if not 0 <= self.low <= self.high or self.high == 0:
            raise ValueError("a duration range needs 0 <= low <= high and high above 0")
        if not self.source.strip():
            raise ValueError("a duration without a source cannot be shown")


def duration_text(duration: DurationRange | None, *, language: Language = "da") -> str:
    """ "3–6 uger", "op til 3 uger", "1 måned"; None is said openly as not known."""
    if duration is None:
        return UNKNOWN[language]
    singular, plural = _UNITS[language][duration.unit]
    name = singular if duration.high == 1 else plural
    if duration.low == duration.high:
        return f"{duration.high} {name}"
    if duration.low == 0:
        return f"{'up to' if language == 'en' else 'op til'} {duration.high} {name}"
    return f"{duration.low}–{duration.high} {name}"


def kind_label(kind: DurationKind, *, language: Language = "da") -> str:
    return LABELS[language][DurationKind(kind)]


def labelled(durations: Iterable[DurationRange], *, language: Language = "da") -> list[tuple[str, str]]:
    """(label, text) for each kind in fixed order; ValueError when one kind is there twice (RQ-011)."""
    by_kind: dict[DurationKind, DurationRange] = {}
    for duration in durations:
        if duration.kind in by_kind:
            raise ValueError(f"two durations of the kind {duration.kind}: they must not be merged")
        by_kind[duration.kind] = duration
    return [
        (kind_label(kind, language=language), duration_text(by_kind[kind], language=language))
        for kind in DurationKind
        if kind in by_kind
    ]
