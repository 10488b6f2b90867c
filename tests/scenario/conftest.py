"""Stories are played in databases of their own, copied from the one that the test runner has migrated."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from config.scenario import database
from config.scenario.loader import load_story
from config.scenario.player import How, Result, play
from config.scenario.stage import Company
from tests.scenario.writing import SMALL


@pytest.fixture(scope="session")
def story_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Databases may be made and used. When the runner has migrated one, that is copied instead of made again."""
    with django_db_blocker.unblock():
        source = str(connection.settings_dict["NAME"])
        if source.startswith("test_"):
            _copy(source, database.template_name())
        yield


def _copy(source: str, name: str) -> None:
    connection.close()
    with database.admin_connection() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(command.format(sql.Identifier(name), sql.Identifier(source)))


class Stories:
    """Writes story files and plays them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str, name: str = "story.yaml") -> Path:
        path = self.folder / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def small(self, events: str, name: str = "story.yaml") -> Path:
        """The small family of `writing.SMALL` with these events."""
        return self.write(SMALL + dedent(events), name)

    def play(self, path: Path, how: How = How()) -> Result:  # noqa: B008 - frozen
        with database.throwaway_database(lambda _line: None):
            return play(load_story(path), how, Company())


@pytest.fixture
def stories(tmp_path: Path) -> Stories:
    return Stories(tmp_path)
