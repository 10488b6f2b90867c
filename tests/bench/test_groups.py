"""The bench's own code on small numbers: what it says is a row, and no process of it is left."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench.crossing import percentile
from tests.bench.measure import Row, ratio
from tests.bench.memory import family, family_mib
from tests.bench.roles import ROOT

SMALL = {
    "crossing": ["FAMILIES=2", "TURNS=1", "FULL_SECONDS=0.5", "LIGHT_MESSAGES=4"],
    "idle": ["WANTED=40", "WARM=10", "ASKED=5", "HELD_SECONDS=1"],
    "lost": ["FAMILIES=2", "BETWEEN_SECONDS=1", "DOWN_SECONDS=0.5"],
    "watching": ["SIZES=60,80", "TURNS=1"],
}


def test_a_row_says_whether_it_reaches_its_target() -> None:
    assert Row("time", 2.0, "s", 2.0, "").as_json()["ok"]
    assert not Row("time", 2.1, "s", 2.0, "").as_json()["ok"]
    assert Row("rate", 0.2, "×", 0.2, "", at_least=True).as_json()["target"] == "≥ 0.2"
    assert not Row("rate", 0.19, "×", 0.2, "", at_least=True).as_json()["ok"]


def test_a_percentile_is_one_of_the_times() -> None:
    times = [0.4, 0.1, 0.3, 0.2]
    assert [percentile(times, percent) for percent in (1, 50, 75, 99, 100)] == [0.1, 0.2, 0.3, 0.4, 0.4]


def test_more_work_takes_more_time() -> None:
    assert ratio(lambda: sum(range(500_000)), lambda: sum(range(50)), rounds=5) > 10


def test_the_memory_of_a_family_of_processes_is_that_of_all() -> None:
    nest = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", nest], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        assert len(family(parent.pid)) == 2
        assert parent.pid in family(os.getpid())
        assert 1 < family_mib(parent.pid) < 200
        parent.communicate(b"\n")


def test_a_group_that_cannot_be_measured_is_missed_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bench.GROUPS, "nonsense", 60)
    (row,) = bench._group("nonsense", 60)
    assert (row["ok"], row["value"]) == (False, None)
    assert "ended with code 1" in row["method"]
    assert "not measured" in bench._line(row)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_the_group_measures_something(name: str, tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    command = [sys.executable, "-m", "tests.bench.group", name, str(out), *SMALL[name]]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    assert all(row["method"] and isinstance(row["value"], int | float) for row in rows)
    if name == "lost":
        assert rows[0]["value"] == 0
