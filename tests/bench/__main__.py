"""`python -m tests.bench [GROUP …]`: measures, prints the table, writes build/bench.json (docs/subsystems/bench.md).

Each group of rows runs in a process of its own with servers of its own, one after the other, and all of them end within
25 minutes: what could not be measured by then is said to be missed.
"""

import argparse
import json
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from config.embedded import process
from config.embedded.process import interrupt_once
from tests.bench.roles import ROOT

OUT = Path("build/bench.json")
GROUPS = {"timeline": 90, "crossing": 150, "lost": 150, "first_page": 300, "idle": 210, "reading": 300, "watching": 900}
"""Seconds that each may take at most, when the machine has much else to do."""
ALL_SECONDS = 1500.0
END_SECONDS = 60.0

Measured = dict[str, Any]
"""A row as build/bench.json holds it: name, value, unit, target, ok, method."""


def main() -> int:
    """1 when a number misses its target or could not be found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"some of: {', '.join(GROUPS)}")
    chosen = parser.parse_args().groups or list(GROUPS)
    if unknown := set(chosen) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    with interrupt_once():
        measured = _all(chosen)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(measured, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = sum(not row["ok"] for row in measured)
    print(f"{len(measured) - missed} of {len(measured)} reach their target; written to {OUT}")
    return 1 if missed else 0


def _all(chosen: list[str]) -> list[Measured]:
    end, measured = time.monotonic() + ALL_SECONDS, []
    for name in chosen:
        rows = _group(name, min(GROUPS[name], end - time.monotonic()))
        for row in rows:
            print(_line(row), flush=True)
        measured += rows
    return measured


def _line(row: Measured) -> str:
    value = "-" if row["value"] is None else f"{row['value']:g}"
    mark = "ok    " if row["ok"] else "MISSED"
    return f"{mark} {row['name']:<56} {value:>9} {row['unit']:<4} {row['target']:<8} {row['method']}"


def _group(name: str, seconds: float) -> list[Measured]:
    """The group's rows; one row that says what went wrong, when it fails or takes too long."""
    with tempfile.TemporaryDirectory(prefix="roedtraad-bench-") as place:
        out, log = Path(place) / "rows.json", Path(place) / "log"
        if seconds <= 0:
            return [_not_measured(name, "no time was left")]
        with log.open("wb") as words:
            command = [sys.executable, "-m", "tests.bench.group", name, str(out)]
            child = process.start(command, on_our_death=signal.SIGTERM, cwd=ROOT, log=words)
        try:
            in_time = process.gone_within(child, seconds)
        finally:
            process.end(child, [(signal.SIGTERM, END_SECONDS)])
        if out.exists():
            rows: list[Measured] = json.loads(out.read_text(encoding="utf-8"))
            return rows
        print(log.read_text(errors="replace")[-3000:], file=sys.stderr)
        return [_not_measured(name, f"it ended with code {child.returncode}" if in_time else f"not in {seconds:.0f} s")]


def _not_measured(name: str, why: str) -> Measured:
    return {"name": name, "value": None, "unit": "", "target": "", "ok": False, "method": f"not measured: {why}"}


if __name__ == "__main__":
    sys.exit(main())
