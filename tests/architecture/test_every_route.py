"""Role × action × route, generated: every address of a case lets in exactly whom the matrix lets in (security §3.5).

A route that this table does not know fails, so that no page can be added without a row. The API has the same walk in
tests/api/test_routes.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from api.endpoint import Endpoint, Nowhere
from journey.access.matrix import MATRIX, Action, Right
from journey.models import Person
from journey.services.people import relation_end
from journey.views.staff_routes import STAFF_ROUTES
from tests.cast import Cast
from tests.journey.test_gate import HOLDERS

PUBLIC = {
    "account_login",
    "account_logout",
    "account_logged_out",
    "openid_connect_login",
    "openid_connect_callback",
    "set_language",
    "socialaccount_login_cancelled",
    "account_unknown_person",
    "app_config",
    "app_session",
    "app_provider_token",
    "messaging:receipt",
    "messaging:service_worker",
    "messaging:manifest",
}
OWN = {"journey:home", "journey:family_home", "journey:staff_home", "journey:leader_home", "messaging:feed", "menu"}
OWN |= {"messaging:push", "messaging:push_on", "messaging:push_off", "messaging:reach"}
"""About the person alone: no case in the address. Staff pages of this kind show families nothing (tested below)."""

STAFF_OWN = {"journey:staff_absence", "journey:staff_case_open", "journey:staff_family_new"}
LEADER_OWN = {"journey:staff_colleague_new"}
ABSENCE = {"journey:staff_absence_end"}
"""About a colleague's absence: played in tests/web/test_absences.py."""

CASE_PAGES: dict[str, Action] = {
    "journey:family_case": Action.READ_CASE,
    "journey:family_people": Action.READ_CASE,
    "journey:family_meetings": Action.READ_CASE,
    "journey:family_communication": Action.SET_OWN_COMMUNICATION,
    "journey:family_communication_keep": Action.SET_OWN_COMMUNICATION,
    "journey:family_ask": Action.ASK_QUESTION,
    "journey:question_drop": Action.WITHDRAW_QUESTION,
    "journey:talk_take": Action.PICK_TALK,
    "journey:staff_case": Action.READ_STAFF_SIDE,
    "journey:staff_family_view": Action.READ_STAFF_SIDE,
    "messaging:ledger": Action.READ_DELIVERY,
    "messaging:mine": Action.READ_THREAD,
    "messaging:thread": Action.READ_THREAD,
    "messaging:post": Action.POST_MESSAGE,
    "messaging:seen": Action.READ_THREAD,
    "messaging:poll": Action.READ_THREAD,
    **{f"journey:{route.name}": route.action for route in STAFF_ROUTES},
}
POST_ONLY = {"journey:family_communication_keep", "messaging:post", "messaging:seen"}

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
PAGE, FORM = {"GET", "HEAD"}, {"GET", "HEAD", "POST"}
TAKES: dict[str, set[str]] = {
    **dict.fromkeys(PUBLIC | OWN | set(CASE_PAGES), PAGE),
    **dict.fromkeys(STAFF_OWN | LEADER_OWN | ABSENCE, FORM),
    **{f"journey:{route.name}": FORM for route in STAFF_ROUTES},
    "journey:family_ask": FORM,
    "journey:family_communication_keep": {"POST"},
    "journey:question_drop": {"POST"},
    "journey:talk_take": {"POST"},
    "set_language": FORM,
    "account_logout": FORM,
    "app_session": {"GET", "HEAD", "DELETE"},
    "app_provider_token": {"POST"},
    "messaging:receipt": {"POST"},
    "messaging:push_on": {"POST"},
    "messaging:reach": FORM,
    "messaging:push_off": {"POST"},
    # Opening them is noted, so they must have been shown: no HEAD.
    "journey:family_case": {"GET"},
    "journey:family_communication": FORM,
    "messaging:mine": {"GET", "POST"},
    "messaging:thread": {"GET", "POST"},
    "messaging:post": {"GET", "POST"},
    "messaging:poll": {"GET"},
    "messaging:seen": {"POST"},
    "messaging:feed": {"GET"},
    "menu": {"GET"},
}
"""Every method that an address takes; anything else is a 405 that names them."""


@dataclass(frozen=True)
class Address:
    name: str
    ids: tuple[str, ...]
    view: object = None
    """The class behind it; None for a plain function."""


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[Address]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            yield Address(f"{space}{pattern.name}", tuple(pattern.pattern.converters), view)


def page_addresses() -> list[Address]:
    """Everything but the API, which is walked in tests/api/test_routes.py: its names live in one namespace."""
    return [one for one in addresses() if not one.name.startswith("v1:") and one.view is not Nowhere]


def test_every_address_is_known_to_this_table() -> None:
    known = PUBLIC | OWN | STAFF_OWN | LEADER_OWN | ABSENCE | set(CASE_PAGES)
    unknown = {one.name for one in page_addresses()} - known
    assert not unknown, f"no access row for: {sorted(unknown)}"


