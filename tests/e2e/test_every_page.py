"""Every kind of page: no barriers (WCAG 2.2 AA), no sideways scrolling, a neutral title and address (T26)."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.e2e.axe import NARROW, sticks_out, violations
from tests.e2e.conftest import Come
from tests.e2e.site import Site
from tests.e2e.visitor import names_in

PHONE_WIDTH, DESK_WIDTH = 390, 1280


def barriers(site: Site, page: Page, *, dark: bool = False) -> Iterator[str]:
    """What is wrong with the page that stands open."""
    if said := names_in(page.title(), site.names) + names_in(page.url, site.names):
        yield f"{said} in title or address"
    for width in (DESK_WIDTH, PHONE_WIDTH):
        page.set_viewport_size({"width": width, "height": 844})
        yield from (f"{width} px: {one}" for one in violations(page))
    if dark:
        page.emulate_media(color_scheme="dark")
        yield from (f"dark: {one}" for one in violations(page))
        page.emulate_media(color_scheme="light")
    yield from (f"{NARROW} px, sticks out: {one}" for one in sticks_out(page))


def found_on(site: Site, page: Page, paths: list[str], *, dark: bool = False) -> list[str]:
    """What is wrong with each of the pages; a page that does not open is wrong as well."""
    found = []
    for path in paths:
        answer = page.goto(path)
        if answer is None or not answer.ok:
            found.append(f"{path}: {answer and answer.status}")
        found += [f"{path}: {one}" for one in barriers(site, page, dark=dark)]
    return found


def test_the_checks_themselves_see_what_is_wrong(site: Site, come: Come) -> None:
    page = come().go("/konto/login/")
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML('beforeend',
        '<input><p id="wide">Ida</p>')""")
    page.evaluate("() => { document.querySelector('#wide').style.width = '600px'; document.title = 'Idas og Ida' }")
    found = "\n".join(barriers(site, page))
    assert "['Ida'] in title" in found
    assert "390 px: label" in found
    assert "sticks out" in found


def test_pages_before_the_login(site: Site, come: Come) -> None:
    guest = come().page
    wrong = found_on(site, guest, ["/konto/login/", "/konto/logget-ud/", "/konto/login/afbrudt/"], dark=True)
    guest.goto("/konto/login/ukendt/")
    wrong += [f"unknown: {one}" for one in barriers(site, guest, dark=True)]
    guest.goto("/konto/login/")
    guest.get_by_role("link", name="Log ind med Test-MitID").click()
    wrong += [f"provider: {one}" for one in barriers(site, guest, dark=True)]
    guest.get_by_role("button", name="Afbryd").click()
    wrong += [f"cancelled: {one}" for one in barriers(site, guest)]
    assert not wrong, "\n".join(wrong)


def test_pages_of_a_family(site: Site, come: Come) -> None:
    """A mother of two, in the middle of a long story."""
    mother = come("Anja Brandt").page
    case = site.family_case("story_case")
    paths = [
        "/cases/",
        case,
        f"{case}people/",
        f"{case}meetings/",
        f"{case}communication/",
        f"{case}messages/",
        f"{case}ask/",
        "/phone/",
        "/reach/",
        "/konto/logout/",
    ]
    wrong = found_on(site, mother, paths, dark=True)
    mother.goto("/cases/00000000-0000-4000-8000-000000000000/")
    wrong += [f"404: {one}" for one in barriers(site, mother, dark=True)]
    assert not wrong, "\n".join(wrong)


def test_pages_of_a_family_without_a_case(site: Site, come: Come) -> None:
    wrong = found_on(site, come("Nora Kjær").page, ["/cases/"], dark=True)
    assert not wrong, "\n".join(wrong)


def test_pages_of_staff(site: Site, come: Come) -> None:
    lone, story = come("Lone Bech", as_staff=True), come("Lone Vestergaard", as_staff=True)
    paths = [
        "/staff/",
        "/staff/absence/",
        "/staff/cases/open/",
        "/staff/families/new/",
        site.staff_case(),
        site.thread(),
    ]
    wrong = found_on(site, lone.page, [*paths, f"{site.staff_case()}as/{site.ids['anja']}/"])
    theirs = site.staff_case("story_case")
    wrong += found_on(site, story.page, [theirs, f"{theirs}delivery/", site.thread("story_anja", "story_case")])
    assert not wrong, "\n".join(wrong)


def test_every_form_of_staff(site: Site, come: Come) -> None:
    """Each form of the case, and one that was refused."""
    names = {"lone": "Lone Bech", "pia": "Pia Munk", "torben": "Torben Friis"}
    people = {who: come(name, as_staff=True) for who, name in names.items()}
    wrong = []
    for form in site.forms.values():
        wrong += found_on(site, people[form.who].page, [form.url])
    page = people["lone"].go(site.forms["staff_update"].url)
    page.get_by_label("Hvad er der sket?").fill("Viktor har fået en ny plads i klassen.")
    page.locator("form .button-primary[type=submit]").evaluate("button => button.form.noValidate = true")
    page.get_by_role("button", name="Send til familien").click()
    page.get_by_role("alert").wait_for()
    wrong += [f"refused form: {one}" for one in barriers(site, page)]
    assert not wrong, "\n".join(wrong)


def test_pages_of_a_leader(site: Site, come: Come) -> None:
    leader = come("Mogens Vang", as_staff=True).page
    wrong = found_on(site, leader, ["/staff/overview/", "/staff/colleagues/new/", site.staff_case("dinas_case")])
    assert not wrong, "\n".join(wrong)


def test_pages_of_a_colleague_who_is_a_parent(site: Site, come: Come) -> None:
    """Yrsa answers a family and follows her own child: login shows home, one tap leads to work and one back."""
    yrsa = come("Yrsa Toft").page
    yrsa.goto("/")
    for side in ("Mit arbejde", "Mit barn"):
        yrsa.get_by_role("link", name=side).click()
        expect(yrsa.get_by_role("link", name=side)).to_have_attribute("aria-current", "true")
        assert not list(barriers(site, yrsa, dark=True))
