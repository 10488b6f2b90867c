"""Every rule of a blueprint that can be checked as data. All problems come at once, each with its line.

First the shape, then (only on a sound shape) the rules: codes that resolve, owners that end with a person,
waits for long steps, typed outcomes with the parents' and the child's view, and texts a family can read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import Any

from journey.blueprints import vocabulary as words
from journey.blueprints.governance import governed_steps, resolved_branches, variant_steps
from journey.blueprints.model import END
from journey.blueprints.problems import Problem
from journey.blueprints.reading import Document, Place
from journey.blueprints.schema import BLUEPRINT
from journey.rules import plain_language
from journey.rules.next_word import DEFAULT_FRESHNESS_DAYS

Rule = Callable[[Document], Iterator[Problem]]

# Only to compare a duration with the family's rhythm; shown durations are never converted (RQ-011).
_ROUGH_DAYS = {"hours": 1 / 24, "days": 1, "working_days": 1.4, "weeks": 7, "months": 30, "years": 365}
_DIAGNOSIS_WORDS = ("diagnos", "udredt")


def problems_in(document: Document) -> list[Problem]:
    """Every problem, errors and warnings, in the order of the file."""
    shape = list(BLUEPRINT(document, (), document.data))
    if shape:
        return sorted(shape)
    return sorted(problem for rule in RULES for problem in rule(document))


def errors_in(problems: Collection[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def unique_codes(document: Document) -> Iterator[Problem]:
    for section, key in (
        ("roles", "code"),
        ("phases", "code"),
        ("phases", "order"),
        ("meetings", "code"),
        ("steps", "code"),
        ("steps", "number"),
    ):
        yield from _repeated(document, section, key)
    yield from _same_titles(document)


def _repeated(document: Document, section: str, key: str) -> Iterator[Problem]:
    items = document.data.get(section) or []
    counted = Counter(str(item[key]) for item in items)
    for index, item in enumerate(items):
        if counted[str(item[key])] > 1:
            yield document.problem((section, index, key), f"{item[key]!r} is used {counted[str(item[key])]} times")


def _same_titles(document: Document) -> Iterator[Problem]:
    """One word, one meaning: no two steps may bear the same name (RQ-136)."""
    for language in ("da", "en"):
        steps = document.data["steps"]
        counted = Counter(step["title"][language].casefold() for step in steps)
        for index, step in enumerate(steps):
            if counted[step["title"][language].casefold()] > 1:
                yield document.problem(("steps", index, "title", language), "two steps have the same name (RQ-136)")


def dates_in_order(document: Document) -> Iterator[Problem]:
    data = document.data
    if data["review_on"] <= data["valid_from"]:
        yield document.problem(("review_on",), "must lie after valid_from")
    if data.get("valid_to") and data["valid_to"] <= data["valid_from"]:
        yield document.problem(("valid_to",), "must lie after valid_from")


def references_resolve(document: Document) -> Iterator[Problem]:
    data = document.data
    roles, phases = _codes(data["roles"]), _codes(data["phases"])
    meetings, steps = _codes(data.get("meetings") or []), _codes(data["steps"])
    yield from _unknown(document, ("owner_role",), data["owner_role"], roles, "role")
    for index, phase in enumerate(data["phases"]):
        yield from _unknown(document, ("phases", index, "talks_with"), phase["talks_with"], roles, "role")
    for index, entry in enumerate(data["entry_steps"]):
        yield from _unknown(document, ("entry_steps", index), entry, steps, "step")
    for index, step in enumerate(data["steps"]):
        place: Place = ("steps", index)
        yield from _unknown(document, (*place, "phase"), step["phase"], phases, "phase")
        yield from _unknown(document, (*place, "owner_role"), step["owner_role"], roles, "role")
        if step.get("meeting"):
            yield from _unknown(document, (*place, "meeting"), step["meeting"], meetings, "meeting")
        for number, paper in enumerate(step["documents"]):
            yield from _unknown(document, (*place, "documents", number), paper, data["documents"], "document")


def _unknown(document: Document, place: Place, value: str, known: Collection[str], noun: str) -> Iterator[Problem]:
    if value not in known:
        yield document.problem(place, f"there is no {noun} '{value}' in this blueprint")


def owners_end_with_a_person(document: Document) -> Iterator[Problem]:
    """A vacant role falls back to another until one that is always filled; never in a circle (RQ-001)."""
    roles = {role["code"]: role["falls_back_to"] for role in document.data["roles"]}
    for index, role in enumerate(document.data["roles"]):
        seen, current = {role["code"]}, role["falls_back_to"]
        while current is not None:
            if current not in roles:
                yield document.problem(("roles", index, "falls_back_to"), f"there is no role '{current}'")
                break
            if current in seen:
                yield document.problem(("roles", index, "falls_back_to"), "the fall-back goes in a circle")
                break
            seen.add(current)
            current = roles[current]


def waits_are_complete(document: Document) -> Iterator[Problem]:
    """A step that can outlast the family's rhythm opens a wait (RQ-002, RQ-006)."""
    roles = _codes(document.data["roles"])
    freshness = document.data["settings"].get("freshness_days", DEFAULT_FRESHNESS_DAYS)
    for index, step in enumerate(document.data["steps"]):
        place: Place = ("steps", index)
        wait, usual = step.get("wait"), step["usual"]
        if wait:
            role_place = (*place, "wait", "holder_role")
            yield from _unknown(document, role_place, wait["holder_role"], roles, "role")
        if usual and usual["low"] > usual["high"]:
            yield document.problem((*place, "usual"), "the range ends before it begins: low is above high")
        longest = usual["high"] * _ROUGH_DAYS[usual["unit"]] if usual else 0
        if not wait and (longest > freshness or step.get("is_forum")):
            yield document.problem(place, f"can last longer than {freshness} days, so it must open a wait (RQ-002)")


