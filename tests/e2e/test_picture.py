"""The picture in the README: `UPDATE_SCREENSHOT=1 python -m pytest tests/e2e/test_picture.py`."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from journey.rules import clock
from tests.e2e.conftest import Come
from tests.e2e.site import ROOT, Site

PICTURE = ROOT / "docs" / "images" / "family.png"


@pytest.mark.skipif(os.environ.get("UPDATE_SCREENSHOT") != "1", reason="only on request: UPDATE_SCREENSHOT=1")
def test_the_familys_page_for_the_readme(site: Site, come: Come) -> None:
    contact = come("Lone Vestergaard", as_staff=True).page
    say_what_is_awaited(contact, site)
    plan_a_talk(contact, site)

    page = come("Anja Brandt", device_scale_factor=2).go(site.family_case("story_case"))
    expect(page.locator("#glance-word")).to_be_visible()
    page.evaluate("() => document.fonts.ready")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURE)


def say_what_is_awaited(page: Page, site: Site) -> None:
    page.goto(f"{site.staff_case('story_case')}waits/open/")
    page.get_by_label("Hvad venter I på?").fill("en ny psykolog")
    page.get_by_label("Hvorfor venter I?").fill("Bodil er stoppet, og PPR leder efter en anden.")
    page.get_by_label("Ventetiden slutter, når …").fill("I kender navnet på den nye psykolog.")
    page.get_by_label("I ser på det igen").fill((clock.today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Vis ventetiden").click()
    expect(page.get_by_role("heading", name="En ny psykolog")).to_be_visible()


def plan_a_talk(page: Page, site: Site) -> None:
    page.goto(f"{site.staff_case('story_case')}meetings/plan/")
    page.get_by_label("Hvad er det for et møde?").fill("Vi taler om Viktors hverdag")
    page.get_by_label("Hvad skal mødet bruges til?").fill("I hører, hvad vi har set, og siger, hvad I ser hjemme.")
    page.get_by_label("Dag", exact=True).fill((clock.today() + timedelta(days=11)).isoformat())
    page.get_by_label("Fra kl.").fill("14:00")
    page.get_by_label("Til kl.").fill("15:00")
    page.get_by_role("button", name="Aftal mødet").click()
    expect(page.get_by_role("heading", name="Vi taler om Viktors hverdag")).to_be_visible()
