"""No number about a few can be worked out from the lines that are shown (G14)."""

from collections import Counter
from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from journey.rules.small_numbers import SMALLEST_GROUP, groups_to_show, lines_to_show


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({}, ""),
        ({"a": 5}, "a"),
        ({"a": 4}, ""),
        ({"a": 4, "b": 30}, ""),
        ({"a": 3, "b": 9, "c": 7}, "b"),
        ({"a": 3, "b": 2, "c": 7}, "c"),
        ({"a": 2, "b": 2, "c": 7, "d": 8}, "d"),
        ({"a": 3, "b": 0, "c": 6, "d": 6}, "bd"),
        ({"a": 5, "b": 6}, "ab"),
    ],
)
def test_a_small_group_is_never_the_only_one_hidden(sizes: dict[str, int], shown: str) -> None:
    assert groups_to_show(sizes) == frozenset(shown)


def test_the_difference_of_a_unit_and_a_process_tells_of_no_few() -> None:
    """Everything of process y lies in unit a: without y, unit a would be three families."""
    cells = {("a", "x"): 3, ("a", "y"): 10, ("b", "x"): 20}
    assert lines_to_show(cells, adds_up=True) == (frozenset("ab"), frozenset())
    assert lines_to_show({**cells, ("b", "y"): 5}, adds_up=True) == (frozenset("ab"), frozenset("xy"))
    assert lines_to_show({**cells, ("b", "y"): 5}, adds_up=False) == (frozenset("ab"), frozenset())


def test_one_unit_with_several_processes_is_one_table() -> None:
    cells = {("a", "x"): 3, ("a", "y"): 10, ("a", "z"): 20}
    assert lines_to_show(cells, adds_up=False) == (frozenset("a"), frozenset("z"))


Line = tuple[Fraction, ...]


def rank(lines: list[Line]) -> int:
    rows, found = [list(line) for line in lines], 0
    for column in range(len(lines[0]) if lines else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows:
            if row is not pivot and row[column]:
                times = row[column] / pivot[column]
                row[:] = [one - times * other for one, other in zip(row, pivot, strict=True)]
        found += 1
    return found


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 9), min_size=1, max_size=7
    )
)
def test_no_sum_of_shown_lines_is_a_number_about_a_few(cells: dict[tuple[str, str], int]) -> None:
    """Every set of fewer than five cases, against everything that one can add and subtract."""
    assume(sum(cells.values()) >= SMALLEST_GROUP)
    rows, columns = lines_to_show(cells, adds_up=True)
    pairs = list(cells)

    def line(of: set[tuple[str, str]]) -> Line:
        return tuple(Fraction(pair in of) for pair in pairs)

    known = [line(set(pairs))]
    known += [line({pair for pair in pairs if pair[0] == row}) for row in rows]
    known += [line({pair for pair in pairs if pair[1] == column}) for column in columns]
    small = [pair for pair in pairs if cells[pair] < SMALLEST_GROUP]
    for some in chain.from_iterable(combinations(small, count) for count in range(1, SMALLEST_GROUP)):
        if sum(cells[pair] for pair in some) < SMALLEST_GROUP:
            assert rank([*known, line(set(some))]) > rank(known), some


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 9), min_size=1, max_size=9
    )
)
def test_a_longest_number_tells_of_no_crossing_of_a_few(cells: dict[tuple[str, str], int]) -> None:
    assume(sum(cells.values()) >= SMALLEST_GROUP)
    rows, columns = lines_to_show(cells, adds_up=False)
    crossings = Counter[tuple[str, str]]()
    for (row, column), size in cells.items():
        crossings[row if row in rows else "", column if column in columns else ""] += size
    assert min(crossings.values()) >= SMALLEST_GROUP
