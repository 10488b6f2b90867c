"""Whether the demo is loaded is read from the database itself, never from a file beside it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.demo.__main__ import load
from config.demo.children import Children
from config.scenario.demo import erase
from config.scenario.loader import load_story
from config.scenario.player import How, play
from config.scenario.stage import Company
from journey.models import Case
from tests.scenario.writing import SMALL

NOTE = "  - {at: D+0 Mon 09:00, who: lars, do: note, text: Et notat}\n"
pytestmark = pytest.mark.usefixtures("transactional_db", "_demo_settings")


@pytest.fixture
def _demo_settings(settings: object) -> None:
    settings.DEBUG_DEMO_LOGIN = True  # type: ignore[attr-defined]


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    text = SMALL.replace("scenario: small", "scenario: small\ndemo_day: D+24 Thu") + NOTE
    path.write_text(text, encoding="utf-8")
    return path


def start_of_demo(story: Path, *more: str) -> str:
    out = StringIO()
    call_command("load_demo", str(story), "--unless-loaded", *more, stdout=out)
    return out.getvalue()


def killed_load(story: Path) -> None:
    """What is there when a load is killed after its first story."""
    play(load_story(story), How(check=False), Company())


def test_a_whole_demo_is_kept(story: Path) -> None:
    assert "Loaded 1 story." in start_of_demo(story, "--reset")
    first = Case.objects.get().pk
    assert start_of_demo(story, "--reset") == ""
    assert Case.objects.get().pk == first


def test_an_emptied_database_is_loaded_anew(story: Path) -> None:
    start_of_demo(story)
    erase()
    start_of_demo(story)
    assert Case.objects.count() == 1


def test_what_a_killed_load_left_goes_from_our_own_database(story: Path) -> None:
    killed_load(story)
    half = Case.objects.get().pk
    start_of_demo(story, "--reset")
    assert Case.objects.get().pk != half
    assert start_of_demo(story) == ""


def test_in_somebody_elses_database_nothing_is_erased_and_a_sentence_says_what_to_do(story: Path) -> None:
    killed_load(story)
    half = Case.objects.get().pk
    with pytest.raises(CommandError, match=r"name another database, or start over with `.*load_demo --reset`"):
        start_of_demo(story)
    assert Case.objects.get().pk == half


@pytest.mark.parametrize(("url", "asked"), [("", "--unless-loaded --reset"), ("postgresql:///mine", "--unless-loaded")])
def test_only_our_own_database_is_emptied(
    url: str, asked: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    (tmp_path / "manage.py").write_text("import sys; open('asked', 'w').write(' '.join(sys.argv[1:]))")
    with Children(cwd=tmp_path, env={}, logs=tmp_path / "log") as children:
        load(children)
    assert (tmp_path / "asked").read_text() == f"load_demo {asked}"
