"""What every page must keep, at every width: WCAG 2.2 AA as far as axe can tell, and no sideways scrolling."""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.e2e.site import ROOT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room + 1)
    .map(one => one.outerHTML.slice(0, 120)).slice(-3);
}"""
NARROW = 320


@cache
def axe_source() -> str:
    return (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each rule that the page breaks, with the first places."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_source())
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)["violations"]
    return [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in found]


def sticks_out(page: Page, width: int = NARROW) -> list[str]:
    """What is wider than the window at that width."""
    page.set_viewport_size({"width": width, "height": 844})
    return list(page.evaluate(SIDEWAYS))
