"""A form that cannot be taken, because nobody is logged in or the page is too old, gives back every word."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.staff_story import Story, build_story

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Viktor sov ikke i nat <b>igen</b>."
SHOWN = "Viktor sov ikke i nat &lt;b&gt;igen&lt;/b&gt;."
BACKGROUND = ({"HX-Request": "true"}, {"X-Requested-With": "fetch"})


@pytest.fixture
def story(cast: Cast) -> Story:
    return build_story(cast)


def post_url(cast: Cast) -> str:
    return reverse("messaging:post", args=[cast.case.pk, cast.anja.pk])


def message() -> dict[str, str]:
    return {"body": WORDS, "client_token": str(uuid4()), "after": "7", "csrfmiddlewaretoken": "x" * 32}


def login_link(page: Any) -> str:
    found = re.search(r'href="(/konto/login/\?next=[^"]+)"', page.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("headers", BACKGROUND)
def test_what_a_script_asks_is_answered_401_and_never_sent_to_the_login_page(
    cast: Cast, client: Client, headers: dict[str, str]
) -> None:
    answers = [
        client.post(post_url(cast), message(), headers=headers),
        client.get(reverse("messaging:poll", args=[cast.case.pk, cast.anja.pk]), headers=headers),
        client.get(reverse("messaging:feed"), headers=headers),
        client.get(reverse("menu"), headers=headers),
        client.get(reverse("journey:staff_update", args=[cast.case.pk]), headers=headers),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.content.decode() == "Du er logget ud. Log ind igen."
        assert answer["Cache-Control"] == "no-store"


def test_a_plain_message_without_a_session_is_given_back_with_the_way_to_the_thread(cast: Cast, client: Client) -> None:
    page = client.post(post_url(cast), message())

    assert page.status_code == 401
    assert page["Cache-Control"] == "no-store"
    assert "Du er logget ud" in page.content.decode()
    assert f">\n{SHOWN}</textarea>" in page.content.decode()
    assert page.content.decode().count("<textarea") == 1
    assert login_link(page) == f"/konto/login/?next={post_url(cast).replace('/', '%2F')}"

    client.force_login(cast.anja)
    assert client.get(post_url(cast))["Location"] == reverse("messaging:mine", args=[cast.case.pk])
    client.force_login(cast.dina)
    assert client.get(post_url(cast)).status_code == 404


def test_a_staff_form_without_a_session_gives_back_what_was_written(story: Story, client: Client) -> None:
    address = reverse("journey:staff_update", args=[story.cast.case.pk])
    written = {"happened": "Vi har fundet et sted.", "next_text": "Henrik viser ham det.", "only_for": str(uuid4())}

    page = client.post(address, written)

    assert page.status_code == 401
    for words in ("Vi har fundet et sted.", "Henrik viser ham det."):
        assert f">\n{words}</textarea>" in page.content.decode()
    assert written["only_for"] not in page.content.decode()


def test_a_page_is_still_answered_with_the_login_page(cast: Cast, client: Client) -> None:
    mine = reverse("messaging:mine", args=[cast.case.pk])
    assert client.get(mine)["Location"] == f"/konto/login/?next={mine}"


def test_a_page_that_is_too_old_says_so_and_gives_the_words_back(cast: Cast) -> None:
    anja = Client(enforce_csrf_checks=True)
    anja.force_login(cast.anja)

    page = anja.post(post_url(cast), message())

    assert page.status_code == 403
    assert page["Cache-Control"] == "no-store"
    assert "DEBUG" not in page.content.decode()
    assert "Siden har været åben for længe" in page.content.decode()
    assert f">\n{SHOWN}</textarea>" in page.content.decode()
    assert f'href="{post_url(cast)}"' in page.content.decode()


def test_the_page_that_is_too_old_answers_a_script_shortly(cast: Cast) -> None:
    anja = Client(enforce_csrf_checks=True)
    anja.force_login(cast.anja)
    answer = anja.post(post_url(cast), message(), headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_words_put_in_by_another_site_are_shown_to_nobody(cast: Cast, origin: str) -> None:
    for client in (Client(), Client(enforce_csrf_checks=True)):
        page = client.post(post_url(cast), message(), headers={"Origin": origin})
        assert page.status_code in {401, 403}
        assert "Viktor sov" not in page.content.decode()


def test_the_menu_counts_anew_and_brings_a_token_that_works(cast: Cast) -> None:
    anja = Client(enforce_csrf_checks=True)
    anja.force_login(cast.anja)
    mine = reverse("messaging:mine", args=[cast.case.pk])

    menu = anja.get(reverse("menu"), {"page": mine}).content.decode()

    assert f'data-person="{cast.anja.pk}"' in menu
    assert f'href="{mine}" aria-current="page"' in menu
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', menu)
    assert token
    assert anja.post(post_url(cast), {**message(), "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_the_menu_of_a_foreign_or_unknown_page_tells_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.dina)
    foreign = reverse("journey:family_case", args=[cast.case.pk])
    for page in (foreign, reverse("journey:family_case", args=[uuid4()])):
        assert "href" not in client.get(reverse("menu"), {"page": page}).content.decode()
    assert client.get(reverse("menu"), {"page": "/ingenting/"}).status_code == 200
