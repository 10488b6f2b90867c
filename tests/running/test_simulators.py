"""The simulators as the demo runs them: a process of its own whose receipts reach the site by themselves."""

import json
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from config.demo import keys
from config.demo.children import Children
from config.demo.ports import HOST
from config.demo.simulators import RECEIPT_TOKEN, SMS_1, gateway
from config.embedded.process import wait_until
from messaging.push_keys import public_key_of
from tests.running.test_demo import free_port


def test_what_was_taken_is_reported_once_as_arrived(tmp_path: Path) -> None:
    heard: list[tuple[str, str, dict[str, str]]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((self.path, self.headers["Authorization"], said))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    site = ThreadingHTTPServer((HOST, 0), Ear)
    Thread(target=site.serve_forever, daemon=True).start()
    port = free_port()
    told = ["--port", str(port), "--report-to", f"http://{HOST}:{site.server_address[1]}"]
    with Children(cwd=Path.cwd(), env={}, logs=tmp_path) as children:
        children.keep("simulators", "-m", "config.demo.simulators", *told)
        assert wait_until(lambda: _answers(port), seconds=30)
        hand_over(port, "a" * 32)
        assert wait_until(lambda: len(heard) == 1, seconds=30)
        hand_over(port, "b" * 32)
        assert wait_until(lambda: len(heard) == 2, seconds=30)
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
