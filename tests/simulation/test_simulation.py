"""Six families for a quarter: the promise holds, and whatever breaks it is found (issue 3, point 10)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import QuerySet

from config.scenario.database import throwaway_database
from config.simulation.audit import Findings, audit
from config.simulation.life import live
from config.simulation.mail_simulator import Server
from config.simulation.plan import START, Plan, towns
from config.simulation.run import run, together
from journey.models import Event, Gap, OutboxItem, Recipient
from journey.models.gaps import GapKind
from messaging.models import Attempt, Delivery

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("story_server")]
SMALL = Plan(families=6, days=91, seed=1000)
END = START + timedelta(days=SMALL.days)


def broken(findings: Findings) -> set[str]:
    return {rule.name for rule in findings.rules if rule.broken}


def _words() -> QuerySet[Gap]:
    return Gap.objects.filter(kind=GapKind.NEXT_WORD_BROKEN)


def simulate(path: Path, *more: str) -> dict[str, object]:
    call_command("simulate", "--families", "6", "--years", "0.25", "--seed", "1", "--json", str(path), *more)
    found: dict[str, object] = json.loads(path.read_text())
    return found


def test_the_promise_holds_for_a_small_town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = simulate(tmp_path / "found.json")
    assert found["holds"] is True
    rules = {rule["name"]: rule for rule in found["rules"]}  # type: ignore[attr-defined]
    for name in ("next word: broken ones have a gap", "next word: broken ones were told, or why not"):
        assert rules[name]["checked"] >= 1, "nobody was careless: nothing has been tried"
    assert rules["critical news: proven, or on a desk in time"]["checked"] >= 5
    assert sum(found["mail_faults"].values()) >= 3  # type: ignore[attr-defined]
    shown = capsys.readouterr().out
    assert "2027-02" in shown
    assert shown.index("2027-03") < shown.index("The promise held.")


def test_without_the_watch_the_report_says_that_the_promise_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    with pytest.raises(SystemExit) as end:
        simulate(path, "--without-watch")
    assert end.value.code == 1
    names = {rule["name"] for rule in json.loads(path.read_text())["rules"] if rule["broken"]}
    assert {"next word: broken ones have a gap", "next word: broken ones were told, or why not"} <= names


def test_each_thing_that_must_not_be_is_found_in_the_rows() -> None:
    """One life, and then one lie after another in its rows."""
    lies: list[tuple[str, Callable[[Server], object]]] = [
        ("nothing came twice", lambda server: server.taken.update(set(server.taken) - server.doubtful)),
        ("nothing is left lying", lambda _: OutboxItem.objects.update(relayed_at=None)),
        ("nothing is left lying", lambda _: Delivery.objects.filter(channel="email").update(state="retry")),
        ("next word: broken ones have a gap", lambda _: _words().update(opened_at=END, closed_at=None, closed_how="")),
        (
            "critical news: proven, or on a desk in time",
            lambda _: Recipient.objects.filter(is_family=True).update(informed_at=None, informed_how=""),
        ),
    ]
    with throwaway_database(lambda _line: None):
        _town, server = live(SMALL, lambda _day: None)
        assert broken(audit(END, server)) == set()
        found: set[str] = set()
        for name, lie in lies:
            lie(server)
            found = broken(audit(END, server))
            assert name in found
        assert len(found) >= 4


def test_the_same_seed_is_the_same_life_however_many_towns_are_lived_at_once() -> None:
    """Each in a process of its own, and then one after the other in this one."""
    plans = [Plan(families=2, days=40, seed=seed) for seed in (21, 22)]
    at_once, in_turn = (
        sorted(run(plans, lambda _line: None, processes=processes), key=lambda one: one.plan.seed)
        for processes in (2, 1)
    )
    assert [replace(one, seconds=0) for one in at_once] == [replace(one, seconds=0) for one in in_turn]
    assert at_once[0].done != at_once[1].done, "another seed is another life"
    whole = together(at_once)
    assert whole.findings.counts["families"] == 4
    assert broken(whole.findings) == set()


def test_the_same_seed_writes_the_same_rows() -> None:
    """To the id, the moment and how each call to the mail server went."""

    def rows() -> list[object]:
        with throwaway_database(lambda _line: None):
            live(Plan(families=6, days=60, seed=1000), lambda _day: None)
            events = Event.objects.order_by("pk").values_list("kind", "occurred_at", "actor", "subject_id")
            attempts = Attempt.objects.order_by("pk").values_list("delivery", "started_at", "outcome", "error")
            return [*events, *attempts]

    first = rows()
    assert len(first) > 50
    assert first == rows()


def test_families_are_shared_out_among_the_towns() -> None:
    assert [plan.families for plan in towns(1000, 730, 1, watch=True)] == [250, 250, 250, 250]
    assert [plan.families for plan in towns(301, 730, 1, watch=True)] == [151, 150]
    assert [plan.families for plan in towns(7, 90, 1, watch=True)] == [7]
    assert len({plan.seed for plan in towns(2001, 730, 1, watch=True)}) == 9
