"""Old phone, blocked scripts, bad line: every deed is a link or a form."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import Come
from tests.e2e.site import Site


def test_a_mother_reads_and_writes(site: Site, come: Come) -> None:
    page = come("Anja Holm", java_script_enabled=False).go(site.family_case())

    expect(page.locator("#glance-now")).to_be_visible()
    step = page.locator(".thread__item--now").first
    step.locator("summary", has_text="Hvad er det").first.click()
    expect(step.locator("dl").last).to_be_visible()

    page.get_by_role("link", name="Skriv til Lone").click()
    page.get_by_label("Skriv en besked").fill("Skrevet uden script")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.locator(".message", has_text="Skrevet uden script")).to_have_count(1)
    expect(page.get_by_label("Skriv en besked")).to_have_value("")

    page.go_back()
    page.goto(f"{site.family_case()}messages/")
    expect(page.locator(".message", has_text="Skrevet uden script")).to_have_count(1)


def test_a_mother_chooses_her_language_and_logs_out(site: Site, come: Come) -> None:
    page = come("Anja Holm", anew=True, java_script_enabled=False).go(site.family_case())

    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(site.url + site.family_case())
    page.get_by_role("button", name="Dansk").click()
    expect(page.locator("html")).to_have_attribute("lang", "da")

    page.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ud")
    page.goto(site.family_case())
    assert urlsplit(page.url).path == "/konto/login/"
    expect(page.get_by_role("heading", level=1)).to_have_text("Log ind")


def test_her_contact_tells_something_and_moves_a_step(site: Site, come: Come) -> None:
    page = come("Lone Bech", as_staff=True, java_script_enabled=False).go(site.staff_case())

    page.get_by_role("link", name="Der er sket noget").first.click()
    page.get_by_label("Hvad er der sket?").fill("Vi har fundet et roligt sted til Viktor.")
    page.get_by_label("Hvad betyder det for barnet?").fill("Han kan gå derhen, når der er meget larm.")
    page.get_by_label("Hvad betyder det ikke?").fill("Han skal ikke sidde der hele dagen.")
    page.get_by_label("Hvad sker der nu?").fill("Henrik viser ham stedet.")
    page.get_by_role("button", name="Vis, hvordan det ser ud").click()
    expect(page.locator("#preview-words")).to_contain_text("Han kan gå derhen")
    page.get_by_role("button", name="Send til familien").click()
    expect(page.locator(".rows", has_text="Vi har fundet et roligt sted")).to_be_visible()

    page.get_by_role("link", name="Færdigt – gå videre").first.click()
    page.get_by_label("Skriv en sætning til familien").fill("Det er gjort, og Viktor var glad.")
    page.get_by_role("button", name="Gå videre").click()
    expect(page.get_by_text("Trinnet mangler en person.")).to_be_visible()
    expect(page.get_by_label("Skriv en sætning til familien")).to_have_value("Det er gjort, og Viktor var glad.")
    page.get_by_label("Hvem har trinnet").select_option(label="Henrik Toft, LKT-lærer, Harebjergskolen")
    page.get_by_role("button", name="Gå videre").click()
    expect(page).to_have_url(site.url + site.staff_case())

    mother = come("Anja Holm", java_script_enabled=False).go(site.family_case())
    expect(mother.locator("section:has(#glance-now)")).to_contain_text("Henrik Toft")
    expect(mother.locator(".thread__item", has_text="Vi har fundet et roligt sted")).to_be_visible()
    expect(mother.locator(".thread__item--now", has_text="Det er gjort, og Viktor var glad.")).to_be_visible()
