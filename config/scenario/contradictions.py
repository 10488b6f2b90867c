"""What is wrong within one event. Where the file says `refused`, it may be just what the product is to refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import time

from config.scenario.days import EVENT_TIME, Moment
from config.scenario.story import EventData, PersonData, Story

Found = Iterator[tuple[str, str]]
"""Each is the parameter, whose line is told, and the reason."""


def contradictions(story: Story, event: EventData) -> Found:
    read = _READERS.get(event.action)
    if read:
        yield from read(story, event)


def _whose_thread(story: Story, event: EventData) -> Found:
    """Family writes in its own thread; staff must say whose thread it is."""
    name = "to" if event.action == "message" else "thread"
    who, whose = story.cast.get(event.who or ""), story.cast.get(event.values.get(name, ""))
    if who is None:
        return
    if name not in event.values:
        if not _may_be_family(who):
            yield name, f"'{name}' is missing: staff must say whose thread it is"
    elif event.refused or whose is None:
        return
    elif who.kind == "family" and whose is not who:
        yield name, f"'{name}' does not belong here: '{who.key}' is family and has one thread, the own"
    elif not _may_be_family(whose):
        yield name, f"'{name}' must be one of the family, whose thread it is; '{whose.key}' is {whose.kind}"


def _may_be_family(person: PersonData) -> bool:
    return person.kind == "family" or bool(person.relations)


def _own_cover(_story: Story, event: EventData) -> Found:
    cover = event.values.get("cover")
    if cover and cover == event.values.get("person", event.who) and not event.refused:
        yield "cover", f"'cover' must be somebody else: '{cover}' is the one who is away"


def _own_deputy(_story: Story, event: EventData) -> Found:
    deputy = event.values.get("deputy")
    if deputy and deputy == event.values.get("to") and not event.refused:
        yield "deputy", "'deputy' is the new contact too; it must be somebody else"


def _ends_first(_story: Story, event: EventData) -> Found:
    starts, ends = event.values.get("starts"), event.values.get("ends")
    if starts and ends and _order(ends) <= _order(starts) and not event.refused:
        yield "ends", f"'ends' ({ends}) does not lie after 'starts' ({starts})"


def _order(moment: Moment) -> tuple[int, time]:
    return moment.day, moment.at or EVENT_TIME


_READERS: Mapping[str, Callable[[Story, EventData], Found]] = {
    "message": _whose_thread,
    "seen": _whose_thread,
    "absence": _own_cover,
    "contact_change": _own_deputy,
    "meeting_plan": _ends_first,
}