def certainty_is_honest(document: Document) -> Iterator[Problem]:
    """What may happen says on what it depends; only sure steps are drawn on the road (RQ-035, RQ-158)."""
    for index, step in enumerate(document.data["steps"]):
        place: Place = ("steps", index)
        sure = step["certainty"] in words.SURE
        if not sure and not step.get("condition"):
            yield document.problem(place, f"is '{step['certainty']}', so 'condition' must say what decides it")
        if step["default_path"] and not sure:
            yield document.problem(
                (*place, "default_path"), f"a step that is '{step['certainty']}' cannot be drawn as expected"
            )
    if not any(step["default_path"] for step in document.data["steps"]):
        yield document.problem(("steps",), "no step is on the default path, so a family would see no road")


def the_drawn_road_holds_together(document: Document) -> Iterator[Problem]:
    """Each step drawn from day one leads to the next drawn one, and none of them is withheld."""
    drawn = [(index, step) for index, step in enumerate(document.data["steps"]) if step["default_path"]]
    for (index, step), (_, following) in pairwise(drawn):
        if following["code"] not in _reached_past_withheld(document.data["steps"], step):
            yield document.problem(
                ("steps", index, "branches"), f"the drawn road breaks: add a branch to '{following['code']}'"
            )
    for index, step in enumerate(document.data["steps"]):
        if step.get("starts_withheld") and (step["default_path"] or step.get("shown_from_day_one")):
            yield document.problem(
                ("steps", index, "starts_withheld"), "a withheld step leaves no trace, so it cannot be drawn"
            )


def _reached_past_withheld(steps: list[Any], step: Any) -> set[str]:
    """Where the branches of `step` lead, also through steps the family does not see yet."""
    withheld = {other["code"]: other for other in steps if other.get("starts_withheld")}
    reached, queue = set[str](), [step]
    while queue:
        for target in _targets(queue.pop()):
            if target in withheld and target not in reached:
                queue.append(withheld[target])
            reached.add(target)
    return reached


def _targets(step: Any) -> list[str]:
    values = step["branches"].values()
    return [target for value in values for target in (value if isinstance(value, list) else [value])]


def gates_are_allowed(document: Document) -> Iterator[Problem]:
    for index, step in enumerate(document.data["steps"]):
        for number, gate in enumerate(step.get("gates") or []):
            place: Place = ("steps", index, "gates", number)
            if gate in words.BANNED_GATES:
                yield document.problem(place, f"'{gate}' is not allowed: {words.BANNED_GATES[gate]}")
            elif gate not in words.GATES:
                yield document.problem(place, f"'{gate}' is none of {', '.join(sorted(words.GATES))}")
        if any(_names_diagnosis(text) for text in (step.get("condition") or {}).values()):
            yield document.problem(
                ("steps", index, "condition"), f"names a diagnosis: {words.BANNED_GATES['diagnosis']}"
            )


def _names_diagnosis(text: str) -> bool:
    return any(word in text.casefold() for word in _DIAGNOSIS_WORDS)


def branches_lead_somewhere(document: Document) -> Iterator[Problem]:
    data = document.data
    targets = _codes(data["steps"]) | {END, "next_forum"}
    for index, step in enumerate(data["steps"]):
        for outcome, value in step["branches"].items():
            place: Place = ("steps", index, "branches", outcome)
            if outcome not in data["outcomes"]:
                yield document.problem(place, f"the outcome '{outcome}' has no text under 'outcomes'")
            for target in value if isinstance(value, list) else [value]:
                if target not in targets:
                    yield document.problem(place, f"leads to '{target}', but there is no such step")


