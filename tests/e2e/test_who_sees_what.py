"""The other parent sees the same case and never her conversation; a stranger cannot even learn that it exists."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Come
from tests.e2e.site import DINAS_WORDS, Site

NOWHERE = "/cases/00000000-0000-4000-8000-000000000000/"
FACTS = "section:has(#glance-who), section:has(#glance-now), section:has(#glance-next), .thread__title"


def facts(page: Page) -> list[str]:
    return page.locator(FACTS).all_inner_texts()


def test_the_father_sees_the_same_facts_and_not_the_mothers_thread(site: Site, come: Come) -> None:
    mother, father = come("Anja Holm").page, come("Jonas Lund").page
    mother.goto(f"{site.family_case()}messages/")
    mother.get_by_label("Skriv en besked").fill("Det her er kun mellem Lone og mig.")
    mother.get_by_role("button", name="Send", exact=True).click()
    expect(mother.locator(".message", has_text="kun mellem Lone og mig")).to_be_visible()

    mother.goto(site.family_case())
    father.goto(site.family_case())
    assert facts(mother) == facts(father)
    for path in ("", "messages/", "people/", "meetings/"):
        father.goto(f"{site.family_case()}{path}")
        assert "kun mellem Lone og mig" not in father.content()
    missing(site, father, site.thread())
    missing(site, father, f"{site.thread()}new/?after=0")


def test_a_stranger_gets_the_page_for_what_is_not_there(site: Site, come: Come) -> None:
    dina = come("Dina Aslan").page
    case, staff = site.family_case(), site.staff_case()
    for path in (case, f"{case}people/", f"{case}meetings/", f"{case}messages/", site.thread(), staff, "/staff/"):
        missing(site, dina, path)


def missing(site: Site, page: Page, path: str) -> None:
    """The same answer as for an address that never was."""
    nowhere = page.goto(NOWHERE)
    expected = page.locator("main").inner_text()
    refused = page.goto(path)
    assert nowhere is not None
    assert refused is not None
    assert (nowhere.status, refused.status) == (404, 404), path
    assert page.locator("main").inner_text() == expected


def test_the_leader_sees_the_broken_promise_and_no_word_of_the_thread(site: Site, come: Come) -> None:
    page = come("Mogens Vang", as_staff=True, anew=True).page

    expect(page).to_have_url(f"{site.url}/staff/overview/")
    expect(page.locator(".figure__number--main")).to_have_text("1")
    row = page.get_by_role("row").filter(has_text="Næste nyt er overskredet").first
    expect(row).to_contain_text("Ida")
    expect(row).to_contain_text("Dina")
    assert DINAS_WORDS not in page.content()

    row.get_by_role("link", name="Ida", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Idas forløb")
    assert DINAS_WORDS not in page.content()
    missing(site, page, site.thread("dina", "dinas_case"))
