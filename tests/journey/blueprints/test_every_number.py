"""Every number and date of the format stands in the table of docs/blueprints.md, as used or as not used yet."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest
from django.conf import settings

from journey.blueprints.model import Blueprint, Settings
from journey.blueprints.vocabulary import NUMBER_AXES, RHYTHMS
from journey.rules.case_days import PRODUCT

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "blueprints.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w.]+)` \| (used|kept, not used yet) \| (?:`([\w/]+\.py)`|–) \| .+ \|$", re.MULTILINE)
TABLE = {place: (state, reader) for place, state, reader in ROW.findall(TEXT)}
USED = sorted(place for place, (state, _) in TABLE.items() if state == "used")
KEPT = sorted(TABLE.keys() - set(USED))


def numbers_of(model: type, above: str = "") -> Iterator[str]:
    """Where a loaded blueprint holds a number or a date, as one would write it: `steps.usual.low`."""
    for name, hint in get_type_hints(model).items():
        for kind in _kinds(hint):
            if is_dataclass(kind):
                yield from numbers_of(kind, f"{above}{name}.")
            elif kind in (int, date):
                yield f"{above}{name}"
    if model is Settings:
        yield from (f"{above}choices.{axis}" for axis in NUMBER_AXES)


def _kinds(hint: object) -> Iterator[type]:
    """The types behind a hint: `Wait | None` is a Wait, `tuple[Step, ...]` are Steps. A table is left to its keys."""
    if get_origin(hint) in (Union, UnionType, tuple):
        for inner in get_args(hint):
            yield from _kinds(inner)
    elif isinstance(hint, type):
        yield hint


def pattern(place: str) -> str:
    """How code reads it: settings through the one rule, everything else by its name."""
    name = place.rpartition(".")[2]
    return rf'number\("{name}"\)' if place.startswith("settings.") else rf"\b{name}\b"


def test_the_table_names_every_number_of_the_format_and_no_other() -> None:
    assert set(TABLE) == set(numbers_of(Blueprint))
    assert {f"settings.{name}" for name in RHYTHMS} <= set(TABLE)


def test_what_has_a_number_of_the_product_is_what_is_used() -> None:
    assert {f"settings.{name}" for name in PRODUCT} == {place for place in USED if place.startswith("settings.")}


@pytest.mark.parametrize("place", USED)
def test_what_is_used_has_a_reader(place: str) -> None:
    reader = TABLE[place][1]
    assert re.search(pattern(place), (ROOT / reader).read_text(encoding="utf-8")), reader


@pytest.mark.parametrize("place", KEPT)
def test_what_is_not_used_yet_has_none(place: str) -> None:
    name = place.rpartition(".")[2]
    read = re.compile(rf"\b{name}\b" if place.startswith("settings.") else rf'content(__|\[")({name})\b')
    files = [file for package in ("journey", "messaging", "api") for file in (ROOT / package).rglob("*.py")]
    outside = [file for file in files if file.parent.name not in ("blueprints", "migrations")]
    assert [file.name for file in outside if read.search(file.read_text(encoding="utf-8"))] == []
