"""Forms that are too large or cannot be read: a page with a sentence and a way back, and one line in the log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from config.logs import without_trace
from tests.cast import Cast
from tests.web.staff_story import as_person

LARGE = {"body": "x" * 1_100_000}
MANY = {f"field{number}": "1" for number in range(2_000)}
SAID = "Det er for meget på én gang"


@pytest.mark.parametrize("sent", [LARGE, MANY], ids=["large", "many"])
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("checks", [True, False], ids=["in the forgery check", "in the view"])
def test_a_form_that_is_too_much_is_a_page_with_a_way_back(
    sent: dict[str, str], language: str, checks: bool, cast: Cast
) -> None:
    client = Client(enforce_csrf_checks=checks, headers={"Accept-Language": language}, raise_request_exception=False)
    client.force_login(cast.lone)
    url = reverse("journey:staff_update", args=[cast.case.pk])
    answer = client.post(url, sent, headers={"Referer": f"http://testserver{url}", "Host": "testserver"})
    shown = answer.content.decode()
    assert answer.status_code == 413
    assert answer["Cache-Control"] == "no-store"
    assert ("That is too much at once" if language == "en" else SAID) in shown
    assert f'href="{url}"' in shown
    assert 'href="/"' in shown


def test_it_is_said_without_a_login_too() -> None:
    answer = Client().post("/sprog/", {"language": "en", "next": "x" * 2_000_000})
    assert answer.status_code == 413
    assert SAID in answer.content.decode()


@pytest.mark.parametrize("before", ["https://elsewhere.example/x", "http://testserver//elsewhere.example", "nonsense"])
def test_the_way_back_leads_nowhere_else(before: str, cast: Cast) -> None:
    url = reverse("journey:staff_update", args=[cast.case.pk])
    answer = as_person(cast.lone).post(url, LARGE, headers={"Referer": before, "Host": "testserver"})
    assert answer.status_code == 413
    assert "elsewhere" not in answer.content.decode()


def test_a_script_gets_one_line(cast: Cast) -> None:
    url = reverse("journey:staff_update", args=[cast.case.pk])
    answer = as_person(cast.lone).post(url, LARGE, headers={"HX-Request": "true"})
    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == "Det er for meget på én gang. Intet er sendt eller gemt."


def test_another_host_name_is_refused_with_a_page(db: None) -> None:
    answer = Client().get("/", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Vi kan ikke læse det, der blev sendt" in answer.content.decode()


def test_what_a_visitor_did_wrong_leaves_one_line_and_our_own_errors_their_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        Client().post("/sprog/", LARGE)
    (record,) = (one for one in caplog.records if one.name.startswith("django.security"))
    assert record.exc_info is None
    ours = logging.makeLogRecord({"exc_info": (ValueError, ValueError(), None), "status_code": 500})
    assert without_trace(ours)
    assert ours.exc_info
