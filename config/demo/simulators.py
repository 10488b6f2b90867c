"""SIMULATORS of two SMS gateways, a connection to Digital Post and a push service, for demo and tests: nothing leaves
this machine.

They speak the contract of docs/subsystems/delivery.md, keep what arrived, and misbehave when told to. Production
refuses their names and addresses (messaging.delivery.checks).

`python -m config.demo.simulators --port N`
"""

import argparse
import html
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any

import http_ece

from config.demo.ports import HOST
from config.demo.push_simulator import PUSH, is_signed, phone_keys, unlocked

SMS_1, SMS_2, DIGITAL_POST = "simulator-sms-1", "simulator-sms-2", "simulator-digital-post"
NAMES = (SMS_1, SMS_2, DIGITAL_POST)
TOKEN, RECEIPT_TOKEN = "simulator-token", "simulator-receipt-token"
MOST_BYTES = 256 * 1024


class Fault(StrEnum):
    """How a simulator misbehaves, once, at the next message that comes."""

    BUSY = "busy"
    """Answers 503 and takes nothing."""
    BROKEN = "broken"
    """Answers 500 and takes nothing; nobody can know that."""
    SILENT = "silent"
    """Takes it and goes away without an answer: what a timeout after accepting looks like."""
    REFUSED = "refused"
    """Answers 422: this number can never be reached."""
    NEVER_ARRIVES = "never_arrives"
    """Takes it, and reports later that it failed."""
    GONE = "gone"
    """Answers 410: the browser is no longer there."""
    TOO_LARGE = "too_large"
    """Answers 413."""
    TOO_OFTEN = "too_often"
    """Answers 429 and takes nothing."""


REFUSALS = {
    Fault.BUSY: 503,
    Fault.BROKEN: 500,
    Fault.REFUSED: 422,
    Fault.GONE: 410,
    Fault.TOO_LARGE: 413,
    Fault.TOO_OFTEN: 429,
}


@dataclass
class Arrived:
    """One message as it would have gone on to a person."""

    gateway: str
    reference: str
    body: str
    status: str = "accepted"
    calls: int = 1
    """How often it was handed over; a person would have got it once."""


@dataclass
class Simulators:
    """What they have got, and how they are to behave: by name, or by one browser's address. Safe between threads."""

    arrived: dict[tuple[str, str], Arrived] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    unknown_people: set[str] = field(default_factory=set)
    """Ids of those whom Digital Post does not know."""
    answers_questions: bool = True
    """False: asked what became of a message, it answers 500."""
    lock: Lock = field(default_factory=Lock)

    def to(self, gateway: str) -> list[Arrived]:
        return [one for (name, _reference), one in self.arrived.items() if name == gateway]

    def take(self, gateway: str, reference: str, body: str) -> int:
        """The status to answer with; 0 for none at all."""
        with self.lock:
            if known := self.arrived.get((gateway, reference)):
                known.calls += 1
                return HTTPStatus.OK
            fault = self._next_fault(gateway)
            if fault in REFUSALS:
                return REFUSALS[fault]
            status = "failed" if fault is Fault.NEVER_ARRIVES else "accepted"
            self.arrived[gateway, reference] = Arrived(gateway, reference, body, status)
            return 0 if fault is Fault.SILENT else HTTPStatus.ACCEPTED

    def take_push(self, browser: str, body: bytes) -> int:
        """The same for one browser. A push service does not know a notice again: each call is one that arrives."""
        try:
            words = unlocked(body)
        except http_ece.ECEException:
            return HTTPStatus.BAD_REQUEST
        with self.lock:
            fault = self._next_fault(browser) or self._next_fault(PUSH)
            if fault in REFUSALS:
                return REFUSALS[fault]
            reference = f"{browser}-{len(self.arrived)}"
            self.arrived[PUSH, reference] = Arrived(PUSH, reference, words, "delivered")
            return 0 if fault is Fault.SILENT else HTTPStatus.CREATED

    def _next_fault(self, name: str) -> Fault | None:
        return self.faults[name].pop(0) if self.faults[name] else None

    def report(self, send: Callable[[str, dict[str, str]], object]) -> None:
        """Tell of everything that has been taken by now: failed, or else delivered. Told twice it is the same again."""
        for one in [one for one in list(self.arrived.values()) if one.gateway in NAMES]:
            one.status = "delivered" if one.status == "accepted" else one.status
            send(one.gateway, {"reference": one.reference, "status": one.status, "error": "absent_subscriber"})


