"""What a run tells: failures as file:line, a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from config.scenario.player import Result


def failure_lines(result: Result) -> Iterator[str]:
    for failure in result.failures:
        yield f"{result.story.path}:{failure.line}: {failure.text}"


def table(result: Result) -> Iterator[str]:
    """One line per event and expectation, under the story's title."""
    yield f"{result.story.id} – {result.story.title}"
    rows = [(f"{row.at:}"[:16], row.who, row.what, row.outcome) for row in result.rows]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
        yield "  ".join(["", *cells, row[3]])
    yield f"  {result.passed} expectations held, {result.failed} did not"
    yield ""


def summary(results: Iterable[Result]) -> str:
    results = list(results)
    failed = sum(1 for result in results if result.failed)
    return f"{len(results) - failed} passed, {failed} failed"


def as_json(results: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        {
            "scenario": result.story.id,
            "file": str(result.story.path),
            "passed": result.passed,
            "failed": result.failed,
            "events": [
                {
                    "line": row.line,
                    "at": str(row.at),
                    "who": row.who,
                    "what": row.what,
                    "outcome": row.outcome,
                }
                for row in result.rows
            ],
            "failures": [{"line": failure.line, "text": failure.text} for failure in result.failures],
        }
        for result in results
    ]
