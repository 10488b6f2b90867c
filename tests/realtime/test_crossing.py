"""A message crosses from one browser to another: real sockets, real pages, a real server process."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.conf import settings
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from journey.models import Person
from messaging.models import Message
from tests.cast import Cast
from tests.messaging.conftest import anjas_thread, post_now
from tests.realtime.conftest import session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@contextmanager
def browser(site: str, person: Person) -> Iterator[tuple[httpx.Client, ClientConnection]]:
    """A logged-in person's pages and their socket."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(person)}"
    headers = {"Cookie": cookie}
    with (
        httpx.Client(base_url=f"http://{site}", headers=headers, trust_env=False, timeout=20) as pages,
        connect(
            f"ws://{site}/ws/live/", origin=f"http://{site}", additional_headers=headers, open_timeout=20, proxy=None
        ) as live,
    ):
        yield pages, live


def post_by_form(pages: httpx.Client, address: str, body: str) -> httpx.Response:
    page = pages.get(address)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|client_token)" value="([^"]+)"', page.text))
    csrf = f"{pages.headers['Cookie']}; csrftoken={page.cookies['csrftoken']}"
    return pages.post(address, data={**fields, "body": body}, headers={"Cookie": csrf})


def test_a_message_crosses_live_and_back(site: str, cast_now: Cast) -> None:
    thread = anjas_thread(cast_now)
    case, anja_id = cast_now.case.pk, cast_now.anja.pk
    with browser(site, cast_now.anja) as (anjas, anja_live), browser(site, cast_now.lone) as (lones, lone_live):
        before = lones.get("/feed/").json()["last"]

        sent = post_by_form(anjas, f"/cases/{case}/messages/", "Hej Lone")

        assert sent.status_code == 302
        hint = json.loads(lone_live.recv(timeout=10))
        assert hint == {"kind": "message", "id": str(thread.pk), "seq": before + 1}
        assert lones.get("/feed/", params={"after": before}).json()["hints"] == [hint]
        assert "Hej Lone" in lones.get(f"/cases/{case}/threads/{anja_id}/new/", params={"after": 0}).text

        assert json.loads(anja_live.recv(timeout=10)) == {"kind": "message", "id": str(thread.pk), "seq": None}

        lones.get(f"/cases/{case}/threads/{anja_id}/")
        assert json.loads(anja_live.recv(timeout=10)) == {"kind": "seen", "id": str(thread.pk), "seq": None}

        post_by_form(lones, f"/cases/{case}/threads/{anja_id}/", "Hej Anja")
        assert json.loads(anja_live.recv(timeout=10))["kind"] == "message"


def test_what_came_while_the_line_was_down_is_caught_up(site: str, cast_now: Cast) -> None:
    thread = anjas_thread(cast_now)
    with browser(site, cast_now.anja) as (anjas, live):
        last = anjas.get("/feed/").json()["last"]
        live.close()
        for number in range(5):
            post_now(thread, cast_now.lone, f"Besked {number}")

        missed = anjas.get("/feed/", params={"after": last}).json()
        new = anjas.get(f"/cases/{cast_now.case.pk}/threads/{cast_now.anja.pk}/new/", params={"after": 0}).text

    assert [hint["seq"] for hint in missed["hints"]] == list(range(last + 1, last + 6))
    assert [int(seq) for seq in re.findall(r'data-seq="(\d+)"', new)] == list(
        Message.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True)
    )


def test_a_page_of_another_site_gets_no_socket(site: str, cast_now: Cast) -> None:
    headers: Any = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_of(cast_now.anja)}"}
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://{site}/ws/live/",
            origin="https://evil.example",
            additional_headers=headers,
            open_timeout=20,
            proxy=None,
        )
    assert refused.value.response.status_code == 403