def test_every_address_of_the_api_asks_the_gate() -> None:
    """A view that is no Endpoint would be missed by the walk over the API's routes."""
    api = [one for one in addresses() if one.name.startswith("v1:")]
    assert len(api) > 30
    assert [one.name for one in api if not issubclass(cast(type, one.view or object), Endpoint)] == ["v1:schema"]


def test_pages_and_endpoints_reach_rows_only_through_access_selectors_and_services() -> None:
    """What they may show is decided below them: none asks a table itself."""
    asks = re.compile(r"\b[A-Z]\w*\.objects\.(?!none\(\))")
    places = ["journey/views", "journey/forms", "journey/templatetags", "messaging/views", "messaging/templatetags"]
    files = [file for place in [*places, "api/v1"] for file in (Path(settings.BASE_DIR) / place).glob("*.py")]
    assert len(files) > 40
    assert [str(file) for file in files if asks.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("address", page_addresses(), ids=lambda one: one.name)
def test_every_address_takes_the_methods_it_is_known_for_and_no_other(
    cast: Cast, client: Client, address: Address
) -> None:
    """Asked by somebody with a login, about things that do not exist: what is not taken is refused before that."""
    url = reverse(address.name, kwargs={name: "x" if name == "provider_id" else uuid4() for name in address.ids})
    for method in METHODS:
        client.force_login(cast.lone)
        answer = client.generic(method, url)
        assert (answer.status_code != 405) == (method in TAKES[address.name]), f"{method}: {answer.status_code}"
        if answer.status_code == 405:
            assert {one.strip() for one in answer["Allow"].split(",")} == TAKES[address.name]


def allowed(who: str, action: Action, *, own: bool) -> bool:
    rights = {MATRIX[action].get(role) for role in HOLDERS[who]}
    return Right.YES in rights or (Right.OWN in rights and own)


def ids_of(cast: Cast, guardian: Person) -> dict[str, object]:
    step = cast.case.steps.order_by("position")[0]
    return {"case_id": cast.case.pk, "guardian_id": guardian.pk, "person_id": guardian.pk, "step_id": step.pk}


@pytest.mark.slow
@pytest.mark.parametrize("who", list(HOLDERS))
def test_pages_let_in_whom_the_matrix_lets_in(cast: Cast, client: Client, who: str) -> None:
    """Each person of the cast asks for each page of Viktor's case, about Anja's thread."""
    person: Person = getattr(cast, who)
    client.force_login(person)
    ids = ids_of(cast, cast.anja)
    refused_page = client.get(reverse("journey:family_case", args=[uuid4()]))
    for address in page_addresses():
        if address.name not in CASE_PAGES or not set(address.ids) <= set(ids):
            continue
        url = reverse(address.name, kwargs={name: ids[name] for name in address.ids})
        ask = client.post if address.name in POST_ONLY else client.get
        answer = ask(url)
        may = allowed(who, CASE_PAGES[address.name], own=person == cast.anja or address.name == "messaging:mine")
        if not may:
            assert answer.status_code == 404, f"{who} was let in to {address.name}"
            assert _plain(answer.content) == _plain(refused_page.content), f"{who} can tell {address.name} from nothing"
        elif address.name != "messaging:mine":
            assert answer.status_code not in {403, 404, 500}, f"{who} was refused {address.name}: {answer.status_code}"


def test_lost_custody_ends_every_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.anja)
    assert client.get(reverse("journey:family_case", args=[cast.case.pk])).status_code == 200
    relation_end(relation=cast.anjas_custody)
    family = ("family_case", "family_people", "family_meetings", "family_communication")
    for name in (*(f"journey:{one}" for one in family), "messaging:mine"):
        assert client.get(reverse(name, args=[cast.case.pk])).status_code == 404


@pytest.mark.parametrize("name", sorted(STAFF_OWN | LEADER_OWN | {"journey:staff_home", "journey:leader_home"}))
def test_staff_pages_do_not_exist_for_families(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.anja)
    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", sorted(LEADER_OWN))
@pytest.mark.parametrize(("who", "status"), [("pia", 200), ("lone", 404), ("torben", 404), ("dina", 404)])
def test_pages_of_leaders_do_not_exist_for_others(cast: Cast, client: Client, name: str, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse(name)).status_code == status


def test_nothing_is_shown_without_login(cast: Cast, client: Client) -> None:
    ids = ids_of(cast, cast.anja)
    for address in page_addresses():
        if address.name not in {*CASE_PAGES, *OWN, *STAFF_OWN, *LEADER_OWN} or not set(address.ids) <= set(ids):
            continue
        url = reverse(address.name, kwargs={name: ids[name] for name in address.ids})
        answer = client.get(url)
        assert answer.status_code == 302, address.name
        assert answer["Location"].startswith(reverse("account_login"))


def _plain(page: bytes) -> bytes:
    """Without what differs on every page load: the form tokens."""
    return b"".join(line for line in page.splitlines(keepends=True) if b"csrfmiddlewaretoken" not in line)
