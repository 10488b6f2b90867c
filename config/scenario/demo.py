"""The demo municipality: every story of `scenarios/`, moved so that today lies in the middle of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config.scenario.days import start_for_today
from config.scenario.loader import load_stories
from config.scenario.player import How, Result, play
from config.scenario.report import failure_lines
from config.scenario.stage import Company
from config.scenario.story import Story
from journey.identity.checks import DEMO_ISSUER
from journey.models import Municipality
from journey.rules import clock

START_OVER = "DJANGO_SETTINGS_MODULE=config.settings.demo .venv/bin/python manage.py load_demo --reset"
WHOLE = "demo_is_whole"
"""Set on the demo's municipalities once every story has been played: the mark lives and dies with the data itself."""


class DemoRefused(Exception):
    """The demo was not loaded; carries one sentence."""


def story_files() -> list[Path]:
    return sorted((settings.BASE_DIR / "scenarios").glob("*.yaml"))


def is_loaded() -> bool:
    """Whether the database holds a whole demo: something is there, and nothing of a load that was cut off."""
    marks = [town.settings.get(WHOLE, False) for town in Municipality.objects.all()]
    return bool(marks) and all(marks)


def load_demo(files: Iterable[Path], *, reset: bool, say: Callable[[str], object]) -> int:
    """Plays each story up to the present moment; gives the number of stories.

    1. Only where a demo belongs: a real installation is never touched.
    2. Files are checked before anything is erased or written (raises ScenarioError).
    3. All or nothing: whatever goes wrong, also Ctrl-C, the database is empty afterwards. Whoever is killed leaves
       rows without the mark, which ``is_loaded`` tells from a whole demo.

    Raises DemoRefused.
    """
    if not (settings.DEBUG or settings.DEBUG_DEMO_LOGIN):
        raise DemoRefused("demo data belongs only in a demo or on a developer's machine; these settings are neither")
    stories = [_for_today(story) for story in load_stories(list(files), together=True)]
    if Municipality.objects.exists():
        if not reset:
            raise DemoRefused(
                f"there is data already; name another database, or start over with"
                f" `{START_OVER}`, which erases everything in this one"
            )
        erase()
    try:
        _play_all(stories, say)
        _mark_whole()
    except BaseException:
        erase()
        raise
    return len(stories)


def erase() -> None:
    """Empties every table."""
    call_command("flush", interactive=False, verbosity=0)


def _mark_whole() -> None:
    for town in Municipality.objects.all():
        town.settings[WHOLE] = True
        town.save(update_fields=["settings"])


def _for_today(story: Story) -> Story:
    return replace(story, start=start_for_today(clock.today(), story.demo_day))


def _play_all(stories: list[Story], say: Callable[[str], object]) -> None:
    company = Company(login_issuer=DEMO_ISSUER)
    for number, story in enumerate(stories, start=1):
        result = play(story, How(until=clock.now(), check=False), company)
        _refuse_failed(result)
        happened = sum(row.outcome == "done" for row in result.rows)
        say(f"[{number}/{len(stories)}] {story.title}: {happened} events up to today")


def _refuse_failed(result: Result) -> None:
    if result.failed:
        raise DemoRefused("\n".join(failure_lines(result)))
