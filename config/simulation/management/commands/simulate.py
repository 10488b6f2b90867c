"""`manage.py simulate` lives years of random staff and families through the services and says if the promise held."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.embedded.process import interrupt_once
from config.scenario.database import NoDatabase
from config.scenario.own_servers import have_servers
from config.simulation import report
from config.simulation.plan import towns
from config.simulation.run import Outcome, run, together

DAYS_OF_A_YEAR = 365


class Command(BaseCommand):
    help = "Simulates a municipality (docs/subsystems/simulation.md) in databases that are thrown away afterwards."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--families", type=_some, default=1000, help="1000 unless set")
        parser.add_argument("--years", type=_years, default=2.0, help="2 unless set; 0.25 is a quarter")
        parser.add_argument("--seed", type=int, default=1, help="the same seed leads to the same life")
        parser.add_argument("--processes", type=_some, help="towns at once: as many as there are processors unless set")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the findings for other programs")
        parser.add_argument("--without-watch", action="store_true", help="nobody watches: then it must be found broken")

    def handle(self, *_args: Any, **options: Any) -> None:
        have_servers(self.stderr.write)
        days = round(options["years"] * DAYS_OF_A_YEAR)
        plans = towns(options["families"], days, options["seed"], watch=not options["without_watch"])
        self.stdout.write(f"{options['families']} families, {days} days; towns: {len(plans)}")
        began = time.monotonic()
        with interrupt_once():
            try:
                outcomes = list(self._told(run(plans, self.stdout.write, processes=options["processes"])))
            except KeyboardInterrupt:
                raise CommandError("interrupted; the databases of the run are gone", returncode=130) from None
            except NoDatabase as problem:
                raise CommandError(str(problem), returncode=1) from None
        whole = replace(together(outcomes), seconds=time.monotonic() - began)
        for line in report.table(whole):
            self.stdout.write(line)
        self.stdout.write(f"{whole.seconds:.0f} s")
        if options["json"]:
            text = json.dumps(report.as_json(whole), ensure_ascii=False, indent=1)
            options["json"].write_text(text + "\n", encoding="utf-8")
        if not report.holds(whole):
            sys.exit(1)

    def _told(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Each town's outcome is said as it comes, so that a long run need not be awaited for what it has found."""
        for one in outcomes:
            held = "the promise held" if report.holds(one) else "THE PROMISE WAS BROKEN"
            events = one.findings.counts["events"]
            self.stdout.write(f"town {one.plan.seed}: done, {held}; {events} events in {one.seconds:.0f} s")
            yield one


def _some(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("1 or more")
    return number


def _years(text: str) -> float:
    number = float(text)
    if not 0 < number <= 10:
        raise ArgumentTypeError("more than 0, and 10 at most")
    return number
