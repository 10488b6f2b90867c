"""`manage.py scenario run FILE…` plays story files; `check` only reads them; `steps` tells what a blueprint has."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.embedded.process import interrupt_once
from config.scenario import report
from config.scenario.database import NoDatabase, throwaway_database
from config.scenario.days import Almanac, BadDay, parse
from config.scenario.loader import load_stories
from config.scenario.own_servers import NOT_PLAYED, have_servers
from config.scenario.player import LAST_MOMENT, How, Result, play
from config.scenario.problems import ScenarioError
from config.scenario.stage import Company
from config.scenario.story import Story
from journey.blueprints import BlueprintError, load_blueprint, shipped_codes
from journey.blueprints.vocabulary import GOVERNANCE

WRONG_FILE = 2


class Command(BaseCommand):
    help = "Plays family stories (docs/scenarios.md) in a database of their own that is thrown away afterwards."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        for name, words in (("check", "read the files and tell what is wrong"), ("run", "play the files")):
            part = parts.add_parser(name, help=words)
            part.add_argument("files", nargs="+", type=Path, metavar="FILE")
            if name == "run":
                _run_options(part)
        steps = parts.add_parser("steps", help="list the steps of a blueprint")
        steps.add_argument("blueprint", metavar="CODE", help=", ".join(shipped_codes()))
        steps.add_argument("--governance", choices=sorted(GOVERNANCE))

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["part"] == "steps":
            self._list_steps(options["blueprint"], options["governance"])
            return
        stories = self._stories(options["files"], together=options.get("together", False))
        if options["part"] == "check":
            self.stdout.write(f"{len(stories)} without problems")
            return
        until = _moment_option(options["until"])
        _refuse_unwritable(options["json"])
        with interrupt_once():
            try:
                results = self._play(stories, options, until)
            except KeyboardInterrupt:
                raise CommandError("interrupted; the databases of the run are gone", returncode=130) from None
            except NoDatabase as problem:
                raise CommandError(str(problem), returncode=NOT_PLAYED) from None
        self._finish(results, options)

    def _list_steps(self, code: str, governance: str | None) -> None:
        try:
            blueprint = load_blueprint(code, governance=governance)
        except BlueprintError as error:
            raise CommandError(str(error), returncode=WRONG_FILE) from None
        for step in blueprint.steps:
            there = "there from the start" if step.default_path or step.shown_from_day_one else "step_add first"
            self.stdout.write(f"{step.code:28} {step.title.da:38} {step.owner_role:22} {there}")

    def _stories(self, files: list[Path], *, together: bool) -> list[Story]:
        try:
            return load_stories(files, together=together)
        except ScenarioError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            reason = f"{count} problem{'s' if count != 1 else ''}; nothing was played"
            raise CommandError(reason, returncode=WRONG_FILE) from None

    def _play(self, stories: list[Story], options: dict[str, Any], until: Any) -> list[Result]:
        have_servers(self.stderr.write)
        return [result for group in _groups(stories, options) for result in self._play_group(group, options, until)]

    def _play_group(self, group: list[Story], options: dict[str, Any], until: Any) -> Iterator[Result]:
        company = Company()
        with throwaway_database(self.stderr.write):
            for story in group:
                how = How(
                    until=Almanac(story.start).instant(until, default=LAST_MOMENT) if until else None,
                    on_pages=options["pages"],
                )
                began = time.monotonic()
                result = play(story, how, company)
                self._tell(result, time.monotonic() - began, options)
                yield result

    def _tell(self, result: Result, seconds: float, options: dict[str, Any]) -> None:
        if options["report"]:
            self.stdout.write("\n".join(report.table(result)))
        for line in report.failure_lines(result):
            self.stdout.write(line)
        mark = "FAILED" if result.failed else "passed"
        held = f"{result.passed} held, {result.failed} failed"
        self.stdout.write(f"{mark}  {result.story.id}  {held}  ({seconds:.1f} s)")

    def _finish(self, results: list[Result], options: dict[str, Any]) -> None:
        if options["json"]:
            text = json.dumps(report.as_json(results), ensure_ascii=False, indent=1)
            options["json"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(report.summary(results))
        if any(result.failed for result in results):
            sys.exit(1)


def _run_options(part: ArgumentParser) -> None:
    part.add_argument("--until", metavar="DAY", help="stop after this moment, like 'D+98' or 'D+98 Mon 12:00'")
    part.add_argument("--report", action="store_true", help="print every event and expectation")
    part.add_argument("--json", type=Path, metavar="FILE", help="write the results for other programs")
    part.add_argument("--together", action="store_true", help="play all files into one database, one after another")
    part.add_argument("--pages", action="store_true", help="look for texts in the finished pages and the API too")


def _moment_option(text: str | None) -> Any:
    try:
        return None if text is None else parse(text, with_time=True)
    except BadDay as reason:
        raise CommandError(f"--until: {reason}", returncode=WRONG_FILE) from None


def _refuse_unwritable(path: Path | None) -> None:
    """Better now than after minutes of playing, when what was found would be lost."""
    try:
        if path:
            path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise CommandError(f"--json: {path}: {error.strerror}", returncode=WRONG_FILE) from None


def _groups(stories: list[Story], options: dict[str, Any]) -> list[list[Story]]:
    return [stories] if options["together"] else [[story] for story in stories]
