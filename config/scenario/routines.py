"""Reads the routines: who keeps the family informed between the events."""

from __future__ import annotations

from collections.abc import Mapping

from config.scenario.days import Moment
from config.scenario.reading import Node
from config.scenario.story import RoutineData

FIVE_TEXTS = ("happened", "means", "not_means", "next")


def read_routines(node: Node | None, *, only_case: str | None) -> tuple[RoutineData, ...]:
    return tuple(_routine(item, only_case) for item in node.one_or_more()) if node else ()


def _routine(node: Node, only_case: str | None) -> RoutineData:
    keys = node.keys({"who", "case", "for", "from", "to", "texts"}, required={"who", "texts"})
    first = keys["from"].day() if "from" in keys else Moment(0)
    last = keys["to"].day() if "to" in keys else None
    if last is not None and last.day < first.day:
        keys["to"].fail(f"'to' ({last}) lies before 'from' ({first})")
    texts = tuple(_texts(item) for item in keys["texts"].one_or_more()) if "texts" in keys else ()
    return RoutineData(
        line=node.line,
        who=keys["who"].key() if "who" in keys else "",
        case=keys["case"].key() if "case" in keys else only_case,
        person=keys["for"].key() if "for" in keys else None,
        first=first,
        last=last,
        texts=texts,
    )


def _texts(node: Node) -> Mapping[str, str]:
    keys = node.keys({*FIVE_TEXTS, "title"}, required=FIVE_TEXTS)
    return {key: item.text() for key, item in keys.items()}
