"""The command: exit codes, what is printed, and what is written for other programs."""

import fcntl
import json
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from config.scenario import own_servers
from tests.scenario.conftest import Stories
from tests.scenario.writing import FIRST_EVENT_LINE as E

GOOD = "  - {at: D+1 Tue, expect: {mette: {who: Lars}}}\n"
BAD = "  - {at: D+1 Tue, expect: {mette: {who: Dorte}}}\n"


def run(*words: str | Path) -> tuple[int, str, str]:
    """Exit code, output and complaints of `manage.py scenario …`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("scenario", *map(str, words), stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_wrong_file_ends_with_2_and_every_problem(stories: Stories) -> None:
    path = stories.small("  - {at: D+1 Mon, who: mette, do: visit}\n  - {at: D+2, who: mette, do: visitt}\n")

    code, out, err = run("run", path)

    assert code == 2
    assert out == ""
    assert f"{path}:{E}: D+1 is a Tue, not a Mon" in err
    assert f"{path}:{E + 1}: unknown action 'visitt'; did you mean 'visit'?" in err
    assert "nothing was played" in err


def test_a_place_that_cannot_be_written_is_told_before_anything_is_played(stories: Stories, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none" / "result.json"):
        code, out, err = run("run", stories.small(GOOD), "--json", place)

        assert (code, out) == (2, "")
        assert f"--json: {place}: " in err


def test_one_wrong_file_keeps_all_from_being_played(stories: Stories) -> None:
    good = stories.small(GOOD, "good.yaml")
    wrong = stories.small("  - {at: D+1 Mon, who: mette, do: visit}\n", "wrong.yaml")

    code, out, _err = run("run", good, wrong)

    assert (code, out) == (2, "")


def test_check_only_reads(stories: Stories) -> None:
    assert run("check", stories.small(GOOD))[:2] == (0, "1 without problems\n")


def test_steps_lists_what_a_blueprint_has() -> None:
    code, out, _err = run("steps", "school_support")

    assert code == 0
    assert "concern_receipt" in out


def test_an_unknown_blueprint_and_a_bad_day_end_with_2(stories: Stories) -> None:
    assert run("steps", "skole")[0] == 2
    assert run("run", stories.small(GOOD), "--until", "D+1 Mon")[0] == 2
    code, out, err = run("run", stories.small(GOOD), "--until", "")
    assert (code, out) == (2, "")
    assert "--until: '' is no story day" in err


@pytest.mark.slow
def test_a_second_run_in_one_checkout_has_servers_of_its_own(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    said: list[str] = []
    home = tmp_path / "scenario"
    home.mkdir()
    with (home / "lock").open("w") as taken:
        fcntl.flock(taken, fcntl.LOCK_EX)
        with own_servers.servers_for_a_run(said.append) as servers, psycopg.connect(servers.urls.database_url) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)
    assert len(said) == 1
    assert not (home / "postgres").exists()


def test_a_server_that_does_not_answer_ends_with_3(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stories.small(GOOD)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "9")

    code, _out, err = run("run", path)

    assert code == 3
    assert "no database answers" in err


@pytest.mark.usefixtures("story_server")
def test_a_good_and_a_bad_story_end_with_1_and_are_counted(stories: Stories, tmp_path: Path) -> None:
    good, bad = stories.small(GOOD, "good.yaml"), stories.small(BAD, "bad.yaml")
    written = tmp_path / "result.json"

    code, out, _err = run("run", good, bad, "--report", "--json", written)

    assert code == 1
    assert f"{bad}:{E}: D+1 Tue 10:00, mette, who: expected Dorte, but it is Lars Winther" in out
    assert "expect who" in out
    assert out.splitlines()[-1] == "1 passed, 1 failed"
    first, second = json.loads(written.read_text())
    assert (first["passed"], first["failed"]) == (1, 0)
    assert second["failures"][0]["line"] == E


@pytest.mark.usefixtures("story_server")
def test_files_can_be_played_together_into_one_municipality(stories: Stories) -> None:
    vera = "  vera: {name: Vera Lund, title: områdeleder, unit: school, leader: true, shared: vera}\ncase: {"
    first = stories.small(GOOD, "a.yaml")
    first.write_text(first.read_text().replace("case: {", vera))
    second = stories.small("  - {at: D+20, expect: {vera: {desk: [next_word_broken]}}}\n", "b.yaml")
    second.write_text(second.read_text().replace("case: {", vera).replace("scenario: small", "scenario: other"))

    code, out, _err = run("run", first, second, "--together")

    assert (code, out.splitlines()[-1]) == (0, "2 passed, 0 failed")
