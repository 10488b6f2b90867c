"""Large letters on a small phone, and a reader's own colours."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import DESK

SMALL = {"width": 320, "height": 700}


def box(part: Locator) -> tuple[float, float, float, float]:
    found = part.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def overlap(one: Locator, other: Locator) -> bool:
    left, top, right, bottom = box(one)
    other_left, other_top, other_right, other_bottom = box(other)
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


def test_the_menu_is_legible_at_320_px_with_text_at_200_percent(site: Site, come: Come) -> None:
    page = come("Anja Holm", viewport=SMALL).go(site.family_case())
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    labels = page.locator(".site-nav__label").all()
    assert len(labels) == 4
    for number, label in enumerate(labels):
        left, _, right, bottom = box(label)
        assert left >= 0
        assert right <= SMALL["width"]
        assert bottom <= SMALL["height"]
        assert not any(overlap(label, other) for other in labels[number + 1 :])
    bar = box(page.locator(".site-nav"))
    reserved = page.evaluate("parseFloat(getComputedStyle(document.body).paddingBlockEnd)")
    assert bar[3] - bar[1] <= reserved


def test_the_pens_two_ways_differ_in_forced_colours(site: Site, come: Come) -> None:
    lone = come("Lone Bech", as_staff=True, viewport=DESK, forced_colors="active")
    ways = lone.go(f"{site.staff_case()}update/").locator(".pen__ways")
    expect(ways.locator("[aria-current]")).to_have_css("text-decoration-line", "underline")
    expect(ways.locator("a:not([aria-current])")).not_to_have_css("border-top-width", "4px")
    expect(ways.locator("[aria-current]")).to_have_css("border-top-width", "4px")
