"""`manage.py load_demo`: the demo municipality, or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.embedded.process import interrupt_once
from config.scenario.demo import DemoRefused, is_loaded, load_demo, story_files
from config.scenario.problems import ScenarioError


class Command(BaseCommand):
    help = "Loads the stories of scenarios/ (or the given files) up to today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--reset", action="store_true", help="erase everything first")
        parser.add_argument("--unless-loaded", action="store_true", help="leave a whole demo as it is")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["unless_loaded"] and is_loaded():
            return
        self._say("Playing the family stories up to today …")
        try:
            with interrupt_once():
                count = load_demo(options["files"] or story_files(), reset=options["reset"], say=self._say)
        except ScenarioError as error:
            raise CommandError(f"{error}\nnothing was loaded", returncode=2) from None
        except DemoRefused as reason:
            raise CommandError(str(reason)) from None
        except KeyboardInterrupt:
            raise CommandError("interrupted; nothing was kept", returncode=130) from None
        self._say(f"Loaded {count} {'story' if count == 1 else 'stories'}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
