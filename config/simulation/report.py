"""What a simulation tells: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.simulation.run import Outcome


def holds(outcome: Outcome) -> bool:
    return not any(rule.broken for rule in outcome.findings.rules)


def table(outcome: Outcome) -> Iterator[str]:
    yield "What was lived"
    for title, counts in (
        ("rows", outcome.findings.counts),
        ("acts", outcome.done),
        ("refused by the product", outcome.refused),
        ("faults of the mail server", outcome.mail_faults),
    ):
        yield f"  {title}: " + (", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none")
    yield ""
    width = max(len(rule.name) for rule in outcome.findings.rules)
    yield f"{'What must hold':{width}}  {'looked at':>9}  {'broken':>6}"
    for rule in outcome.findings.rules:
        yield f"{rule.name:{width}}  {rule.checked:9}  {rule.broken:6}"
        yield from (f"    {example}" for example in rule.examples)
    yield ""
    yield "The promise held." if holds(outcome) else "THE PROMISE WAS BROKEN."


def as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "holds": holds(outcome),
        "seconds": round(outcome.seconds, 1),
        "rules": [
            {"name": rule.name, "checked": rule.checked, "broken": rule.broken, "examples": rule.examples}
            for rule in outcome.findings.rules
        ],
        "rows": outcome.findings.counts,
        "acts": dict(outcome.done),
        "refused": dict(outcome.refused),
        "mail_faults": dict(outcome.mail_faults),
    }
