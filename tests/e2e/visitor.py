"""A person at a browser: logs in at Test-MitID with one click, and notices what no page may do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.e2e.site import Site

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE_MS = 45_000
"""How long a busy machine may take for one step; nothing here measures speed."""
NOISE = (
    "Failed to load resource",
    "WebSocket connection to",
    "htmx:sendAbort",
    "htmx:sendError",
    "htmx:afterRequest",
    "Response Status Error Code 401",
    "Response Status Error Code 403",
)
"""What is written about answers such as 404, a lost line, and a request given up for a newer: no fault of the page."""

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visitor:
    """One browser window of one person. ``faults`` is what went wrong behind the page."""

    site: Site
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def watch(self) -> None:
        """Scripts that fail, things the security policy refuses, calls to other machines, names in addresses."""
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._console)
        self.context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NOISE):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, self.site.provider_url, "data:", "blob:")):
            self.faults.append(f"calls another machine: {request.url}")
        if said := names_in(request.url, self.site.names):
            self.faults.append(f"{said} in the address {request.url}")


def names_in(text: str, names: list[str]) -> list[str]:
    """The names that stand in a text as words."""
    plain = unquote(text)
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", plain, re.IGNORECASE)]


@contextmanager
def visiting(browser: Browser, site: Site, **options: Any) -> Iterator[Visitor]:
    """A new window; on a phone unless said otherwise, in Danish."""
    context = browser.new_context(**{"base_url": site.url, "locale": "da-DK", "viewport": PHONE, **options})
    try:
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(site, context, context.new_page())
        visitor.watch()
        yield visitor
    finally:
        context.close()


def log_in(page: Page, name: str, *, as_staff: bool = False) -> None:
    """From the login page through the provider to the first page of one's own."""
    page.goto("/konto/login/")
    page.get_by_role("link", name="Log ind som medarbejder" if as_staff else "Log ind med Test-MitID").click()
    page.get_by_role("button", name=re.compile(f"^{name}")).click()
    page.wait_for_url(lambda url: urlsplit(url).path.startswith(("/cases/", "/staff/")))


def keep_pictures(page: Page, folder: Path, name: str) -> None:
    """What the visitor saw when it went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.html").write_text(page.content(), encoding="utf-8")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
