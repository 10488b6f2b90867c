"""Reads YAML and remembers the line of every value, so that each problem can point at its place."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from journey.blueprints.problems import BlueprintError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
"""Lists and tables inside each other: no template needs ten, and reading thousands would end in no clear words."""
PLAIN_TAGS = frozenset({"map", "seq", "str", "int", "bool", "null", "timestamp"})

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""A NUL, or half of a pair: no database and no UTF-8 text takes them."""

Place = tuple[str | int, ...]


class PlainLoader(yaml.SafeLoader):
    """YAML without its surprises: only true and false are truth values, and 010 is no number at all, least of all 8."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,8})", list("-+0123456789")),
    ("timestamp", r"\d{4}-\d{2}-\d{2}", list("0123456789")),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)


@dataclass
class Document:
    """The parsed file: plain Python values, and the line of each place in it."""

    file: str
    data: Any = None  # parsed YAML has no static type until the shape check has passed
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, place: Place) -> int:
        """The line of `place`, or of the nearest surrounding place that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, reason: str) -> Problem:
        return Problem(self.file, self.line_of(place), self.spoken(place), reason)

    def warning(self, place: Place, reason: str) -> Problem:
        return Problem(self.file, self.line_of(place), self.spoken(place), reason, "warning")

    def spoken(self, place: Place) -> str:
        """ "step daycare_concern.title.da": list items are called by their code when they have one."""
        names: list[str] = []
        value = self.data
        for key in place:
            value = _child(value, key)
            if isinstance(key, str):
                names.append(key)
            elif isinstance(value, dict) and isinstance(value.get("code"), str) and names:
                names[-1] = f"{names[-1].rstrip('s')} {value['code']}"
            elif names:
                names[-1] = f"{names[-1]}[{key + 1}]"
        return ".".join(names)


def read_document(path: Path) -> Document:
    """Parse `path`; BlueprintError when it cannot be read as one plain YAML document."""
    return parse_document(bytes_of(path), path)


def parse_document(raw: bytes, path: Path) -> Document:
    """Parse what was read from `path`; BlueprintError as above."""
    document = Document(path.name)
    try:
        _refuse_aliases_and_depth(raw, document)
        root = yaml.compose(raw.decode("utf-8"), Loader=PlainLoader)
        document.data = None if root is None else _value(root, (), document)
    except BlueprintError:
        raise
    except UnicodeDecodeError as error:
        raise _failure(path.name, 1, "the file is not UTF-8 text") from error
    except yaml.reader.ReaderError as error:
        line = raw.decode("utf-8")[: error.position].count("\n") + 1
        raise _failure(path.name, line, "not valid YAML: a character that cannot be stored") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _failure(path.name, mark.line + 1 if mark else 1, f"not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise _failure(path.name, 1, f"not valid YAML: {error}") from error
    if document.problems:
        raise BlueprintError(sorted(document.problems))
    return document


def bytes_of(path: Path) -> bytes:
    """All of an ordinary file, and never more than the limit: a device has no end, and a size can be untrue."""
    try:
        if path.exists() and not path.is_file():
            raise _failure(path.name, 1, "is no ordinary file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _failure(str(path), 1, f"cannot be read: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise _failure(path.name, 1, f"larger than {MAX_BYTES} bytes")
    return raw


def _refuse_aliases_and_depth(raw: bytes, document: Document) -> None:
    """Each text stands where it is used, and a small file can unfold neither into a huge nor into a deep one."""
    depth = 0
    for event in yaml.parse(raw.decode("utf-8"), Loader=PlainLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _failure(document.file, line, f"the reference *{event.anchor} is not allowed here")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _failure(
                document.file, line, f"too deeply nested: more than {MAX_DEPTH} lists and tables in each other"
            )


def _value(node: yaml.Node, place: Place, document: Document) -> Any:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if node.tag.split(":")[-1] not in PLAIN_TAGS:
        document.problems.append(document.problem(place, f"the tag {node.tag} is not allowed"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, index), document) for index, child in enumerate(node.value)]
    try:
        value = _scalar(node)
    except (yaml.YAMLError, ValueError) as error:
        reason = getattr(error, "problem", None) or str(error)
        document.problems.append(document.problem(place, f"cannot be read: {reason}"))
        return None
    if isinstance(value, str) and _UNSTORABLE.search(value):
        document.problems.append(document.problem(place, "holds a character that cannot be stored"))
    return value


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            document.problems.append(
                Problem(document.file, line, document.spoken(place), "every key must be a word (put it in quotes)")
            )
        elif key in result:
            document.problems.append(Problem(document.file, line, key, "the same key stands twice"))
        else:
            document.lines[(*place, key)] = line
            result[key] = _value(value_node, (*place, key), document)
    return result


def _scalar(node: yaml.Node) -> Any:
    return PlainLoader("").construct_object(node, deep=True)


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _child(value: Any, key: Hashable) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None


def _failure(file: str, line: int, reason: str) -> BlueprintError:
    return BlueprintError([Problem(file, line, "", reason)])
