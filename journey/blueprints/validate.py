"""`python -m journey.blueprints.validate FILE...` checks blueprint files without a database or Django.

Ends with 0 when every file can be used (warnings allowed), with 1 otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from journey.blueprints.problems import BlueprintError, Problem
from journey.blueprints.reading import read_document
from journey.blueprints.validator import errors_in, problems_in


def check_file(path: Path) -> list[Problem]:
    """Every problem of one file."""
    try:
        return problems_in(read_document(path))
    except BlueprintError as error:
        return list(error.problems)


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        sys.stderr.write("usage: python -m journey.blueprints.validate FILE...\n")
        return 2
    return max(_report(Path(argument)) for argument in arguments)


def _report(path: Path) -> int:
    problems = check_file(path)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    errors = len(errors_in(problems))
    verdict = f"{errors} errors" if errors else "ok"
    sys.stdout.write(f"{path}: {verdict}, {len(problems) - errors} warnings\n")
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
