"""The fields an expectation may have, and how each is read from the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.scenario.days import Moment
from config.scenario.reading import Node
from config.scenario.story import Check
from journey.models.steps import Certainty

NOTICE_KIND = re.compile(r"[a-z][a-z_.]{1,59}")
NOTHING = "nothing"
ANYTHING = "anything"
NONE = "none"


DESK_KINDS = (
    "next_word_soon",
    "next_word_due",
    "next_word_broken",
    "wait_review",
    "step_follow_up",
    "meeting_unsettled",
    "conclusion_due",
    "decision_due",
    "decision_without_decider",
)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A row wanted on someone's desk; what is None does not matter."""

    kind: str | None
    about: str | None
    """Key of the family member left waiting (next word only)."""
    what: str | None
    """A piece of the text that says what it is."""
    due: Moment | None
    late: bool | None
    line: int


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.text() for item in node.one_or_more())


def _names(node: Node) -> tuple[str, ...] | None:
    """One text or several, in any order; None for "nothing"."""
    if node.value == NOTHING:
        return None
    return tuple(item.text() for item in node.one_or_more())


def _text_or_nothing(node: Node) -> str | None:
    return None if node.value == NOTHING else node.text()


def _day_or_none(node: Node) -> Moment | None:
    return None if node.value == NONE else node.day()


def _count(node: Node) -> int:
    return node.number(0, 1000)


def _kind(node: Node) -> str:
    if not isinstance(node.value, str) or not NOTICE_KIND.fullmatch(node.value):
        node.fail(f"'{node.value}' is no kind of notice; docs/scenarios.md lists them")
        return ""
    return node.value


def _received(node: Node) -> Mapping[str, int | None]:
    """Kinds of notice, each with how many; None: at least one."""
    if isinstance(node.value, dict):
        for key, item in node.table().items():
            _kind(Node(node.source, item.place, key))
        return {key: item.number(0, 1000) for key, item in node.table().items()}
    return dict.fromkeys(_kind(item) for item in node.one_or_more())


def _not_received(node: Node) -> tuple[str, ...]:
    """Kinds that must not have come; empty: anything at all."""
    if node.value == ANYTHING:
        return ()
    return tuple(_kind(item) for item in node.one_or_more())


def _desk(node: Node) -> tuple[DeskLine, ...] | None:
    """Rows that must be there; None for "nothing"."""
    return None if node.value == NOTHING else tuple(_desk_line(item) for item in node.one_or_more())


def _desk_line(node: Node) -> DeskLine:
    """A kind alone, or a table."""
    keys = {"kind": node} if isinstance(node.value, str) else node.keys({"kind", "about", "what", "due", "late"})
    if not keys:
        node.fail("say what the row on the desk is: kind, about, what, due or late")
    return DeskLine(
        kind=keys["kind"].choice(DESK_KINDS) if "kind" in keys else None,
        about=keys["about"].key() if "about" in keys else None,
        what=keys["what"].text() if "what" in keys else None,
        due=keys["due"].day() if "due" in keys else None,
        late=keys["late"].flag() if "late" in keys else None,
        line=node.line,
    )


def _certainty(node: Node) -> str:
    return node.choice(Certainty.values)


def _flag(node: Node) -> bool:
    return node.flag()


FIELDS: dict[str, Callable[[Node], Any]] = {
    "who": _text_or_nothing,
    "covered_by": _text_or_nothing,
    "deputy": _text_or_nothing,
    "now": _names,
    "now_desk": _names,
    "waiting_for": _names,
    "next": _text_or_nothing,
    "next_certainty": _certainty,
    "next_word": _day_or_none,
    "is_open": _flag,
    "sees": _texts,
    "not_sees": _texts,
    "page": _texts,
    "not_page": _texts,
    "received": _received,
    "not_received": _not_received,
    "emails": _count,
    "unread": _count,
    "desk": _desk,
    "not_desk": _desk,
    "not_found": _flag,
}
NEEDS_NO_CASE = frozenset({"received", "not_received", "emails", "desk", "not_desk"})
"""Fields about the person rather than about one case: there a case only narrows the search."""


def read_checks(node: Node, *, case: str | None) -> Iterator[Check]:
    """The checks of one `expect:` block; its keys are persons."""
    for person, block in node.table().items():
        fields = block.keys({*FIELDS, "case", "since"})
        if isinstance(block.value, dict) and not set(fields) - {"case", "since"}:
            block.fail(f"nothing is expected of '{person}' here")
        since = fields.pop("since").moment() if "since" in fields else None
        of_case = fields.pop("case").key() if "case" in fields else case
        for name, item in fields.items():
            yield Check(person, of_case, name, FIELDS[name](item), item.line, since)
