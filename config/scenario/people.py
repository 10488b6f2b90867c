"""Reads the municipality, its units and the cast."""

from __future__ import annotations

import re
from collections import Counter

from config.scenario.reading import Node
from config.scenario.story import Hours, MunicipalityData, PersonData, RelationData, UnitData
from journey.blueprints.vocabulary import CALENDARS, GOVERNANCE, RHYTHMS
from journey.models.people import RelationKind
from journey.rules.case_days import PRODUCT

FIRST_NAME = 100
LANGUAGES = ("da", "en", "ar", "de", "fa", "pl", "so", "tr", "uk")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
SETTINGS = tuple(PRODUCT)
STAFF_KEYS = {"unit", "title", "leader", "hours"}
_PERSON_KEYS = {
    *STAFF_KEYS,
    "name",
    "first_name",
    "kind",
    "language",
    "email",
    "account",
    "shared",
    "age",
    "birthday",
    "parent_of",
    "label",
    "relations",
}


def read_municipality(node: Node) -> MunicipalityData:
    """A name alone, or a table."""
    if isinstance(node.value, str):
        keys = {"name": node}
    else:
        keys = node.keys({"slug", "name", "governance", "calendar", "settings"}, required={"name"})
    name = keys["name"].label(limit=100) if "name" in keys else ""
    slug = keys["slug"].label(limit=50) if "slug" in keys else slug_of(name)
    if name and not SLUG.fullmatch(slug):
        keys.get("slug", node).fail(f"'{slug}' is no slug: use a-z, 0-9 and -")
    return MunicipalityData(
        slug=slug,
        name=name,
        governance=keys["governance"].choice(GOVERNANCE) if "governance" in keys else "decentral",
        calendar=keys["calendar"].choice(CALENDARS) if "calendar" in keys else "none",
        settings=read_settings(keys["settings"]) if "settings" in keys else {},
        given=frozenset(keys),
    )


def read_settings(node: Node) -> dict[str, int]:
    """The numbers that the product goes by. A template may hold more of them, which nothing reads yet."""
    return {key: item.number(*RHYTHMS[key]) for key, item in node.keys(SETTINGS).items()}


def slug_of(name: str) -> str:
    plain = name.casefold().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_units(node: Node) -> dict[str, UnitData]:
    """Each key a unit: a name alone, or a table with kind and the unit it is in."""
    units = {key: _unit(key, child) for key, child in node.table().items()}
    for key, unit in units.items():
        here = Node(node.source, (*node.place, key), None)
        if unit.above is not None and unit.above not in units:
            here.fail(f"unit '{key}' lies in '{unit.above}', which is no unit of this file")
        elif _goes_round(units, key):
            here.fail(f"unit '{key}' lies inside itself")
        elif any(other.name == unit.name for other in units.values() if other is not unit):
            here.fail(f"two units are called '{unit.name}'; units with one name are one unit")
    return units


def _unit(key: str, node: Node) -> UnitData:
    Node(node.source, node.place, key).key()
    if isinstance(node.value, str):
        return UnitData(key, node.label(limit=200), "school", None)
    keys = node.keys({"name", "kind", "in"}, required={"name"})
    return UnitData(
        key=key,
        name=keys["name"].label(limit=200) if "name" in keys else "",
        kind=keys["kind"].key(limit=30) if "kind" in keys else "school",
        above=keys["in"].key() if "in" in keys else None,
    )


def _goes_round(units: dict[str, UnitData], key: str) -> bool:
    seen, at = {key}, units[key].above
    while at in units:
        if at in seen:
            return True
        seen.add(at)
        at = units[at].above
    return False


def read_cast(node: Node, *, story: str) -> dict[str, PersonData]:
    return {key: _person(key, child, story) for key, child in node.table().items()}


