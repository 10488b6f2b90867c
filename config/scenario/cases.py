"""Reads the cases and the blueprint they are opened from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from config.scenario.days import Moment
from config.scenario.people import read_settings
from config.scenario.reading import Node, guess
from config.scenario.story import CaseData, MunicipalityData, RoleData
from journey.blueprints import Blueprint, BlueprintError, load_blueprint, shipped_codes
from journey.blueprints.vocabulary import GOVERNANCE

OPENED = Moment(0, time(6))
_CASE_KEYS = {
    "child",
    "unit",
    "title",
    "contact",
    "deputy",
    "opened",
    "rhythm",
    "roles",
    "blueprint",
    "refused",
}


def read_blueprint(node: Node, *, town: MunicipalityData) -> Blueprint | None:
    """A code alone, or a table with code or file, governance and changed settings. None when it has problems."""
    if isinstance(node.value, str):
        keys = {"code": node}
    else:
        keys = node.keys({"code", "file", "governance", "settings"})
        if ("code" in keys) == ("file" in keys):
            node.fail("'blueprint' needs either 'code' (one that comes with the product) or 'file'")
            return None
    wanted = keys["governance"].choice(GOVERNANCE) if "governance" in keys else town.governance
    numbers: dict[str, Any] = read_settings(keys["settings"]) if "settings" in keys else {}
    for name in sorted(numbers.keys() & town.settings.keys()):
        keys["settings"].fail(f"'{name}' stands in the municipality's settings and in the blueprint's; write it once")
    loaded = _load(node, _source(keys), wanted)
    return _adapted(loaded, {"calendar": town.calendar, **town.settings, **numbers}) if loaded else None


def _adapted(loaded: Blueprint, said: Mapping[str, Any]) -> Blueprint:
    """The municipality's own copy: what the story says of the municipality stands in it and so goes before the file."""
    return replace(loaded, settings=replace(loaded.settings, **said))


def _source(keys: dict[str, Node]) -> str | Path:
    """A shipped code, or a file beside the story. Empty: there is none such, and it has been told."""
    if "file" in keys:
        return _beside(keys["file"])
    code = keys["code"].key()
    if code and code not in shipped_codes():
        hint = guess(code, shipped_codes()) or f"; there are: {', '.join(shipped_codes())}"
        keys["code"].fail(f"no blueprint has this code: '{code}'{hint}")
        return ""
    return code


def _beside(node: Node) -> str | Path:
    """An ordinary file in the story's own folder: a story from somebody else opens nothing else of this machine."""
    written = node.label(limit=200)
    if not written:
        return ""
    folder = Path(os.path.realpath(node.source.path.parent))
    path = Path(os.path.realpath(folder / written))
    if Path(written).is_absolute() or not path.is_relative_to(folder):
        node.fail("'file' must lie in the story's own folder; write its name alone")
    elif not os.path.lexists(path):
        node.fail(f"'file': there is no '{written}' in the story's own folder")
    elif not path.is_file():
        node.fail(f"'file': '{written}' is no ordinary file")
    else:
        return path
    return ""


def _load(node: Node, source: str | Path, governance: str | None) -> Blueprint | None:
    if not source:
        return None
    try:
        return (
            _shipped(source, governance) if isinstance(source, str) else load_blueprint(source, governance=governance)
        )
    except BlueprintError as error:
        for problem in error.problems:
            where = f"{problem.where}: " if problem.where else ""
            node.fail(f"blueprint {problem.file}:{problem.line}: {where}{problem.reason}")
    return None


@cache
def _shipped(code: str, governance: str | None) -> Blueprint:
    """Read once for all stories of a run: checking a blueprint takes a second."""
    return load_blueprint(code, governance=governance)


def read_case(key: str, node: Node, blueprint: Blueprint | None, *, town: MunicipalityData) -> CaseData | None:
    """None when the case cannot be understood at all; the reasons are in the source's problems."""
    keys = node.keys(_CASE_KEYS, required={"child", "unit", "contact", "deputy"})
    if "blueprint" in keys:
        blueprint = read_blueprint(keys["blueprint"], town=town)
    elif blueprint is None and not node.source.problems:
        node.fail("'blueprint' is missing: write it for the file or for the case")
    if blueprint is None or not {"child", "unit", "contact", "deputy"} <= keys.keys():
        return None
    opened = keys["opened"].moment() if "opened" in keys else OPENED
    if opened.day < 0:
        keys["opened"].fail("a story begins on D+0; nothing can happen before")
    if keys["deputy"].value == keys["contact"].value and "refused" not in keys:
        keys["deputy"].fail("'deputy' is the contact too; it must be somebody else")
    rhythm = keys["rhythm"].table() if "rhythm" in keys else {}
    return CaseData(
        key=key,
        line=node.line,
        child=keys["child"].key(),
        unit=keys["unit"].key(),
        title=keys["title"].label(limit=200) if "title" in keys else "",
        contact=keys["contact"].key(),
        deputy=keys["deputy"].key(),
        opened=opened if opened.at else replace(opened, at=OPENED.at),
        rhythm={person: item.number(1, 30) for person, item in rhythm.items()},
        roles=tuple(_role(item) for item in (keys["roles"].items() if "roles" in keys else [])),
        blueprint=blueprint,
        refused=keys["refused"].refusal() if "refused" in keys else "",
    )


def _role(node: Node) -> RoleData:
    keys = node.keys({"person", "role", "label", "can_decide", "authority"}, required={"person", "role", "label"})

    def text(key: str, limit: int) -> str:
        return keys[key].label(limit=limit) if key in keys else ""

    return RoleData(
        person=keys["person"].key() if "person" in keys else "",
        role=keys["role"].key() if "role" in keys else "",
        label=text("label", 100),
        can_decide=text("can_decide", 200),
        is_authority="authority" in keys and keys["authority"].flag(),
        line=node.line,
    )
