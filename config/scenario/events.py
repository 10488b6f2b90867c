"""Reads the list of events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.scenario.actions import ACTIONS, Spec
from config.scenario.days import EVENT_TIME, Moment
from config.scenario.expectations import read_checks
from config.scenario.params import read_param
from config.scenario.reading import NOWHERE, Node, guess
from config.scenario.story import EventData

ALWAYS = {"at", "who", "do", "case", "expect", "refused", "note"}
LOOK_KEYS = {"at", "case", "expect", "note"}


def read_events(node: Node, *, only_case: str | None) -> list[EventData]:
    """The events in order. One without `at` happens right after the one before."""
    events: list[EventData] = []
    if node.value == []:
        node.fail("'events' is empty")
    for item in node.items():
        before = events[-1].at if events else None
        event = _event(item, before, only_case)
        if event.at is NOWHERE:
            event = replace(event, at=before or NOWHERE)
        elif before and (event.at.day, event.at.at or EVENT_TIME) < (before.day, before.at or EVENT_TIME):
            place = Node(item.source, (*item.place, "at"), None)
            place.fail(f"{event.at} comes before the event above it ({before}); write events in order of time")
        events.append(event)
    return events


def _event(node: Node, before: Moment | None, only_case: str | None) -> EventData:
    written = node.table()
    if not isinstance(node.value, dict):  # has been told, and has nothing to be looked up
        return EventData(node.line, before or NOWHERE, None, "", only_case, {}, checks=())
    at = _at(node, written, before)
    case = written["case"].key() if "case" in written else only_case
    checks = tuple(read_checks(written["expect"], case=case)) if "expect" in written else ()
    look = EventData(node.line, at, None, "", case, {}, checks=checks)
    if "do" not in written:
        return _look(node, look)
    action = written["do"].value if isinstance(written["do"].value, str) else ""
    if action not in ACTIONS:
        written["do"].fail(f"unknown action '{written['do'].value}'{guess(action, ACTIONS)}")
        return look
    return _deed(node, look, action, ACTIONS[action])


def _look(node: Node, look: EventData) -> EventData:
    keys = node.keys(LOOK_KEYS)
    if "expect" not in keys:
        node.fail("an event needs 'do' (and who does it) or 'expect'")
    return look


def _deed(node: Node, look: EventData, action: str, spec: Spec) -> EventData:
    keys = node.keys(ALWAYS | spec.params.keys())
    refused = keys["refused"].refusal() if "refused" in keys else ""
    if spec.needs_who and "who" not in keys:
        node.fail(f"'who' is missing: say who does '{action}'")
    if "case" in keys and not spec.on_case and "expect" not in keys:
        keys["case"].fail(f"'case' does nothing for '{action}'")
    values: dict[str, Any] = {}
    for name, param in spec.params.items():
        if name in keys:
            values[name] = read_param(keys[name], param)
        elif param.required and not (param.words and refused):
            node.fail(f"'{name}' is missing for '{action}'")
    return replace(
        look,
        who=keys["who"].key() if "who" in keys else None,
        action=action,
        case=look.case if spec.on_case else None,
        values=values,
        lines={name: item.line for name, item in keys.items()},
        refused=refused,
    )


def _at(node: Node, written: dict[str, Node], before: Moment | None) -> Moment:
    if "at" in written:
        at = written["at"].moment()
        if at.day < 0:
            written["at"].fail("a story begins on D+0; nothing can happen before")
            return NOWHERE
        return at
    if before is None:
        node.fail("'at' is missing: the first event must say when it happens")
    return before or NOWHERE