def _person(key: str, node: Node, story: str) -> PersonData:
    """What is not written follows from what is: a unit makes staff, an age makes a child, else it is family."""
    Node(node.source, node.place, key).key()
    keys = {"name": node} if isinstance(node.value, str) else node.keys(_PERSON_KEYS, required={"name"})
    name = keys["name"].label(limit=200) if "name" in keys else key
    kind = _kind(node, keys)
    account = keys["account"].flag() if "account" in keys else kind != "child"
    return PersonData(
        key=key,
        line=node.line,
        kind=kind,
        name=name,
        first_name=keys["first_name"].label(limit=FIRST_NAME) if "first_name" in keys else _first_name(node, name, key),
        language=keys["language"].choice(LANGUAGES) if "language" in keys else "da",
        email=_email(key, keys, story) if account else "",
        account=account,
        shared=keys["shared"].key() if "shared" in keys else "",
        age=keys["age"].number(0, 25) if "age" in keys else None,
        birthday=keys["birthday"].day() if "birthday" in keys else None,
        unit=keys["unit"].key() if "unit" in keys else None,
        title=keys["title"].label(limit=100) if "title" in keys else "",
        is_leader="leader" in keys and keys["leader"].flag(),
        hours=keys["hours"].hours() if "hours" in keys else Hours(),
        relations=tuple(_relations(node, keys)),
    )


def _first_name(node: Node, name: str, key: str) -> str:
    first = (name.split() or [key])[0]
    if len(first) > FIRST_NAME:
        node.fail(f"the first name is longer than {FIRST_NAME} characters")
    return first


def _kind(node: Node, keys: dict[str, Node]) -> str:
    guessed = "staff" if "unit" in keys else "child" if "age" in keys else "family"
    kind = keys["kind"].choice({"child", "staff", "family"}) if "kind" in keys else guessed
    if kind == "staff":
        for missing in sorted({"unit", "title"} - keys.keys()):
            node.fail(f"'{missing}' is missing: staff need a title and a unit")
    for key in sorted(keys.keys() & (STAFF_KEYS if kind != "staff" else {"age"})):
        keys[key].fail(f"'{key}' does not belong to a person of the kind '{kind}'")
    if "birthday" in keys and "age" not in keys:
        keys["birthday"].fail("'birthday' needs 'age', the age on D+0")
    if kind == "child" and "account" in keys:
        keys["account"].fail("a child has no login")
    return kind


def _email(key: str, keys: dict[str, Node], story: str) -> str:
    """The address written, none for "none", else one that can reach nobody."""
    if "email" not in keys:
        return f"{key}@{story.replace('_', '-')}.example"
    written = keys["email"].label(limit=200)
    if written == "none":
        return ""
    if not EMAIL.fullmatch(written):
        keys["email"].fail(f"'{written}' is no e-mail address")
    return written


def _relations(node: Node, keys: dict[str, Node]) -> list[RelationData]:
    """`parent_of` is short for custodians; `relations` says everything. Nobody stands twice to a child in one way."""
    label = keys["label"].label(limit=50) if "label" in keys else ""
    short = [
        RelationData(item.key(), RelationKind.CUSTODIAN, label, "")
        for item in (keys["parent_of"].one_or_more() if "parent_of" in keys else [])
    ]
    found = [*short, *(_relation(item) for item in (keys["relations"].items() if "relations" in keys else []))]
    counted = Counter((one.child, one.kind) for one in found)
    for child, kind in (pair for pair, count in counted.items() if count > 1):
        node.fail(f"'{node.name}' stands to '{child}' as {kind} twice")
    return found


def _relation(node: Node) -> RelationData:
    keys = node.keys({"child", "kind", "label", "basis"}, required={"child"})
    return RelationData(
        child=keys["child"].key() if "child" in keys else "",
        kind=keys["kind"].choice(RelationKind.values) if "kind" in keys else RelationKind.CUSTODIAN,
        label=keys["label"].label(limit=50) if "label" in keys else "",
        basis=keys["basis"].label(limit=200) if "basis" in keys else "",
    )
