"""The leader's charts: numbers of journey.selectors.measures as bars and words. Groups stand by name, never by size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.selectors.measures import FirstContactLine, Measures, SilenceLine, WordsLine

ROW_EM = 4
"""Height of one group in a chart: its name, its number in words, its bar."""
TOO_FEW = gettext_lazy("for få til at vise")
GROUPS = {"unit": gettext_lazy("Enhed"), "process": gettext_lazy("Proces")}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in whole per cent of the width."""

    kind: str
    """first or second: drawn differently, and both said in words."""
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    says: str
    """The number in words; what the bar shows and never only the bar."""
    parts: tuple[Part, ...]
    top: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing with the same numbers as a table: ``head`` names the columns of ``rows``."""

    code: str
    title: str | Promise
    bars: tuple[Bar, ...]
    head: tuple[str | Promise, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def height(self) -> int:
        return len(self.bars) * ROW_EM

    @property
    def labelled_rows(self) -> list[list[tuple[str | Promise, str]]]:
        """Each cell with the name of its column, which a phone shows beside it."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the three measures: how it is counted, and its charts. Without charts there is nothing to show yet."""

    code: str
    title: str | Promise
    about: str | Promise
    nothing: str | Promise
    charts: tuple[Chart, ...]


def figures(seen: Measures) -> tuple[Figure, ...]:
    return (_silence(seen.silence), _words(seen.words), _first_contact(seen.first_contact))


def _silence(lines: Sequence[SilenceLine]) -> Figure:
    highest = max((line.longest_days or 0 for line in lines), default=0)
    charts = []
    for by, title in (("unit", _("Længste tavshed i hver enhed")), ("process", _("Længste tavshed i hver proces"))):
        shown = [line for line in lines if line.by == by]
        drawn = [(line.name, _days(line.longest_days), (line.longest_days or 0,)) for line in shown]
        rows = [(line.name, _number(line.cases), _number(line.longest_days)) for line in shown]
        charts.append(_chart(f"silence-{by}", title, drawn, highest, (GROUPS[by], _("Antal forløb"), _("Dage")), rows))
    return Figure(
        "silence",
        _("Længste tavshed"),
        _("Så længe har en familie højst ventet på nyt lige nu."),
        _("Ingen åbne forløb."),
        tuple(chart for chart in charts if chart.bars),
    )


def _words(lines: Sequence[WordsLine]) -> Figure:
    highest = max(((line.kept or 0) + (line.broken or 0) for line in lines if line.by == "all"), default=0)
    months = sorted((line for line in lines if line.by == "all"), key=lambda line: line.month)
    drawn = [(_month(line.month), _kept(line), (line.kept or 0, line.broken or 0)) for line in months]
    rows = [(_month(line.month), _number(line.kept), _number(line.broken)) for line in months]
    head = (_("Måned"), _("Holdt"), _("Brudt"))
    charts = [_chart("words-all", _("Løfter om næste nyt, måned for måned"), drawn, highest, head, rows)]
    for by, title in (("unit", _("Løfter i hver enhed")), ("process", _("Løfter i hver proces"))):
        of_group = sorted((line for line in lines if line.by == by), key=lambda line: (line.name, line.month))
        cells = [(line.name, _month(line.month), _number(line.kept), _number(line.broken)) for line in of_group]
        charts.append(Chart(f"words-{by}", title, (), (GROUPS[by], *head), tuple(cells)))
    return Figure(
        "words",
        _("Holdt vi, hvad vi lovede?"),
        _("Et løfte er holdt, når familien fik nyt senest på dagen. Det er brudt, når dagen gik i tavshed."),
        _("Ingen løfter er faldet for endnu."),
        tuple(chart for chart in charts if chart.rows),
    )


def _first_contact(lines: Sequence[FirstContactLine]) -> Figure:
    highest = max((line.median_days or 0 for line in lines), default=0)
    charts = []
    for by, title in (
        ("unit", _("Dage til første ord i hver enhed")),
        ("process", _("Dage til første ord i hver proces")),
    ):
        shown = [line for line in lines if line.by == by]
        drawn = [(line.name, _first_word(line), (line.median_days or 0,)) for line in shown]
        rows = [
            (line.name, _number(line.changes), _number(line.median_days), _number(line.without_contact))
            for line in shown
        ]
        head = (GROUPS[by], _("Skift"), _("Dage for halvdelen"), _("Endnu uden"))
        charts.append(_chart(f"contact-{by}", title, drawn, highest, head, rows))
    return Figure(
        "contact",
        _("Første ord fra en ny kontakt"),
        _("Så mange dage gik der, før halvdelen havde hørt fra den nye kontakt. Det seneste år."),
        _("Ingen har fået ny kontakt det seneste år."),
        tuple(chart for chart in charts if chart.bars),
    )


def _chart(
    code: str,
    title: str,
    drawn: Iterable[tuple[str, str, tuple[int, ...]]],
    highest: int,
    head: tuple[str | Promise, ...],
    rows: Iterable[tuple[str, ...]],
) -> Chart:
    bars = tuple(
        Bar(name, says, _parts(numbers, highest), place * ROW_EM) for place, (name, says, numbers) in enumerate(drawn)
    )
    return Chart(code, title, bars, head, tuple(rows))


def _parts(numbers: tuple[int, ...], highest: int) -> tuple[Part, ...]:
    """Beside each other, the highest total as wide as the chart; nothing is drawn for nothing."""
    found, start = [], 0
    for kind, number in zip(("first", "second"), numbers, strict=False):
        width = round(100 * number / highest) if number else 0
        if number:
            found.append(Part(kind, start, max(width, 1)))
        start += width
    return tuple(found)


def _number(value: int | None) -> str:
    return str(TOO_FEW) if value is None else str(value)


def _days(days: int | None) -> str:
    if days is None:
        return str(TOO_FEW)
    return ngettext("%(count)s dag", "%(count)s dage", days) % {"count": days}


def _kept(line: WordsLine) -> str:
    if line.is_hidden:
        return str(TOO_FEW)
    return _("%(kept)s holdt, %(broken)s brudt") % {"kept": line.kept, "broken": line.broken}


def _first_word(line: FirstContactLine) -> str:
    if line.is_hidden or not line.without_contact:
        return _days(line.median_days)
    return _("%(days)s, og %(count)s har endnu ikke hørt noget") % {
        "days": _days(line.median_days),
        "count": line.without_contact,
    }


def _month(day: date) -> str:
    return date_format(day, "F Y")
