"""Reads a story file into nodes that know their line, and collects everything that is wrong instead of stopping."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from config.scenario.days import BadDay, Moment, parse
from config.scenario.problems import Problem, ScenarioError
from config.scenario.refusals import is_refusal_code, known_codes
from config.scenario.story import Hours
from journey.blueprints.problems import BlueprintError
from journey.blueprints.problems import Problem as BadPlace
from journey.blueprints.reading import Document, Place, PlainLoader, bytes_of, parse_document

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
REFUSAL = re.compile(r"[a-z][a-z0-9_:]{1,79}")
MAX_TEXT = 5000
NOWHERE = Moment(0)

_HOURS = re.compile(r"(?P<days>\w{3}(?:[-,]\w{3})*) (?P<opens>\d{1,2}:\d{2})-(?P<closes>\d{1,2}:\d{2})")
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
"""As a Danish clock shows it: no seconds, and no offset from it."""
_QUOTED_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,8})")
"""As a text this can only have stood in quotes: without them it is a number."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows: a name with them is not what it looks like."""
_HINTS = (
    ("'\\t'", "; use spaces, not tabs"),
    ("<stream end>", "; is a bracket or a quote never closed?"),
    ("unexpected end of stream", "; is a bracket or a quote never closed?"),
    ("expected ',' or", "; inside {…} and […] a text with , : ? or # needs quotes"),
    ("expected the node content", "; inside {…} and […] a text with , : ? or # needs quotes"),
    ("mapping values are not allowed", "; a text with ': ' in it needs quotes"),
    ("cannot start any token", "; a text that begins with a special character needs quotes"),
)
"""What YAML's parser says, and what most likely is meant by it; the first that fits. Other words get no hint."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Source:
    """One file: its parsed document, and the problems found so far."""

    def __init__(self, path: Path) -> None:
        """Raises ScenarioError when the file is no plain YAML with one mapping at the top."""
        self.path, self.file = path, str(path)
        self.problems: list[Problem] = []
        try:
            raw = bytes_of(path)
            self.document: Document = parse_document(raw, path)
            _refuse_tags_and_anchors(raw, path)
        except BlueprintError as error:
            found = [Problem(self.file, one.line, _said(one.where, one.reason)) for one in error.problems]
            raise ScenarioError(found) from None
        if not isinstance(self.document.data, dict):
            reason = (
                "the file is empty" if self.document.data is None else "the file must be a table of 'key: value' lines"
            )
            raise ScenarioError([Problem(self.file, 1, reason)])

    @property
    def root(self) -> Node:
        return Node(self, (), self.document.data)

    def finish(self) -> None:
        """Raises ScenarioError with everything that was found."""
        if self.problems:
            raise ScenarioError(self.problems)


def _refuse_tags_and_anchors(raw: bytes, path: Path) -> None:
    """A tag asks the parser for something other than plain text, numbers, lists and tables; an anchor is half a
    reference, and its writer expects the other half to work."""
    for event in yaml.parse(raw.decode("utf-8"), Loader=PlainLoader):
        tag, anchor = getattr(event, "tag", None), getattr(event, "anchor", None)
        found = f"tag {tag}" if tag is not None else f"reference &{anchor}" if anchor is not None else ""
        if found:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise BlueprintError([BadPlace(path.name, line, "", f"the {found} is not allowed")])


def _said(where: str, reason: str) -> str:
    """YAML's own words need help."""
    hint = next((hint for words, hint in _HINTS if words in reason), "") if "not valid YAML" in reason else ""
    return f"{where}: {reason}" if where else f"{reason}{hint}"


