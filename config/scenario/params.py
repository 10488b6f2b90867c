"""The parameters of a story's events: their kinds, and how each is read from the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.scenario.reading import MAX_TEXT, Node


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. `words` are texts that the product itself demands: an event that must be refused may omit them."""

    kind: str
    required: bool = False
    words: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    limit: int = MAX_TEXT


@dataclass(frozen=True, slots=True)
class InviteeData:
    """Someone invited to a meeting: a member of the cast, or a name from outside."""

    person: str | None
    name: str
    role: str
    why: str
    is_family: bool
    line: int


READERS: dict[str, Callable[[Node, Param], Any]] = {
    "text": lambda node, param: node.text(empty=param.words, limit=param.limit),
    "label": lambda node, param: node.label(empty=param.words, limit=param.limit),
    "day": lambda node, _param: node.day(),
    "moment": lambda node, _param: node.moment(),
    "moments": lambda node, _param: tuple(item.moment() for item in node.one_or_more()),
    "hour": lambda node, _param: node.hour(),
    "flag": lambda node, _param: node.flag(),
    "number": lambda node, param: node.number(param.low, param.high),
    "choice": lambda node, param: node.choice(param.choices),
    "choices": lambda node, param: tuple(item.choice(param.choices) for item in node.one_or_more()),
    "roles": lambda node, _param: tuple(item.key() for item in node.one_or_more()),
    "people": lambda node, _param: tuple(item.key() for item in node.one_or_more()),
    "invitees": lambda node, _param: tuple(
        _invitee(item) for item in (node.items() if isinstance(node.value, list) else [node])
    ),
}
"""By kind of parameter (Any: each gives a type of its own)."""


def read_param(node: Node, param: Param) -> Any:
    """The parameter's value; references stay names, which `references` looks up."""
    read = READERS.get(param.kind)
    return read(node, param) if read else node.key()


def _invitee(node: Node) -> InviteeData:
    """A person by key alone, or a table with what the invitation says about the person."""
    if isinstance(node.value, str):
        return InviteeData(node.key(), "", "", "", is_family=False, line=node.line)
    keys = node.keys({"person", "name", "role", "why", "family"})
    if ("person" in keys) == ("name" in keys):
        node.fail("an invited person needs either 'person' (from the cast) or 'name' (from outside)")
    if "name" in keys and "role" not in keys:
        node.fail("'role' is missing: say what the invited person is")

    def text(key: str) -> str:
        return keys[key].label(limit=300) if key in keys else ""

    return InviteeData(
        person=keys["person"].key() if "person" in keys else None,
        name=text("name"),
        role=text("role"),
        why=text("why"),
        is_family="family" in keys and keys["family"].flag(),
        line=node.line,
    )
