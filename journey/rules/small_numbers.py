"""Which groups a statistic may show, so that no number about a few families can be read off or worked out (G14).

Two tables about the same cases, such as one per unit and one per process, each with a total, tell more together than
each alone: where a process is found in one other unit only, the difference of the two is a number about the rest.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

SMALLEST_GROUP = 5
"""Cases. A number about fewer would be a number about somebody."""

Key = TypeVar("Key", bound=Hashable)
Cells = Mapping[tuple[str, str], int]
"""Cases by unit and process, or whatever the two tables are about."""

_REST = ""
"""All hidden groups of one table together: that is what their total tells."""


def groups_to_show(sizes: Mapping[Key, int]) -> frozenset[Key]:
    """The groups of one table that may be shown, given the cases of each; the reader knows their total.

    Whoever knows the total and all groups but one knows that one too. So what is hidden is never fewer than
    `SMALLEST_GROUP` cases together: the smallest of the others is hidden with it, or all are. Groups without a case
    hide nobody and are no cover for anybody.
    """
    hidden: list[Key] = []
    cases = 0
    for size, _name, key in sorted((size, str(key), key) for key, size in sizes.items() if size):
        if size >= SMALLEST_GROUP and (not hidden or cases >= SMALLEST_GROUP):
            break
        hidden.append(key)
        cases += size
    return frozenset(sizes) - frozenset(hidden)


def lines_to_show(cells: Cells, *, adds_up: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The groups of two tables about the same cases that may be shown side by side, with the total.

    The second table gives way: its smallest groups are hidden until nothing can be worked out any more.

    ``adds_up``: the numbers are sums, so that only differences of lines tell anything. A longest or a middle number
    tells of any crossing of two lines, and then none of the crossings may be about a few.
    """
    first = _summed((row, size) for (row, _column), size in cells.items())
    second = _summed((column, size) for (_row, column), size in cells.items())
    rows, columns = groups_to_show(first), groups_to_show(second)
    is_safe = _nothing_by_difference if adds_up else _no_small_crossing
    while columns and not is_safe(_merged(cells, rows, columns)):
        columns -= {min(columns, key=lambda one: (second[one], one))}
    return rows, columns


def _summed(sized: Iterable[tuple[Key, int]]) -> Counter[Key]:
    sizes: Counter[Key] = Counter()
    for key, size in sized:
        sizes[key] += size
    return sizes


def _merged(cells: Cells, rows: frozenset[str], columns: frozenset[str]) -> Cells:
    """The crossings as a reader can tell them apart."""
    return _summed(
        ((row if row in rows else _REST, column if column in columns else _REST), size)
        for (row, column), size in cells.items()
        if size
    )


def _no_small_crossing(cells: Cells) -> bool:
    return all(size >= SMALLEST_GROUP for size in cells.values())


def _nothing_by_difference(cells: Cells) -> bool:
    """Whether no adding and subtracting of lines leaves a number about a few.

    What is left of lines after subtracting is a set of crossings, and a small one has no large crossing in it. Such a
    set exists only where the lines hang together by way of a small crossing that no large ones make up for: the lines
    as points, joined by their crossings, fall apart when the small crossings are taken out.
    """
    large = [pair for pair, size in cells.items() if size >= SMALLEST_GROUP]
    return _parts(cells, large) == _parts(cells, cells)


def _parts(cells: Iterable[tuple[str, str]], joined: Iterable[tuple[str, str]]) -> int:
    """In how many parts the lines of all ``cells`` lie when only ``joined`` crossings hold them together."""
    part = {point: point for row, column in cells for point in ((0, row), (1, column))}

    def of(point: tuple[int, str]) -> tuple[int, str]:
        while part[point] != point:
            point = part[point]
        return point

    for row, column in joined:
        part[of((0, row))] = of((1, column))
    return sum(1 for point, above in part.items() if point == above)