class Handler(BaseHTTPRequestHandler):
    """``/<gateway>/messages/<reference>`` (PUT, GET), ``/<gateway>/recipients/<id>`` (GET),
    ``/simulator-push/<id>`` (POST), and a page at ``/``."""

    simulators: Simulators

    def do_PUT(self) -> None:
        gateway, kind, reference = self._parts()
        body = self._body().decode(errors="replace")
        if not self._lets_in(gateway) or kind != "messages":
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif status := self.simulators.take(gateway, reference, body):
            self._answer(status)
        else:
            self.close_connection = True

    def do_POST(self) -> None:
        name, _, browser = self.path.strip("/").partition("/")
        body, host = self._body(), f"http://{self.headers.get('Host')}"
        if name != PUSH or not browser or not is_signed(dict(self.headers.items()), host):
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif status := self.simulators.take_push(browser, body):
            self._answer(status)
        else:
            self.close_connection = True

    def _body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length", "0")), MOST_BYTES))

    def do_GET(self) -> None:
        gateway, kind, name = self._parts()
        if self.path == "/":
            self._answer(HTTPStatus.OK, page(self.simulators), "text/html; charset=utf-8")
        elif not self._lets_in(gateway):
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif kind == "recipients":
            known = gateway == DIGITAL_POST and name not in self.simulators.unknown_people
            self._said({"cpr": "0101010000"} if known else None)  # a number that nobody can have
        elif not self.simulators.answers_questions:
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            there = self.simulators.arrived.get((gateway, name))
            self._said({"status": there.status} if there else None)

    def _parts(self) -> tuple[str, str, str]:
        parts = self.path.strip("/").split("/")
        return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")

    def _lets_in(self, gateway: str) -> bool:
        return gateway in NAMES and self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _said(self, value: dict[str, str] | None) -> None:
        status = HTTPStatus.OK if value else HTTPStatus.NOT_FOUND
        self._answer(status, json.dumps(value).encode(), "application/json")

    def _answer(self, status: int, content: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Nothing: a log of numbers and messages is what the product must not leave behind."""


def handler_for(simulators: Simulators) -> type[Handler]:
    return type("Bound", (Handler,), {"simulators": simulators})


def page(simulators: Simulators) -> bytes:
    """What has arrived, the newest first, as text only."""
    items = "".join(
        f"<article><h2>{html.escape(one.gateway)}</h2><p>{one.status}</p><pre>{html.escape(one.body)}</pre></article>"
        for one in reversed(list(simulators.arrived.values()))
    )
    return (
        '<!doctype html><html lang="da"><meta charset="utf-8"><title>Simulator</title>'
        "<h1>Simulator: SMS, Digital Post og besked på telefonen</h1><p>Intet her er sendt til nogen.</p>"
        + (items or "<p>Ingen endnu.</p>")
    ).encode()


class Running:
    """The simulators on a port of this machine, for as long as the block lasts."""

    def __init__(self, port: int = 0, simulators: Simulators | None = None) -> None:
        self.simulators = simulators or Simulators()
        self.server = ThreadingHTTPServer((HOST, port), handler_for(self.simulators))

    def __enter__(self) -> "Running":
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def gateway(self, name: str) -> dict[str, str]:
        """The settings of one gateway."""
        return gateway(self.server.server_address[1], name)

    def push(self, private_key: str) -> dict[str, Any]:
        """The settings of web push."""
        return simulated_push(self.server.server_address[1], private_key)


def gateway(port: int, name: str) -> dict[str, str]:
    """The settings of the gateway of that name, simulated on ``port`` of this machine."""
    return {"name": name, "url": f"http://{HOST}:{port}/{name}", "token": TOKEN, "receipt_token": RECEIPT_TOKEN}


def simulated_push(port: int, private_key: str) -> dict[str, Any]:
    """WEB_PUSH with the simulator on ``port`` of this machine."""
    return {
        "private_key": private_key,
        "subject": "mailto:drift@roedtraad.example",
        "hosts": [],
        "simulator": f"http://{HOST}:{port}/{PUSH}",
        "simulator_keys": phone_keys(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args()
    with Running(chosen.port):
        Event().wait()


if __name__ == "__main__":
    main()
