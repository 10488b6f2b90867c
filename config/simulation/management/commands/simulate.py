"""`manage.py simulate` lives years of random staff and families through the services and says if the promise held."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.embedded.process import interrupt_once
from config.scenario.database import NoDatabase
from config.scenario.own_servers import have_servers
from config.simulation import report
from config.simulation.plan import towns
from config.simulation.run import run, together

DAYS_OF_A_YEAR = 365


class Command(BaseCommand):
    help = "Simulates a municipality (docs/subsystems/simulation.md) in databases that are thrown away afterwards."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--families", type=_some, default=1000, help="1000 unless set")
        parser.add_argument("--years", type=_years, default=2.0, help="2 unless set; 0.25 is a quarter")
        parser.add_argument("--seed", type=int, default=1, help="the same seed leads to the same life")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the findings for other programs")
        parser.add_argument("--without-watch", action="store_true", help="nobody watches: then it must be found broken")

    def handle(self, *_args: Any, **options: Any) -> None:
        have_servers(self.stderr.write)
        days = round(options["years"] * DAYS_OF_A_YEAR)
        plans = towns(options["families"], days, options["seed"], watch=not options["without_watch"])
        self.stdout.write(f"{options['families']} families, {days} days; towns: {len(plans)}")
        with interrupt_once():
            try:
                outcomes = list(run(plans, self.stdout.write))
            except KeyboardInterrupt:
                raise CommandError("interrupted; the databases of the run are gone", returncode=130) from None
            except NoDatabase as problem:
                raise CommandError(str(problem), returncode=1) from None
        whole = together(outcomes)
        for line in report.table(whole):
            self.stdout.write(line)
        self.stdout.write(f"{whole.seconds:.0f} s")
        if options["json"]:
            text = json.dumps(report.as_json(whole), ensure_ascii=False, indent=1)
            options["json"].write_text(text + "\n", encoding="utf-8")
        if not report.holds(whole):
            sys.exit(1)


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