def decisions_are_typed(document: Document) -> Iterator[Problem]:
    """A decision has typed outcomes, asks parents and child first, and is explained (RQ-056, RQ-063)."""
    data = document.data
    roles, steps = {role["code"]: role for role in data["roles"]}, _codes(data["steps"])
    for index, step in enumerate(data["steps"]):
        decision, place = step.get("decision"), ("steps", index, "decision")
        if not decision:
            if step.get("is_forum"):
                yield document.problem(("steps", index), "a forum decides, so it needs a 'decision'")
            continue
        for key in ("view_step", "child_view_step", "explained_in"):
            yield from _unknown(document, (*place, key), decision[key], steps, "step")
        yield from _decider(document, place, decision, roles)
        yield from _outcomes(document, index, decision, step["branches"])


def _decider(document: Document, place: Place, decision: Any, roles: dict[str, Any]) -> Iterator[Problem]:
    role = decision["decider_role"]
    yield from _unknown(document, (*place, "decider_role"), role, roles, "role")
    if role in roles and not roles[role]["can_decide"]:
        yield document.problem((*place, "decider_role"), f"the role '{role}' cannot decide")


def _outcomes(document: Document, index: int, decision: Any, branches: Any) -> Iterator[Problem]:
    allowed = words.DECISION_TYPES[decision["type"]]
    for number, outcome in enumerate(decision["outcomes"]):
        place: Place = ("steps", index, "decision", "outcomes", number)
        if outcome not in allowed:
            yield document.problem(place, f"'{outcome}' is none of {', '.join(sorted(allowed))}")
        if outcome not in branches:
            yield document.problem(place, f"the outcome '{outcome}' leads nowhere: add it to 'branches'")


def governance_is_whole(document: Document) -> Iterator[Problem]:
    """In every variant each remaining step still leads somewhere, and no entry step is lost."""
    governance = document.data.get("governance")
    if not governance:
        return
    place: Place = ("governance", "variants")
    variants = [variant["code"] for variant in governance["variants"]]
    steps = _codes(document.data["steps"])
    if governance["default"] not in variants:
        yield document.problem(("governance", "default"), "is none of the variants below")
    for index, variant in enumerate(governance["variants"]):
        if variants.count(variant["code"]) > 1:
            yield document.problem((*place, index, "code"), f"'{variant['code']}' stands twice")
        for number, code in enumerate(variant["steps"]):
            yield from _unknown(document, (*place, index, "steps", number), code, steps, "step")
    if all(code in steps for code in governed_steps(document.data)):
        for index, variant in enumerate(governance["variants"]):
            yield from _dead_ends(document, (*place, index), variant["code"])


def _dead_ends(document: Document, place: Place, variant: str) -> Iterator[Problem]:
    kept = variant_steps(document.data, variant)
    codes = {step["code"] for step in kept}
    for entry in document.data["entry_steps"]:
        if entry not in codes:
            yield document.problem(place, f"leaves out '{entry}', where a case begins")
    for step in kept:
        branches = resolved_branches(document.data, step, variant)
        if not branches:
            yield document.problem(place, f"the step '{step['code']}' leads nowhere here")
        for outcome in (step.get("decision") or {}).get("outcomes", ()):
            if outcome not in branches and outcome != "forwarded":
                yield document.problem(place, f"'{outcome}' of '{step['code']}' leads nowhere here")


def every_step_can_be_reached(document: Document) -> Iterator[Problem]:
    data = document.data
    seen, queue = set[str](), list(data["entry_steps"])
    steps = {step["code"]: step for step in data["steps"]}
    forums = [step["code"] for step in data["steps"] if step.get("is_forum")]
    while queue:
        current = queue.pop()
        if current in seen or current not in steps:
            continue
        seen.add(current)
        for target in _targets(steps[current]):
            queue.extend(forums if target == "next_forum" else [target])
    for index, step in enumerate(data["steps"]):
        if step["code"] not in seen:
            yield document.problem(("steps", index), "no branch and no entry leads to this step")


def texts_are_plain(document: Document) -> Iterator[Problem]:
    for index, step in enumerate(document.data["steps"]):
        for key, text in step["parents"].items():
            yield from _phrases(document, ("steps", index, "parents", key, "da"), text["da"])
        yield from _phrases(document, ("steps", index, "title", "da"), step["title"]["da"])
        hard = plain_language.check_lix(" \n".join(text["da"] for text in step["parents"].values()))
        if hard:
            yield document.warning(("steps", index, "parents"), hard.sentence)


def _phrases(document: Document, place: Place, text: str) -> Iterator[Problem]:
    for finding in plain_language.forbidden_phrases(text):
        report = document.problem if finding.severity == "error" else document.warning
        yield report(place, finding.sentence)


def _codes(items: list[Any]) -> set[str]:
    return {item["code"] for item in items}


RULES: tuple[Rule, ...] = (
    unique_codes,
    dates_in_order,
    references_resolve,
    owners_end_with_a_person,
    waits_are_complete,
    certainty_is_honest,
    the_drawn_road_holds_together,
    gates_are_allowed,
    branches_lead_somewhere,
    decisions_are_typed,
    governance_is_whole,
    every_step_can_be_reached,
    texts_are_plain,
)
