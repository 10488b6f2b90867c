import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules.durations import (
    LABELS,
    DurationKind,
    DurationRange,
    DurationUnit,
    duration_text,
    kind_label,
    labelled,
)


def span(low: int, high: int, unit: str, kind: str = "typical") -> DurationRange:
    return DurationRange(DurationKind(kind), low, high, DurationUnit(unit), "003 §2.2.2")


@pytest.mark.parametrize(
    ("duration", "da", "en"),
    [
        (span(3, 6, "weeks"), "3–6 uger", "3–6 weeks"),
        (span(1, 1, "months"), "1 måned", "1 month"),
        (span(0, 3, "weeks"), "op til 3 uger", "up to 3 weeks"),
        (span(10, 10, "working_days"), "10 hverdage", "10 working days"),
        (span(1, 2, "days"), "1–2 dage", "1–2 days"),
        (span(24, 24, "hours"), "24 timer", "24 hours"),
        (span(1, 1, "years"), "1 år", "1 year"),
        (None, "Det ved vi ikke endnu", "We do not know yet"),
    ],
)
def test_duration_text(duration: DurationRange | None, da: str, en: str) -> None:
    assert duration_text(duration) == da
    assert duration_text(duration, language="en") == en


@pytest.mark.parametrize(
    "bad",
    [
        (6, 3, "weeks", "x"),
        (-1, 3, "weeks", "x"),
        (0, 0, "weeks", "x"),
        (1, 2, "fortnights", "x"),
        (1, 2, "weeks", " "),
    ],
)
def test_a_duration_that_says_nothing_is_refused(bad: tuple[int, int, str, str]) -> None:
    with pytest.raises(ValueError, match=r"duration|DurationUnit"):
        DurationRange(DurationKind.TYPICAL, bad[0], bad[1], bad[2], bad[3])  # type: ignore[arg-type]


def test_the_four_kinds_stand_beside_each_other() -> None:
    shown = labelled([span(5, 6, "months"), span(30, 30, "days", "statutory")])
    assert shown == [
        ("Frist i loven", "30 dage"),
        ("Så lang tid tager det tit. Det er ikke en frist", "5–6 måneder"),
    ]


def test_two_numbers_of_one_kind_are_never_merged() -> None:
    with pytest.raises(ValueError, match="must not be merged"):
        labelled([span(1, 2, "weeks"), span(3, 4, "weeks")])


def test_no_two_kinds_share_a_label() -> None:
    for labels in LABELS.values():
        assert len(set(labels.values())) == len(DurationKind)
    assert kind_label(DurationKind.PUBLISHED, language="en") == "The municipality's own limit"


@given(st.integers(0, 90), st.integers(1, 90), st.sampled_from(list(DurationUnit)))
def test_every_text_shows_its_upper_end(low: int, more: int, unit: DurationUnit) -> None:
    assert str(low + more) in duration_text(span(low, low + more, unit))
