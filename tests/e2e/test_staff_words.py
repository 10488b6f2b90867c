"""Lone tells her families something: in two taps, in a form with a preview, and what they must never see."""

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from journey.rules import clock, danish_dates
from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import DESK


def next_word(page: Page) -> Locator:
    return page.locator("section:has(#glance-word) .glance__date")


def row(page: Page, child: str) -> Locator:
    return page.locator(".row", has=page.get_by_role("link", name=child, exact=False)).filter(
        has=page.locator(".row__name")
    )


def test_my_families_by_what_is_due_and_nothing_new_in_two_taps_and_a_sentence(come: Come) -> None:
    mother = come("Karla Juhl").page
    before = next_word(mother).inner_text()
    lone = come("Lone Bech", as_staff=True, viewport=DESK).go("/staff/")

    children = lone.locator(".row__name strong").all_inner_texts()
    assert children.index("Vega") < children.index("Alba")
    expect(row(lone, "Vega").filter(has_text="Sofie skulle have hørt")).to_be_visible()

    row(lone, "Alba").get_by_role("link", name="Intet nyt …").first.click()
    lone.locator("#write").get_by_label("Hvorfor er der ikke nyt?").fill("Henrik har ikke set pauserne endnu.")
    lone.locator("#write").get_by_role("button", name="Send til familien").click()
    expect(lone.get_by_role("status").first).to_contain_text("Karla")

    mother.reload()
    news = mother.locator(".thread__item", has_text="Intet nyt endnu").first
    expect(news).to_contain_text("Nyt siden sidst")
    expect(news).to_contain_text("Henrik har ikke set pauserne endnu.")
    expect(next_word(mother)).not_to_have_text(before)


def test_an_update_with_preview_moves_the_next_word_and_is_new_to_the_family(site: Site, come: Come) -> None:
    anja = come("Anja Holm").go(site.family_case())
    before = next_word(anja).inner_text()
    tomorrow = clock.today() + timedelta(days=1)
    lone = come("Lone Bech", as_staff=True, viewport=DESK).go(site.staff_case())

    lone.get_by_label("Hvad er der sket?").fill("Torben og jeg har talt om Viktors morgener.")
    lone.get_by_label("Hvad betyder det for barnet?").fill("Viktor møder Henrik ved døren hver morgen.")
    lone.get_by_label("Hvad betyder det ikke?").fill("Det ændrer ikke på PPV’en.")
    lone.get_by_label("Hvad sker der nu?").fill("Vi prøver det i to uger.")
    lone.get_by_label("Familien hører igen senest").fill(tomorrow.isoformat())
    preview = lone.locator("#preview-words")
    expect(preview).to_contain_text("Viktor møder Henrik ved døren")
    expect(preview).to_contain_text(f"Anja hører igen {danish_dates.by(tomorrow)}")
    expect(anja.get_by_role("status", name="").first).to_be_hidden()
    lone.get_by_role("button", name="Send til familien").click()
    expect(lone.locator(".rows", has_text="Torben og jeg har talt")).to_be_visible()

    expect(anja.get_by_text("Der er nyt i forløbet.")).to_be_visible()  # said at once; nothing moves by itself
    anja.get_by_role("button", name="Vis det").click()
    news = anja.locator(".thread__item", has_text="Torben og jeg har talt om Viktors morgener")
    expect(news).to_contain_text("Nyt siden sidst")
    expect(news).to_contain_text("Det ændrer ikke på PPV’en.")
    expect(next_word(anja)).not_to_have_text(before)
    expect(next_word(anja)).to_have_text(danish_dates.by(tomorrow).capitalize())


def test_an_internal_note_never_reaches_the_family(site: Site, come: Come) -> None:
    anja = come("Anja Holm").go(site.family_case())
    before = next_word(anja).inner_text()
    lone = come("Lone Bech", as_staff=True, viewport=DESK).go(site.staff_case())

    lone.get_by_role("link", name="Skriv et notat").click()
    expect(lone.get_by_text("Internt – familien ser det ikke")).to_be_visible()
    lone.get_by_label("Notat").fill("Husk nøglen til det lille rum.")
    lone.get_by_role("button", name="Gem notatet").click()
    expect(lone.locator(".note", has_text="det lille rum")).to_be_visible()

    for path in ("", "messages/", "people/", "meetings/"):
        anja.goto(f"{site.family_case()}{path}")
        assert "det lille rum" not in anja.content()
    anja.goto(site.family_case())
    expect(next_word(anja)).to_have_text(before)