class Node:
    """A value in the file. Each reader gives the value, or reports the problem and gives something harmless."""

    def __init__(self, source: Source, place: Place, value: Any) -> None:
        self.source, self.place, self.value = source, place, value

    @property
    def line(self) -> int:
        return self.source.document.line_of(self.place)

    @property
    def name(self) -> str:
        """How a message calls this place: the key, or the nearest key above."""
        return next((str(part) for part in reversed(self.place) if isinstance(part, str)), "the file")

    def fail(self, reason: str) -> None:
        self.source.problems.append(Problem(self.source.file, self.line, reason))

    def _wrong(self, wanted: str) -> None:
        self.fail(f"{self._called()} must be {wanted}, not {_shown(self.value)}")

    def _called(self) -> str:
        is_entry = bool(self.place) and isinstance(self.place[-1], int)
        return f"an entry of '{self.name}'" if is_entry else f"'{self.name}'"

    # --- containers

    def keys(self, known: Collection[str], *, required: Collection[str] = ()) -> dict[str, Node]:
        """The children of a mapping with these keys only."""
        children = self.table()
        written = self.value if isinstance(self.value, dict) else {}
        for key, value in written.items():
            child = Node(self.source, (*self.place, key), value)
            if key not in known:
                child.fail(f"unknown key '{key}'{guess(key, known) or _cut_text(key)}")
        for key in required:
            if isinstance(self.value, dict) and key not in written:
                self.fail(f"'{key}' is missing{self._where()}")
        return {key: child for key, child in children.items() if key in known}

    def _where(self) -> str:
        return f" in '{self.name}'" if self.place else ""

    def table(self) -> dict[str, Node]:
        """The children of a mapping, whatever their keys. A key without a value is told: it can mean anything."""
        if not isinstance(self.value, dict):
            self._wrong("a table of 'key: value' lines")
            return {}
        children = {key: Node(self.source, (*self.place, key), value) for key, value in self.value.items()}
        for key, child in children.items():
            if child.value is None:
                child.fail(f"'{key}' is empty")
        return {key: child for key, child in children.items() if child.value is not None}

    def items(self) -> list[Node]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            self._wrong("a list of '- …' lines")
            return []
        return [Node(self.source, (*self.place, index), value) for index, value in enumerate(self.value)]

    def one_or_more(self) -> list[Node]:
        """The entries of a list that is not empty; anything else counts as a list of one."""
        if self.value in ([], {}):
            self.fail(f"'{self.name}' is empty")
        return self.items() if isinstance(self.value, list) else [self]

    # --- single values

    def text(self, *, limit: int = MAX_TEXT, empty: bool = False) -> str:
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int)):
            self._wrong("a text")
            return ""
        text = str(self.value).strip()
        if not text and not empty:
            self.fail(f"'{self.name}' is empty")
        if len(text) > limit:
            self.fail(f"'{self.name}' is longer than {limit} characters")
        return text

    def label(self, *, limit: int, empty: bool = False) -> str:
        """A name or a title: one line, and nothing in it that a reader cannot see."""
        text = self.text(limit=limit, empty=empty)
        if found := _UNSEEN.search(text):
            self.fail(f"'{self.name}' holds the character U+{ord(found[0]):04X}, which nobody can see")
        return text

    def key(self, *, limit: int = 40) -> str:
        """A short name of one's own choice: small letters, digits and _."""
        if not isinstance(self.value, str) or not KEY.fullmatch(self.value):
            self._wrong("a short name of a-z, 0-9 and _ that begins with a letter")
            return ""
        if len(self.value) > limit:
            self.fail(f"'{self.name}' is longer than {limit} characters")
        return self.value

    def refusal(self) -> str:
        """The code of a refusal."""
        if not isinstance(self.value, str) or not REFUSAL.fullmatch(self.value):
            self.fail("'refused' needs the code of the refusal, like not_yours or text_missing")
            return ""
        if not is_refusal_code(self.value):
            hint = guess(self.value, known_codes()) or "; docs/scenarios.md lists them"
            self.fail(f"no refusal has the code {_shown(self.value)}{hint}")
            return ""
        return self.value

    def choice(self, known: Collection[str]) -> str:
        if not isinstance(self.value, str) or self.value not in known:
            hint = guess(str(self.value), known)
            self.fail(f"{self._called()} must be one of {', '.join(sorted(known))}, not {_shown(self.value)}{hint}")
            return ""
        return self.value

    @property
    def is_quoted_number(self) -> bool:
        return isinstance(self.value, str) and _QUOTED_NUMBER.fullmatch(self.value) is not None

    def number(self, low: int, high: int) -> int:
        if self.is_quoted_number:
            self.fail(f"'{self.name}' must be a number without quotes: {self.value}, not \"{self.value}\"")
            return low
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not low <= self.value <= high:
            self._wrong(f"a whole number from {low} to {high}")
            return low
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self._wrong("true or false" + (" without quotes" if self.value in ("true", "false") else ""))
        return self.value is True

    def day(self) -> Moment:
        return self._moment(with_time=False)

    def moment(self) -> Moment:
        return self._moment(with_time=True)

    def _moment(self, *, with_time: bool) -> Moment:
        if not isinstance(self.value, str):
            self._wrong("a story day like D+58 Wed" + (" 10:15" if with_time else ""))
            return NOWHERE
        try:
            return parse(self.value, with_time=with_time)
        except BadDay as reason:
            self.fail(str(reason))
            return NOWHERE

    def hour(self) -> time:
        if isinstance(self.value, str) and _HOUR.fullmatch(self.value):
            return time.fromisoformat(self.value)
        self._wrong('an hour in quotes like "21:00"')
        return time()

    def iso_day(self, default: date) -> date:
        if not isinstance(self.value, date):
            self._wrong("a date like 2026-01-05")
            return default
        return self.value

    def hours(self) -> Hours:
        found = _HOURS.fullmatch(self.value) if isinstance(self.value, str) else None
        try:
            if found:
                opens, closes = (time.fromisoformat(found[part].zfill(5)) for part in ("opens", "closes"))
                if opens < closes:
                    return Hours(_weekdays(found["days"]), opens, closes)
        except ValueError:
            pass
        self._wrong("days and hours like 'Mon-Fri 08:00-15:00' or 'Tue,Thu 12:00-14:30'")
        return Hours()


Parser = Callable[[Node], Any]
"""Reads one parameter of an action; the value's type depends on the parameter."""


def guess(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _cut_text(key: str) -> str:
    return "; is it the rest of a text? A text with a comma needs quotes here" if " " in key else ""


def _weekdays(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        if end < start:
            raise ValueError(text)
        days |= set(range(start, end + 1))
    return tuple(sorted(days))


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"
