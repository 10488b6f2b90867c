"""The stories that the product ships: all can be read, together too, and everything they expect is seen."""

from pathlib import Path

import pytest

from config.scenario.demo import story_files
from config.scenario.loader import load_stories
from config.scenario.report import failure_lines
from tests.scenario.conftest import Stories


def test_all_stories_can_be_read_and_share_a_municipality_in_peace() -> None:
    stories = load_stories(story_files(), together=True)

    assert len(stories) == len(story_files()) > 0


@pytest.mark.slow
@pytest.mark.usefixtures("story_server")
@pytest.mark.parametrize("path", story_files(), ids=lambda path: path.stem)
def test_everything_a_story_expects_is_seen(stories: Stories, path: Path) -> None:
    result = stories.play(path)

    assert list(failure_lines(result)) == []
    assert result.passed > 0
