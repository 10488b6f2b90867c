"""The embedded servers: what the environment names wins, one start at a time, nothing of ours is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.embedded import account, binaries, launcher, places, process
from config.embedded.places import CannotStart
from config.embedded.postgres import Postgres

SLEEPER = "import time; time.sleep(60)"


@pytest.fixture
def no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


def test_servers_named_in_the_environment_are_used_and_none_is_started(tmp_path: Path) -> None:
    with launcher.running(tmp_path, durable=False) as servers:
        assert servers.ours == []
        assert servers.urls.database_url == os.environ["DATABASE_URL"]


def test_two_starts_on_one_folder_give_a_sentence(tmp_path: Path) -> None:
    with (
        launcher.running(tmp_path, durable=False),
        pytest.raises(CannotStart, match=f"already in use by process {os.getpid()}"),
        launcher.running(tmp_path, durable=False),
    ):
        raise AssertionError("the second start must not get here")


@pytest.mark.slow
@pytest.mark.usefixtures("no_addresses")
def test_the_server_has_what_the_product_needs_and_is_gone_afterwards() -> None:
    with launcher.throwaway() as servers:
        with psycopg.connect(servers.urls.database_url) as link:
            for name in binaries.EXTENSIONS:
                link.execute(f"CREATE EXTENSION {name}")
            rights = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            assert link.execute(rights).fetchone() == (False, True)
            assert link.execute("SHOW listen_addresses").fetchone() == ("",)
        children = [server.child for server in servers.ours if server.child]
        assert servers.dead() == []
    assert len(children) == 2
    assert all(child.poll() is not None for child in children)


@pytest.mark.slow
@pytest.mark.usefixtures("no_addresses")
def test_data_survives_a_crash_and_the_leftovers_of_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with launcher.running(tmp_path, durable=True) as servers:
        with psycopg.connect(servers.urls.database_url) as link:
            link.execute("CREATE TABLE kept AS SELECT 1 AS one")
        postgres = next(server for server in servers.ours if isinstance(server, Postgres))
        assert postgres.child
        postgres.child.send_signal(signal.SIGKILL)
        postgres.child.wait(10)
        assert servers.dead() == [postgres]
    assert (postgres.data / "postmaster.pid").exists()

    with (
        launcher.running(tmp_path, durable=True) as servers,
        psycopg.connect(servers.urls.database_url) as link,
    ):
        assert link.execute("SELECT one FROM kept").fetchone() == (1,)
    launcher.erase(tmp_path)
    assert not tmp_path.exists()


def test_a_leftover_of_ours_is_ended_and_a_reused_number_is_left_alone(tmp_path: Path) -> None:
    ours = subprocess.Popen([sys.executable, "-c", SLEEPER, str(tmp_path)])
    other = subprocess.Popen([sys.executable, "-c", SLEEPER, "somebody else's"])
    try:
        for child in (ours, other):
            pid_file = tmp_path / "server.pid"
            pid_file.write_text(f"{child.pid}\n")
            process.end_leftover(pid_file, mark=str(tmp_path), how=signal.SIGTERM)
            assert not pid_file.exists()
        assert ours.wait(10) == -signal.SIGTERM
        assert other.poll() is None
    finally:
        for child in (ours, other):
            child.kill()
            child.wait(10)


def test_data_of_a_version_that_is_gone_gives_a_sentence() -> None:
    with pytest.raises(CannotStart, match="made by PostgreSQL 9"):
        binaries.postgres(wanted_version=9)


def test_a_planted_folder_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    planted = tmp_path / "planted"
    planted.symlink_to(target)
    me = account.choose()
    with pytest.raises(CannotStart, match="belongs to somebody else"):
        places.own_folder(planted, mode=0o700, uid=me.uid, gid=me.gid)


def test_socket_paths_stay_short_however_deep_the_project_lies() -> None:
    deep = Path("/home") / ("a-very-long-folder-name" * 10)
    assert len(str(places.socket_folder(deep) / ".s.PGSQL.5432.lock")) < 100
