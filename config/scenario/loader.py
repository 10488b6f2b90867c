"""Loads a story file: everything is checked, and all problems are told at once, before anything is played."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from config.scenario import days, references
from config.scenario.cases import read_blueprint, read_case
from config.scenario.events import read_events
from config.scenario.people import read_cast, read_municipality, read_units
from config.scenario.problems import Problem, ScenarioError
from config.scenario.reading import Node, Source
from config.scenario.routines import read_routines
from config.scenario.story import CaseData, MunicipalityData, Story
from journey.blueprints.reading import MAX_BYTES

_TOP = {
    "scenario",
    "municipality",
    "units",
    "blueprint",
    "start",
    "demo_day",
    "cast",
    "case",
    "cases",
    "routine",
    "events",
}
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
"""The product refuses dates from before 1900 and after 2200 as a slip; a story and its people need room around D+0."""


def load_story(path: Path) -> Story:
    """The story in the file. Raises ScenarioError with every problem, each with file, line and reason."""
    _refuse_odd_file(path)
    source = Source(path)
    story = _story(source.root)
    if len(story.cases) == _cases_written(source.root):
        source.problems += references.problems_in(story)
    source.finish()
    return story


def _cases_written(root: Node) -> int:
    """How many cases the file has; with one that cannot be read, looking names up would only add noise."""
    data = root.value if isinstance(root.value, dict) else {}
    cases = data.get("cases")
    return max(len(cases), 1) if isinstance(cases, dict) else 1


def load_stories(paths: list[Path], *, together: bool) -> list[Story]:
    """All stories, or a ScenarioError about all of them; `together` also compares what they share."""
    stories: list[Story] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            stories.append(load_story(path))
        except ScenarioError as error:
            problems += error.problems
    if together and not problems:
        problems += references.conflicts(stories)
    if problems:
        raise ScenarioError(problems)
    return stories


def _refuse_odd_file(path: Path) -> None:
    if path.is_file():
        size = path.stat().st_size
        reason = f"the file is larger than {MAX_BYTES} bytes" if size > MAX_BYTES else ""
    elif path.is_dir():
        reason = "is a folder; name the files in it"
    else:
        reason = "is no ordinary file" if path.exists() else "there is no such file"
    if reason:
        raise ScenarioError([Problem(str(path), 1, reason)])


def _story(root: Node) -> Story:
    keys = root.keys(_TOP, required={"scenario", "cast", "units", "events"})
    about = _about(keys.get("scenario"), root)
    town = read_municipality(keys["municipality"]) if "municipality" in keys else _default_town()
    cases = _cases(root, keys, town)
    return Story(
        path=root.source.path,
        id=about["id"],
        title=about["title"],
        text=about["story"],
        start=_start(keys.get("start")),
        demo_day=_demo_day(keys.get("demo_day")),
        municipality=town,
        units=read_units(keys["units"]) if "units" in keys else {},
        cast=read_cast(keys["cast"], story=about["id"]) if "cast" in keys else {},
        cases=cases,
        routines=read_routines(keys.get("routine"), only_case=_only(cases)),
        events=tuple(read_events(keys["events"], only_case=_only(cases)) if "events" in keys else ()),
    )


def _about(node: Node | None, root: Node) -> dict[str, Any]:
    """An id alone, or a table with id, title and the story in a few words."""
    if node is None:
        return {"id": root.source.path.stem, "title": "", "story": ""}
    keys = {"id": node} if isinstance(node.value, str) else node.keys({"id", "title", "story"}, required={"id"})
    story_id = keys["id"].key() if "id" in keys else ""
    return {
        "id": story_id,
        "title": keys["title"].label(limit=200) if "title" in keys else story_id,
        "story": keys["story"].text() if "story" in keys else "",
    }


def _default_town() -> MunicipalityData:
    return MunicipalityData("eksempel", "Eksempel Kommune", "decentral", "none", {}, frozenset())


def _start(node: Node | None) -> date:
    if node is None:
        return days.DEFAULT_START
    start = node.iso_day(days.DEFAULT_START)
    if not EARLIEST <= start <= LATEST:
        node.fail(f"'start' must lie between {EARLIEST} and {LATEST}, not on {start}")
        return days.DEFAULT_START
    if start.weekday() != 0:
        node.fail(f"'start' must be a Monday; {start} is a {days.WEEKDAYS[start.weekday()]}")
    return start


def _demo_day(node: Node | None) -> int:
    if node is None:
        return 0
    if isinstance(node.value, int) or node.is_quoted_number:
        return node.number(0, days.LONGEST_STORY)
    return node.day().day


def _cases(root: Node, keys: dict[str, Node], town: MunicipalityData) -> dict[str, CaseData]:
    """One `case:` or several `cases:`; the blueprint of the file serves all that name none."""
    blueprint = read_blueprint(keys["blueprint"], town=town) if "blueprint" in keys else None
    if ("case" in keys) == ("cases" in keys):
        root.fail("write either 'case' (one) or 'cases' (several, each with a name)")
        return {}
    nodes = {"case": keys["case"]} if "case" in keys else keys["cases"].table()
    if "cases" in keys and keys["cases"].value == {}:
        keys["cases"].fail("'cases' is empty")
    read = {key: read_case(key, node, blueprint, town=town) for key, node in nodes.items()}
    return {key: case for key, case in read.items() if case is not None}


def _only(cases: dict[str, CaseData]) -> str | None:
    return next(iter(cases)) if len(cases) == 1 else None
