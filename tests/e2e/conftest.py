"""One running product and one browser for all journeys; a window for each visitor."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, StorageState, sync_playwright

from tests.e2e.site import ROOT, Site, running_site
from tests.e2e.visitor import Visitor, keep_pictures, log_in, visiting

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = ROOT / "build" / "e2e"
Come = Callable[..., Visitor]
_failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests.e2e" in item.nodeid.replace("/", "."):
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


# Package and not session: Playwright's event loop must be gone before tests of other packages start their own.
@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; where there is none, the one that Playwright may have installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def logins() -> dict[str, StorageState]:
    """Who has logged in: one login each serves all journeys that do not log out."""
    return {}


@pytest.fixture
def come(
    request: pytest.FixtureRequest, chromium: Browser, site: Site, logins: dict[str, StorageState]
) -> Iterator[Come]:
    """``come("Anja Holm")``: a logged-in visitor; ``come()``: somebody who is not logged in.

    Afterwards: what a visitor saw is kept when the test failed, and nothing may have gone wrong behind the pages.
    """
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def _come(name: str = "", *, anew: bool = False, as_staff: bool = False, **options: Any) -> Visitor:
            state = None if anew or not name else logins.get(name)
            visitor = stack.enter_context(visiting(chromium, site, storage_state=state, **options))
            visitors.append(visitor)
            if name and state is None:
                log_in(visitor.page, name, as_staff=as_staff)
            if name and not anew:
                logins[name] = visitor.context.storage_state()
            return visitor

        yield _come
        if request.node.stash.get(_failed, False):
            _keep(request.node.name, visitors)
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(faults)


def _keep(test: str, visitors: list[Visitor]) -> None:
    for number, visitor in enumerate(visitors, start=1):
        with suppress(Error):  # a window that hangs must not hide what failed
            keep_pictures(visitor.page, PICTURES, f"{test}-{number}")
