"""What stands in for the world around the demo, as the demo runs it: a process of its own."""

import json
import os
import smtplib
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from config.demo import keys
from config.demo.children import Children
from config.demo.ports import HOST, Ports
from config.demo.simulators import RECEIPT_TOKEN, SMS_1, gateway
from config.embedded.process import wait_until
from messaging.push_keys import public_key_of
from tests.running.test_demo import free_row


def test_one_process_takes_mail_shows_people_and_reports_what_was_taken_once(tmp_path: Path) -> None:
    heard: list[tuple[str, str, dict[str, str]]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.path, self.headers["Authorization"], said))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    ports = Ports(free_row())
    site = ThreadingHTTPServer((HOST, ports.site), Ear)
    Thread(target=site.serve_forever, daemon=True).start()
    told = ["--site-port", str(ports.site), "--mail-folder", str(tmp_path / "mail")]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "PORT": str(ports.site)}
    with Children(cwd=Path.cwd(), env=env, logs=tmp_path) as children:
        children.keep("stand-ins", "manage.py", "demo_stand_ins", *told)
        assert wait_until(lambda: _answers(ports.simulators), seconds=30)
        hand_over(ports.simulators, "a" * 32)
        assert wait_until(lambda: len(heard) == 1, seconds=30)
        hand_over(ports.simulators, "b" * 32)
        assert wait_until(lambda: len(heard) == 2, seconds=30)
        with smtplib.SMTP(HOST, ports.smtp, timeout=10) as link:
            link.sendmail("fra@example.dk", ["til@example.dk"], b"Subject: Nyt\r\n\r\nHej")
        with urllib.request.urlopen(f"http://{HOST}:{ports.mail_page}/", timeout=10) as page:
            assert "Til" in page.read().decode()
        known = f"http://{HOST}:{ports.identity}/.well-known/openid-configuration"
        with urllib.request.urlopen(known, timeout=10) as answer:
            assert json.load(answer)["issuer"] == f"http://{HOST}:{ports.identity}"
    site.shutdown()
    assert {(path, token) for path, token, _said in heard} == {(f"/receipts/{SMS_1}/", f"Bearer {RECEIPT_TOKEN}")}
    assert [(said["reference"][0], said["status"]) for _path, _token, said in heard] == [
        ("a", "delivered"),
        ("b", "delivered"),
    ]


def test_the_demos_push_key_is_made_once_and_is_a_key(tmp_path: Path) -> None:
    key = keys.push_key(tmp_path / "home")
    assert keys.push_key(tmp_path / "home") == key
    assert len(public_key_of(key)) == 87


def hand_over(port: int, reference: str) -> None:
    about = gateway(port, SMS_1)
    headers = {"Authorization": f"Bearer {about['token']}"}
    put = urllib.request.Request(f"{about['url']}/messages/{reference}", b"{}", headers, method="PUT")  # noqa: S310
    with urllib.request.urlopen(put, timeout=10) as answer:  # noqa: S310
        assert answer.status == 202


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10) as page:
            return "Simulator" in page.read().decode()
    except OSError:
        return False
