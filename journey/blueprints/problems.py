"""What can be wrong with a blueprint file, said so that a municipality's editor can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; `where` is the place as read from the top of the file."""

    file: str
    line: int
    where: str
    reason: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.where or 'file'}: {self.reason}"


class BlueprintError(ValueError):
    """A blueprint that breaks its rules; carries every problem found, and nothing was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
