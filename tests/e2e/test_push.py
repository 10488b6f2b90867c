"""A notice on the telephone, in a real browser: turned on by keyboard without a script, shown by the service worker."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

REGISTER = """async () => {
  await navigator.serviceWorker.register('/service-worker.js', { scope: '/' });
  await navigator.serviceWorker.ready;
}"""
SHOWN = """async () => {
  const { ready } = navigator.serviceWorker;
  return (await (await ready).getNotifications()).map(one => [one.title, one.body, one.tag]);
}"""


def test_it_is_turned_on_and_off_by_keyboard_without_a_script(site: Site, come: Come) -> None:
    page = come("Jonas Lund", java_script_enabled=False).go("/")
    page.get_by_role("link", name="Besked på telefonen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Besked på denne telefon")
    page.get_by_role("button", name="Slå besked til her").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du får besked her, når der er nyt.")).to_be_visible()
    expect(page.get_by_text("(denne browser)")).to_be_visible()
    page.get_by_role("button", name="Slå fra").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Beskeden er slået fra.")).to_be_visible()
    expect(page.get_by_role("button", name="Slå besked til her")).to_be_visible()


def test_the_service_worker_shows_the_plain_words_once(site: Site, come: Come) -> None:
    visitor = come("Anja Holm")
    visitor.context.grant_permissions(["notifications"], origin=site.url)
    page = visitor.go("/phone/")
    page.evaluate(REGISTER)
    deliver(visitor, page, '{"title": "Der er nyt i Rød Tråd", "body": "Log ind, som du plejer.", "lang": "da"}')
    deliver(visitor, page, "not readable")
    shown = page.evaluate(SHOWN)
    assert shown == [["Der er nyt i Rød Tråd", "Log ind, som du plejer.", "nyt"]]


def deliver(visitor: Visitor, page: Page, data: str) -> None:
    """What the browser does when its push service has something for us."""
    browser = visitor.context.new_cdp_session(page)
    registrations: list[str] = []
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: registrations.extend(one["registrationId"] for one in said["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    about = {"origin": visitor.site.url, "registrationId": registrations[-1], "data": data}
    browser.send("ServiceWorker.deliverPushMessage", about)
    page.wait_for_timeout(500)
    browser.detach()
