"""Small shape checks that fit together: each takes a place in the document and yields every problem there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from journey.blueprints.problems import Problem
from journey.blueprints.reading import Document, Place

Shape = Callable[[Document, Place, Any], Iterator[Problem]]

CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
STEP_NUMBER = re.compile(r"\d{1,2}(\.\d{1,2})?[a-z]?")
LEGAL_RULE = re.compile(r"L\d{2}")
MAX_TEXT = 600


def mapping(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """A mapping with exactly these keys; unknown ones are refused, with a guess at what was meant."""
    known = {**required, **(optional or {})}

    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield document.problem(place, f"must hold {_listed(required)}")
            return
        for key in required:
            if key not in value:
                yield document.problem(place, f"'{key}' is missing")
        for key, inner in value.items():
            if key in known:
                yield from known[key](document, (*place, key), inner)
            else:
                yield document.problem((*place, key), f"unknown key '{key}'{_guess(key, known)}")

    return check


def table(item: Shape, *, at_least: int = 0) -> Shape:
    """A mapping from free codes to values of one shape."""

    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict) or len(value) < at_least:
            yield document.problem(place, f"must be a table with at least {at_least} entries")
            return
        for key, inner in value.items():
            if not CODE.fullmatch(key):
                yield document.problem((*place, key), f"'{key}' is no code: use a-z, 0-9 and _")
            yield from item(document, (*place, key), inner)

    return check


def listing(item: Shape, *, at_least: int = 0) -> Shape:
    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list) or len(value) < at_least:
            yield document.problem(place, f"must be a list with at least {at_least} entries")
            return
        for index, inner in enumerate(value):
            yield from item(document, (*place, index), inner)

    return check


def nullable(shape: Shape) -> Shape:
    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if value is not None:
            yield from shape(document, place, value)

    return check


def either(first: Shape, second: Shape) -> Shape:
    """Lists go to `second`, everything else to `first`."""

    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        yield from (second if isinstance(value, list) else first)(document, place, value)

    return check


def sentence(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    """A text for people: not empty, not endless."""
    if not isinstance(value, str) or not value.strip():
        yield document.problem(place, "must be a text")
    elif len(value) > MAX_TEXT:
        yield document.problem(place, f"is longer than {MAX_TEXT} characters")


def code(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        yield document.problem(place, f"{value!r} is no code: use a-z, 0-9 and _, beginning with a letter")


def step_number(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    """The number people say: 3, 3.2 or 3.2b. It orders nothing and need not be whole."""
    if isinstance(value, bool) or not STEP_NUMBER.fullmatch(str(value)):
        yield document.problem(place, f"{value!r} is no step number like 3, 3.2 or 3.2b")


def legal_rule(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    """The id of a rule about law and time; its value is dated data and never stands in a blueprint."""
    if not isinstance(value, str) or not LEGAL_RULE.fullmatch(value):
        yield document.problem(place, f"{value!r} is no rule id like L39")


def boolean(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield document.problem(place, "must be true or false")


def day(document: Document, place: Place, value: Any) -> Iterator[Problem]:
    if not isinstance(value, date) or isinstance(value, datetime):
        yield document.problem(place, "must be a date like 2026-08-01, without quotes")


def integer(low: int, high: int) -> Shape:
    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield document.problem(place, "must be a whole number")
        elif not low <= value <= high:
            yield document.problem(place, f"must lie between {low} and {high}, not {value}")

    return check


def one_of(values: Collection[str]) -> Shape:
    def check(document: Document, place: Place, value: Any) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in values:
            yield document.problem(place, f"{value!r} is none of {', '.join(sorted(values))}")

    return check


bilingual = mapping({"da": sentence, "en": sentence})


def _listed(keys: Collection[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)


def _guess(key: str, known: Collection[str]) -> str:
    close = get_close_matches(key, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
