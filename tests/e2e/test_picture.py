"""The picture in the README: `UPDATE_SCREENSHOT=1 python -m pytest tests/e2e/test_picture.py`."""

import os

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Come
from tests.e2e.site import ROOT, Site

PICTURE = ROOT / "docs" / "images" / "family.png"


@pytest.mark.skipif(os.environ.get("UPDATE_SCREENSHOT") != "1", reason="only on request: UPDATE_SCREENSHOT=1")
def test_the_familys_page_for_the_readme(site: Site, come: Come) -> None:
    page = come("Anja Brandt", device_scale_factor=2).go(site.family_case("story_case"))
    expect(page.locator("#glance-word")).to_be_visible()
    page.evaluate("() => document.fonts.ready")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE)
