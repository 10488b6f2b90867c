"""SIMULATORS of two SMS gateways and of a connection to Digital Post, for demo and tests: nothing leaves this machine.

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
from threading import Lock, Thread
from types import TracebackType

from config.demo.ports import HOST

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
    """What the three of them have got, and how they are to behave. Safe between threads."""

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
            fault = self.faults[gateway].pop(0) if self.faults[gateway] else None
            refusals = {Fault.BUSY: 503, Fault.BROKEN: 500, Fault.REFUSED: 422}
            if fault in refusals:
                return refusals[fault]
            status = "failed" if fault is Fault.NEVER_ARRIVES else "accepted"
            self.arrived[gateway, reference] = Arrived(gateway, reference, body, status)
            return 0 if fault is Fault.SILENT else HTTPStatus.ACCEPTED

    def report(self, send: Callable[[str, dict[str, str]], object]) -> None:
        """Tell of everything that has been taken by now: failed, or else delivered. Told twice it is the same again."""
        for one in list(self.arrived.values()):
            one.status = "delivered" if one.status == "accepted" else one.status
            send(one.gateway, {"reference": one.reference, "status": one.status, "error": "absent_subscriber"})


class Handler(BaseHTTPRequestHandler):
    """``/<gateway>/messages/<reference>`` (PUT, GET), ``/<gateway>/recipients/<id>`` (GET), and a page at ``/``."""

    simulators: Simulators

    def do_PUT(self) -> None:
        gateway, kind, reference = self._parts()
        size = min(int(self.headers.get("Content-Length", "0")), MOST_BYTES)
        body = self.rfile.read(size).decode(errors="replace")
        if not self._lets_in(gateway) or kind != "messages":
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif status := self.simulators.take(gateway, reference, body):
            self._answer(status)
        else:
            self.close_connection = True

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
        "<h1>Simulator: SMS og Digital Post</h1><p>Intet her er sendt til nogen.</p>" + (items or "<p>Ingen endnu.</p>")
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
        url = f"http://{HOST}:{self.server.server_address[1]}/{name}"
        return {"name": name, "url": url, "token": TOKEN, "receipt_token": RECEIPT_TOKEN}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    ThreadingHTTPServer((HOST, parser.parse_args().port), handler_for(Simulators())).serve_forever()


if __name__ == "__main__":
    main()
