"""One town in a database of its own; several at once, as many as there are processors."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, timedelta

import django

from config.scenario.database import throwaway_database
from config.simulation.audit import Findings, Rule, audit
from config.simulation.life import live
from config.simulation.plan import START, Plan
from journey.rules import clock

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    plan: Plan
    findings: Findings
    done: Counter[str]
    refused: Counter[str]
    mail_faults: Counter[str]
    seconds: float


def run_town(plan: Plan, say: Say) -> Outcome:
    """Live it and read what came of it. `say` hears of every month. Raises NoDatabase."""
    began, end = time.monotonic(), START + timedelta(days=plan.days)

    def day_passed(day: date) -> None:
        if day.day == 1:
            say(f"town {plan.seed}: {day:%Y-%m}  ({time.monotonic() - began:.0f} s)")

    with throwaway_database(say):
        town, server = live(plan, day_passed)
        with clock.simulated(end):
            findings = audit(end, server)
    return Outcome(plan, findings, town.done, town.refused, Counter(server.failed), time.monotonic() - began)


def run(plans: Sequence[Plan], say: Say, *, processes: int | None = None) -> Iterator[Outcome]:
    """Each town as it is done; how many are lived at once changes nothing in any. As many as there are processors."""
    at_once = min(len(plans), processes or os.cpu_count() or 1)
    if at_once == 1:
        yield from (run_town(plan, say) for plan in plans)
        return
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(at_once, mp_context=spawned, initializer=django.setup) as pool:
        for done in as_completed([pool.submit(run_town, plan, _to_terminal) for plan in plans]):
            yield done.result()


def _to_terminal(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- a process of its own has no other way to show that it lives


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """All towns as one."""
    rules: dict[str, Rule] = {}
    counts: Counter[str] = Counter()
    for one in outcomes:
        counts.update(one.findings.counts)
        for rule in one.findings.rules:
            whole = rules.setdefault(rule.name, Rule(rule.name))
            whole.checked += rule.checked
            whole.broken += rule.broken
            whole.examples += rule.examples
    done, refused, faults = (
        sum((getattr(one, name) for one in outcomes), Counter[str]()) for name in ("done", "refused", "mail_faults")
    )
    findings = Findings(list(rules.values()), dict(counts))
    return Outcome(outcomes[0].plan, findings, done, refused, faults, max(one.seconds for one in outcomes))
