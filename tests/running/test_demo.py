"""The demo's own parts: ports, mail, and children that die."""

import io
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
import redis

from config.demo import mail
from config.demo.children import Children
from config.demo.free_ports import refusal
from config.demo.ports import HOST, Ports
from config.demo.restarts import RESTARTS, KeptServers
from config.embedded import launcher
from config.embedded.places import CannotStart
from config.embedded.postgres import Postgres
from config.embedded.process import wait_until
from config.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_gives_a_sentence_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port}"):
            Ports(port).require_free()


@pytest.mark.parametrize("port", [0, 80, 65533, 70000])
def test_an_impossible_port_gives_a_sentence(port: int) -> None:
    with pytest.raises(CannotStart, match="between 1024 and 65531"):
        Ports(port).require_free()


def test_the_ports_are_asked_about_with_nothing_but_python() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = _free_ports(str(port))
    assert refused.returncode == 1
    assert f"Port {port} is already in use" in refused.stderr
    assert "PORT must be a number" in _free_ports("otte").stderr
    assert _free_ports(str(free_row())).returncode == 0


def test_the_demo_asks_about_its_ports_before_it_builds() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ndemo: free-ports $(VENV)" in recipe


def test_caught_mail_is_shown_as_text_and_nothing_else(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["To"] = "Nyt <script>", "mor@example.dk"
    message.set_content("Der er nyt i forløbet på skærmen.")
    (tmp_path / "000001.eml").write_bytes(message.as_bytes())
    shown = mail.page(tmp_path).decode()
    assert "Der er nyt i forløbet på skærmen." in shown
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_mail_sent_to_the_catcher_is_kept(tmp_path: Path) -> None:
    smtp, page = free_port(), free_port()
    ports = ["--smtp-port", str(smtp), "--page-port", str(page)]
    with Children(cwd=Path.cwd(), env={}, logs=tmp_path / "log") as children:
        children.keep("mail", "-m", "config.demo.mail", *ports, "--folder", str(tmp_path / "mail"))
        link = _connect(smtp)
        link.sendmail("fra@example.dk", ["til@example.dk"], b"Subject: Nyt\r\n\r\nHej")
        link.quit()
    assert [path.read_bytes().splitlines()[-1] for path in (tmp_path / "mail").iterdir()] == [b"Hej"]


def test_a_child_that_dies_is_started_again_and_given_up_when_it_keeps_dying(tmp_path: Path) -> None:
    out = io.StringIO()
    with Children(cwd=tmp_path, env={}, logs=tmp_path, out=out) as children:
        children.keep("worker", "-c", "print('no luck'); raise SystemExit(3)")
        with pytest.raises(CannotStart, match="worker keeps stopping"):
            _watch(children, seconds=30)
    assert out.getvalue().count("worker stopped (code 3)") == RESTARTS + 1
    assert "no luck" in out.getvalue()


@pytest.mark.slow
def test_a_killed_server_is_started_again_with_its_data_and_given_up_when_it_keeps_dying(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    out = io.StringIO()
    with launcher.running(tmp_path, durable=True) as servers:
        kept = KeptServers(servers, out=out)
        with psycopg.connect(servers.urls.database_url) as link:
            link.execute("CREATE TABLE kept AS SELECT 1 AS one")

        for server in servers.ours:
            _kill(server)
        _until_alive(kept)

        assert redis.Redis.from_url(servers.urls.redis_url).ping()
        with psycopg.connect(servers.urls.database_url) as link:
            assert link.execute("SELECT one FROM kept").fetchone() == (1,)
        assert "Valkey stopped; it is started again (1 of 3)." in out.getvalue()

        (valkey,) = (server for server in servers.ours if isinstance(server, Valkey))
        with pytest.raises(CannotStart, match="Valkey keeps stopping"):
            for _ in range(RESTARTS):
                _kill(valkey)
                kept.watch()
    launcher.erase(tmp_path)


def _kill(server: Postgres | Valkey) -> None:
    assert server.child
    server.child.kill()
    server.child.wait(10)


def _until_alive(kept: KeptServers) -> None:
    while kept.servers.dead():
        kept.watch()
        time.sleep(0.5)


def test_ending_leaves_no_child_and_no_grandchild(tmp_path: Path) -> None:
    nest = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    with Children(cwd=tmp_path, env={}, logs=tmp_path) as children:
        children.keep("nest", "-c", nest + "print('up', flush=True); time.sleep(60)")
        while "up" not in (tmp_path / "nest.log").read_text():
            time.sleep(0.02)
        group = children.kept[0].running
        assert group
    assert wait_until(lambda: not _group_lives(group.pid), seconds=5)


def _free_ports(port: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "config/demo/free_ports.py", port]  # -S: without any package
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def free_row() -> int:
    return next(port for port in range(20_000, 60_000, 10) if not refusal(port))


def _watch(children: Children, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        children.watch()
        time.sleep(0.02)


def _connect(port: int) -> smtplib.SMTP:
    for _ in range(200):
        try:
            return smtplib.SMTP(HOST, port, timeout=10)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nobody answers on {port}; {sys.executable}")


def _group_lives(group: int) -> bool:
    """Whether a process of the group still runs; ended ones that init has yet to collect do not count."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            return True
    return False
