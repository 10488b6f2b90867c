"""The fields `gaps` and `not_gaps`: broken promises as one of staff sees them, and who has had each in turn (P1-P7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from config.scenario.context import Context
from config.scenario.matching import without_its_own
from config.scenario.reading import Node
from journey.models.gaps import GapKind
from journey.selectors.gaps import GapLine


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A gap in somebody's view; what is None does not matter."""

    kind: str | None
    about: str | None
    """Key of the family member left uninformed."""
    holders: tuple[str, ...] | None
    """Everyone who has had it, the first one first; the last one has it now."""


def read_gaps(node: Node) -> tuple[BrokenLine, ...]:
    return tuple(_line(item) for item in node.one_or_more())


def _line(node: Node) -> BrokenLine:
    keys = {"kind": node} if isinstance(node.value, str) else node.keys({"kind", "about", "holders"})
    if not keys:
        node.fail("say what the gap is: kind, about or holders")
    return BrokenLine(
        kind=keys["kind"].choice(tuple(GapKind)) if "kind" in keys else None,
        about=keys["about"].key() if "about" in keys else None,
        holders=tuple(item.text() for item in keys["holders"].one_or_more()) if "holders" in keys else None,
    )


def verify_gaps(context: Context, wanted: tuple[BrokenLine, ...]) -> Iterator[str]:
    """Each wanted one is there exactly once; a second one would be the same promise broken twice."""
    left = without_its_own(wanted, context.eyes.gaps, partial(_fits, context))
    for line in wanted:
        if line in left or sum(_fits(context, line, gap) for gap in context.eyes.gaps) != 1:
            yield f"expected one gap {line.kind or ''} {line.about or ''}, but there is {_listed(context)}"


def verify_no_gaps(context: Context, unwanted: tuple[BrokenLine, ...]) -> Iterator[str]:
    if any(_fits(context, line, gap) for line in unwanted for gap in context.eyes.gaps):
        yield f"there is {_listed(context)}"


def _fits(context: Context, line: BrokenLine, gap: GapLine) -> bool:
    return (
        line.kind in {None, gap.kind}
        and (line.about is None or context.world.people[line.about].pk == gap.about_id)
        and line.holders in {None, tuple(holder.name for holder in gap.holders)}
    )


def _listed(context: Context) -> str:
    said = [f"{one.kind} {one.about} with {', '.join(who.name for who in one.holders)}" for one in context.eyes.gaps]
    return "; ".join(said) or "nothing"
