"""Narrows a checked blueprint file to one governance model: who decides differs, the road does not (RQ-152).

Steps named by any variant are governed: they exist only in the variants that list them. A branch may give
several targets (the first that exists here wins), or `next_forum`: the forum after this step in the
variant's own order.
"""

from __future__ import annotations

from typing import Any

from journey.blueprints.model import END

NEXT_FORUM = "next_forum"

Data = dict[str, Any]  # a checked file; the shape check stands in for static types


def governed_steps(data: Data) -> set[str]:
    variants = (data.get("governance") or {}).get("variants", [])
    return {code for variant in variants for code in variant["steps"]}


def variant_steps(data: Data, variant: str | None) -> list[Data]:
    """The steps that exist under `variant`, in the order of the file; all of them without governance."""
    dropped = governed_steps(data) - set(_order(data, variant))
    return [step for step in data["steps"] if step["code"] not in dropped]


def resolved_branches(data: Data, step: Data, variant: str | None) -> dict[str, str]:
    """Outcome → next step under `variant`; outcomes whose target does not exist here are left out."""
    codes = {kept["code"] for kept in variant_steps(data, variant)} | {END}
    branches: dict[str, str] = {}
    for outcome, value in step["branches"].items():
        wanted = value if isinstance(value, list) else [value]
        found = (_target(data, step, target, variant) for target in wanted)
        hit = next((target for target in found if target in codes), None)
        if hit is not None:
            branches[outcome] = hit
    return branches


def _target(data: Data, step: Data, target: str, variant: str | None) -> str | None:
    if target != NEXT_FORUM:
        return target
    forums = _forums(data, variant)
    position = forums.index(step["code"]) + 1 if step["code"] in forums else 0
    return forums[position] if position < len(forums) else None


def _forums(data: Data, variant: str | None) -> list[str]:
    is_forum = {step["code"] for step in data["steps"] if step.get("is_forum")}
    return [code for code in _order(data, variant) if code in is_forum]


def _order(data: Data, variant: str | None) -> list[str]:
    for entry in (data.get("governance") or {}).get("variants", []):
        if entry["code"] == variant:
            return list(entry["steps"])
    return [step["code"] for step in data["steps"]]
