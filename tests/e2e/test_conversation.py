"""Two browsers write to each other: live, seen, once, and nothing is lost while one of them is offline."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import sticks_out
from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import DESK, Visitor


def write(page: Page, words: str) -> None:
    page.get_by_label("Skriv en besked").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def message(page: Page, words: str) -> Locator:
    return page.locator(".message", has_text=words)


def both(site: Site, come: Come) -> tuple[Visitor, Visitor]:
    """Anja on her phone and Lone at her desk, each with their side of the thread open and the line up."""
    anja, lone = come("Anja Holm"), come("Lone Bech", as_staff=True, viewport=DESK)
    for visitor, path in ((anja, f"{site.family_case()}messages/"), (lone, site.thread())):
        with visitor.page.expect_response(lambda answer: "/feed/" in answer.url):  # asked when the line is up
            visitor.go(path)
    return anja, lone


def test_a_message_crosses_without_reload_and_is_seen(site: Site, come: Come) -> None:
    anja, lone = both(site, come)

    write(anja.page, "Viktor sov ikke i nat.")
    expect(message(lone.page, "Viktor sov ikke i nat.")).to_be_visible()
    expect(message(anja.page, "Viktor sov ikke i nat.")).to_contain_text("set af Lone")

    write(lone.page, "Tak. Jeg taler med ham i morgen.")
    expect(message(anja.page, "Jeg taler med ham")).to_be_visible()
    expect(message(lone.page, "Jeg taler med ham")).to_contain_text("set af Anja")


def test_one_message_after_another_can_be_sent(site: Site, come: Come) -> None:
    """What is asked stands on the page with forms of its own from the first message on."""
    page = come("Jonas Lund").go(f"{site.family_case()}messages/")
    for words in ("Kan vi mødes?", "Eller tale i telefon?", "Tirsdag passer bedst."):
        write(page, words)
        expect(message(page, words)).to_be_visible()
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()


def test_an_endless_word_does_not_widen_the_page(site: Site, come: Come) -> None:
    anja, lone = both(site, come)
    link = "https://teams.example/l/meetup-join/" + "19%3ameeting_N2Q4" * 20
    write(anja.page, link)
    expect(message(lone.page, link)).to_be_visible()
    for visitor, path in ((anja, site.family_case()), (lone, site.staff_case())):
        for place in (f"{site.family_case()}messages/" if visitor is anja else site.thread(), path):
            visitor.go(place)
            assert not sticks_out(visitor.page), place


def test_a_nervous_thumb_sends_once(site: Site, come: Come) -> None:
    anja, lone = both(site, come)

    anja.page.get_by_label("Skriv en besked").fill("Kan du ringe?")
    anja.page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(anja.page.get_by_label("Skriv en besked")).to_have_value("")

    expect(message(lone.page, "Kan du ringe?")).to_have_count(1)
    for visitor in (anja, lone):
        visitor.page.reload()
        expect(message(visitor.page, "Kan du ringe?")).to_have_count(1)


def test_offline_loses_nothing_and_doubles_nothing(site: Site, come: Come) -> None:
    anja, lone = both(site, come)
    written = ["Første besked imens", "Anden besked imens", "Tredje besked imens"]

    anja.context.set_offline(True)
    for words in written:
        write(lone.page, words)
        expect(message(lone.page, words)).to_be_visible()
    write(anja.page, "Skrevet uden net")
    expect(anja.page.get_by_role("status")).to_contain_text("Ikke sendt endnu")
    expect(anja.page.get_by_label("Skriv en besked")).to_have_value("Skrevet uden net")
    expect(message(anja.page, "imens")).to_have_count(0)

    anja.context.set_offline(False)
    expect(message(anja.page, "imens")).to_have_count(3)
    anja.page.get_by_role("button", name="Send", exact=True).click()
    expect(message(lone.page, "Skrevet uden net")).to_be_visible()
    expect(anja.page.get_by_label("Skriv en besked")).to_have_value("")
    for visitor in (anja, lone):
        everything = visitor.page.locator(".message__body").all_inner_texts()
        assert [one for one in everything if "imens" in one or "uden net" in one] == [*written, "Skrevet uden net"]
