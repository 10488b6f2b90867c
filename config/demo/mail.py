"""The demo's mail catcher: takes every message on 127.0.0.1, keeps it in a folder and shows it on a page.

`python -m config.demo.mail --smtp-port N --page-port N --folder DIR`
"""

import argparse
import email
import html
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.demo.ports import HOST

SHOWN = 200
PAGE = """<!doctype html><html lang="da"><meta charset="utf-8"><title>Demoens post</title>
<style>body{{font:1rem/1.5 system-ui;max-width:45rem;margin:2rem auto}}pre{{white-space:pre-wrap}}</style>
<h1>Demoens post</h1><p>Her lander al e-mail fra demoen. Ingen er sendt ud af huset.</p>{items}"""
ITEM = "<article><h2>{subject}</h2><p>Til {to} · {date}</p><pre>{body}</pre></article><hr>"


class Keeper:
    """aiosmtpd's handler: one file per message, numbered in order of arrival, never overwritten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        taken = [int(path.stem) for path in folder.glob("*.eml")]
        self.numbers = itertools.count(max(taken, default=0) + 1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        (self.folder / f"{next(self.numbers):06}.eml").write_bytes(raw)
        return "250 Kept"


def page(folder: Path) -> bytes:
    """The newest messages first, as text only: nothing in a message is ever run or fetched."""
    newest = sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]
    items = "".join(_item(email.message_from_bytes(path.read_bytes(), policy=default)) for path in newest)
    return PAGE.format(items=items or "<p>Ingen endnu.</p>").encode()


def _item(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content() if body else ""
    parts = {"subject": message["subject"], "to": message["to"], "date": message["date"], "body": text}
    return ITEM.format(**{name: html.escape(str(value or "")) for name, value in parts.items()})


def handler_for(folder: Path, port: int) -> type[BaseHTTPRequestHandler]:
    """A page at / for a browser on this machine; other Host names are refused."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("Host") in {f"{HOST}:{port}", f"localhost:{port}"} and self.path == "/"
            content = page(folder) if known else b"404"
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8" if known else "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(content)

    return Page


@contextmanager
def catching(folder: Path, *, smtp_port: int, page_port: int) -> Iterator[None]:
    """Takes mail and shows it while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    taker = Controller(Keeper(folder), hostname=HOST, port=smtp_port)
    taker.start()
    pages = ThreadingHTTPServer((HOST, page_port), handler_for(folder, page_port))
    Thread(target=pages.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        pages.shutdown()
        pages.server_close()
        taker.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args()
    with catching(chosen.folder, smtp_port=chosen.smtp_port, page_port=chosen.page_port):
        Event().wait()


if __name__ == "__main__":
    main()
