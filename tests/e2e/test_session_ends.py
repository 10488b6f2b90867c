"""The session ends while somebody writes: not a word is lost, and nothing stays in view for whoever comes next."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import DESK, Visitor


def pen(page: Page) -> None:
    expect(page.get_by_label("Skriv en besked")).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def end_session(visitor: Visitor, *, csrf_too: bool = False) -> None:
    """What the passing of time does: the cookie is gone, and no page was told."""
    visitor.context.clear_cookies(name="sessionid")
    if csrf_too:
        visitor.context.clear_cookies(name="csrftoken")


def log_in_again(page: Page, name: str) -> None:
    page.get_by_role("link", name="Log ind igen").click()
    page.get_by_role("link", name="Log ind med Test-MitID").click()
    page.get_by_role("button", name=re.compile(f"^{name}")).click()


def test_words_come_back_after_a_log_out_in_another_tab(site: Site, come: Come) -> None:
    anja = come("Anja Holm", anew=True)
    page = anja.go(f"{site.family_case()}messages/")
    page.get_by_label("Skriv en besked").fill("Skrevet, mens en anden loggede ud")

    other = anja.context.new_page()
    other.goto(site.family_case())
    other.get_by_role("button", name="Log ud").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Du er logget ud")

    expect(page.get_by_role("alert")).to_contain_text("din tekst bliver her")
    expect(page.get_by_label("Skriv en besked")).to_have_value("Skrevet, mens en anden loggede ud")
    expect(page.get_by_role("log")).to_be_hidden()
    expect(page.get_by_role("navigation")).to_be_hidden()
    log_in_again(page, "Anja Holm")
    expect(page).to_have_url(f"{site.url}{site.family_case()}messages/")
    expect(page.get_by_label("Skriv en besked")).to_have_value("Skrevet, mens en anden loggede ud")
    send(page)
    expect(page.locator(".message", has_text="Skrevet, mens en anden")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Skriv en besked")).to_have_value("")


def test_an_open_case_is_covered_after_a_log_out_in_another_tab(site: Site, come: Come) -> None:
    anja = come("Anja Holm", anew=True)
    page = anja.go(site.family_case())
    other = anja.context.new_page()
    other.goto(site.family_case())
    other.get_by_role("button", name="Log ud").click()
    expect(page.get_by_role("alert")).to_contain_text("Du er logget ud")
    expect(page.locator("#glance-now")).to_be_hidden()
    expect(page.get_by_text("Viktor").and_(page.locator(":visible"))).to_have_count(0)


def test_a_lost_session_keeps_the_words(site: Site, come: Come) -> None:
    for csrf_too in (False, True):
        anja = come("Anja Holm", anew=True)
        page = anja.go(f"{site.family_case()}messages/")
        pen(page)
        page.get_by_label("Skriv en besked").fill("Hvad nu, hvis jeg er logget ud?")
        end_session(anja, csrf_too=csrf_too)
        # Sent at once; by script, since the page may have found out by itself and covered the button in the meantime.
        page.locator("#composer").evaluate("form => form.requestSubmit()")
        expect(page.get_by_role("alert")).to_contain_text("Du er logget ud")
        expect(page.get_by_label("Skriv en besked")).to_have_value("Hvad nu, hvis jeg er logget ud?")
        assert "Test-MitID" not in page.locator("main").inner_text()
        log_in_again(page, "Anja Holm")
        expect(page.get_by_label("Skriv en besked")).to_have_value("Hvad nu, hvis jeg er logget ud?")


def test_a_page_that_is_too_old_can_be_sent_from_again(site: Site, come: Come) -> None:
    anja = come("Anja Holm", anew=True)
    page = anja.go(f"{site.family_case()}messages/")
    pen(page)
    anja.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": site.url}])
    page.get_by_label("Skriv en besked").fill("Fra en gammel side")
    send(page)
    expect(page.locator("[data-status]")).to_contain_text("Siden var for gammel")
    send(page)
    expect(page.locator(".message", has_text="Fra en gammel side")).to_have_count(1)


def test_without_javascript_the_words_are_given_back(site: Site, come: Come) -> None:
    anja = come("Anja Holm", anew=True, java_script_enabled=False)
    page = anja.go(f"{site.family_case()}messages/")
    page.get_by_label("Skriv en besked").fill("Uden script og uden login")
    end_session(anja)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ud")
    expect(page.get_by_label("Det, du skrev")).to_have_value("Uden script og uden login")
    log_in_again(page, "Anja Holm")
    assert urlsplit(page.url).path == f"{site.family_case()}messages/"
    pen(page)


def test_a_staff_form_gives_its_words_back(site: Site, come: Come) -> None:
    lone = come("Lone Bech", anew=True, as_staff=True, viewport=DESK)
    page = lone.go(f"{site.staff_case()}update/")
    page.get_by_label("Hvad er der sket?").fill("Vi har fundet et roligt sted.")
    end_session(lone)
    page.get_by_label("Hvad betyder det for barnet?").fill("Han kan gå derhen.")
    expect(page.get_by_role("alert")).to_contain_text("Kopiér den")
    expect(page.get_by_label("Hvad er der sket?")).to_have_value("Vi har fundet et roligt sted.")


def test_ones_own_second_tab_and_the_menu_move_too(site: Site, come: Come) -> None:
    anja = come("Anja Holm")
    lone = come("Lone Bech", as_staff=True, viewport=DESK)
    second = anja.context.new_page()
    for page, path in ((second, f"{site.family_case()}messages/"), (lone.page, site.staff_case())):
        with page.expect_response(lambda answer: "/feed/" in answer.url):  # asked when the line is up
            page.goto(path)
    page = anja.go(f"{site.family_case()}messages/")
    page.get_by_label("Skriv en besked").fill("Ses på begge skærme")
    send(page)
    expect(second.locator(".message", has_text="Ses på begge skærme")).to_have_count(1)
    expect(lone.page.get_by_role("link", name=re.compile(r"^Mine familier.*ulæst"))).to_be_visible()


def test_a_refused_message_leaves_the_writer_in_the_field(site: Site, come: Come) -> None:
    page = come("Anja Holm").go(f"{site.family_case()}messages/")
    page.get_by_label("Skriv en besked").fill("   ")
    send(page)
    expect(page.get_by_text("Skriv en besked, før du sender.")).to_be_visible()
    expect(page.get_by_label("Skriv en besked")).to_be_focused()
    expect(page.get_by_label("Skriv en besked")).to_have_accessible_description(re.compile("^Skriv en besked, før du"))
