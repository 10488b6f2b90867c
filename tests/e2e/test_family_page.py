"""A mother opens her child's case on a phone: everything that matters without scrolling, all of it by keyboard."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import sticks_out
from tests.e2e.conftest import Come
from tests.e2e.site import Site

FIRST_SCREEN = ("#glance-who", "#glance-now", "#glance-next", "#glance-word")


@pytest.mark.parametrize("name", ["Anja Holm", "Jonas Lund"])
def test_who_now_next_and_next_word_fit_on_the_first_screen(site: Site, come: Come, name: str) -> None:
    page = come(name, anew=True).page  # one click at the provider, and the case is there

    expect(page).to_have_url(site.url + site.family_case())
    expect(page).to_have_title("Forløb – Rød Tråd")
    expect(page.locator("#glance-who + .glance__name")).to_have_text("Lone Bech")
    menu = page.get_by_role("navigation", name="Hovedmenu").bounding_box()
    assert menu is not None
    assert page.evaluate("() => window.scrollY") == 0
    for part in FIRST_SCREEN:
        box = page.locator(f"section:has({part})").bounding_box()
        assert box is not None, part
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= menu["y"], f"{part} ends at {box}, the menu begins at {menu}"


@pytest.mark.parametrize("size", [(320, 568), (360, 640), (390, 844)])
def test_the_next_word_is_on_the_first_screen_however_long_the_words_above_it(
    come: Come, size: tuple[int, int]
) -> None:
    page = come("Tove Ild").go("/")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()
    expect(page.locator("#glance-who + .glance__name")).to_have_text("Anne-Kathrine Østergaard-Christoffersen")
    menu = page.get_by_role("navigation", name="Hovedmenu").bounding_box()
    word = page.locator("section:has(#glance-word)")
    box = word.bounding_box()
    assert menu is not None
    assert box is not None
    assert page.evaluate("() => window.scrollY") == 0
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= menu["y"] + 1, f"it ends at {box}, the menu begins at {menu}"
    assert box["height"] < size[1] / 3, "it leaves room for the rest"
    page.locator("#nu").scroll_into_view_if_needed()
    page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    expect(word).not_to_be_in_viewport()


@pytest.mark.parametrize("size", [(320, 568), (360, 640), (390, 844)])
def test_nothing_on_the_first_screen_covers_another_part(site: Site, come: Come, size: tuple[int, int]) -> None:
    page = come("Anja Brandt").go(site.family_case("story_case"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()
    boxes = [page.locator(f"section:has(#glance-{part})").bounding_box() for part in ("who", "now", "next", "word")]
    for above, below in pairwise(boxes):
        assert above is not None
        assert below is not None
        assert above["y"] + above["height"] <= below["y"] + 1, boxes


def test_no_sideways_scrolling_on_any_phone(site: Site, come: Come) -> None:
    page = come("Anja Holm").go(site.family_case())
    for step in page.locator("details > summary").all():
        step.click()
    assert not [wide for width in (390, 360, 320) for wide in sticks_out(page, width)]


def test_all_by_keyboard(site: Site, come: Come) -> None:
    page = come("Anja Holm").go(site.family_case())

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Spring til indholdet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    tab_to(page, ".glance__actions a")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    tab_to(page, "details > summary")
    why = page.locator("details:has(> summary:focus)")
    page.keyboard.press("Enter")
    expect(why.get_by_text("Sidste nyt kom")).to_be_visible()
    tab_to(page, "details > summary")
    road = page.locator("details:has(> summary:focus)")
    expect(road.locator("ol")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(road.locator("ol")).to_be_visible()
    tab_to(page, "details > summary")
    fold = page.locator("details:has(> summary:focus)")
    expect(fold.locator("dl")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(fold.locator("dl")).to_be_visible()
    expect(fold).to_contain_text("Det kan I gøre")


def tab_to(page: Page, selector: str, *, at_most: int = 40) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{at_most} times Tab does not reach {selector}")


def test_one_login_for_several_children(site: Site, come: Come) -> None:
    page = come("Anja Brandt", anew=True).page

    expect(page).to_have_url(f"{site.url}/cases/")
    page.get_by_role("link", name="Viktors forløb").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Viktors forløb")
    page.get_by_role("navigation", name="Andre forløb").get_by_role("link", name="Freja").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Frejas forløb")
