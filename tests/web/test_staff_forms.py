"""Every form of the staff side, from the table the addresses are made from: done once, or refused with nothing lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from journey.models import Event, NextWord, Person
from journey.rules import clock
from journey.views.staff_routes import STAFF_ROUTES
from tests.cast import Cast
from tests.road import break_word, unread_news
from tests.web.staff_story import KEPT, Answer, Story, answers, build_story, close, conclude_all, plan_a_change

NAMES = [route.name for route in STAFF_ROUTES]
NEVER_REFUSED = {
    "staff_role_end", "staff_role_take_back", "staff_step_release_ask", "staff_step_release_withdraw",
    "staff_agreement_confirm", "staff_notice_letter",
}  # fmt: skip
"""Forms without a field: what can go wrong with them has tests of its own."""
NO_FREE_TEXT = {
    "staff_step_add", "staff_step_follow_up", "staff_wait_review", "staff_meeting_held", "staff_decision_reassign",
    "staff_note", "staff_agreement_follow_up", "staff_notice_call", "staff_notice_sign_off",
}  # fmt: skip


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, answer: Answer, story: Story, case_id: Any = None) -> str:
    ids = [case_id or story.cast.case.pk]
    return reverse(f"journey:{name}", args=[*ids, answer.about] if answer.about else ids)


def prepared(name: str, story: Story) -> Answer:
    if name in {"staff_reopen", "staff_close"}:
        conclude_all(story)
    if name == "staff_reopen":
        close(story)
    if name == "staff_contact_call_off":
        plan_a_change(story)
    if name == "staff_breach":
        break_word(story.cast)
    if name in {"staff_notice_call", "staff_notice_letter"}:
        unread_news(story.cast, story.cast.anja)
    return answers(story)[name]


def test_every_route_has_an_answer_here(story: Story) -> None:
    assert set(answers(story)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_form_is_shown_and_does_what_it_says_once(name: str, story: Story) -> None:
    answer = prepared(name, story)
    client = as_person(getattr(story.cast, answer.who))
    url, filled_in = address(name, answer, story), {**answer.good, "client_token": str(uuid4())}
    shown, before = client.get(url), Event.objects.count()
    sent = client.post(url, filled_in)
    after = Event.objects.count()
    assert shown.status_code == 200
    assert sent.status_code == 302, problems(sent)
    assert sent["Location"] == reverse("journey:staff_case", args=[story.cast.case.pk])
    assert after > before
    assert 'class="flash"' in client.get(sent["Location"]).content.decode()
    second_tap = client.post(url, filled_in)
    assert second_tap.status_code in (302, 404)  # a role that has ended is no longer there to be ended
    assert Event.objects.count() == after


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEVER_REFUSED])
def test_what_is_refused_keeps_the_words_writes_nothing_and_can_be_sent_again(name: str, story: Story) -> None:
    answer = prepared(name, story)
    client, url = as_person(getattr(story.cast, answer.who)), address(name, answer, story)
    token = {"client_token": str(uuid4())}
    before = (Event.objects.count(), promises(story))
    refused = client.post(url, {**answer.bad, **token})
    page = refused.content.decode()
    assert refused.status_code == answer.status
    assert (Event.objects.count(), promises(story)) == before
    assert 'role="alert"' in page
    assert KEPT in page or name in NO_FREE_TEXT
    good = client.post(url, {**answer.good, **token})
    assert good.status_code == 302, problems(good)


@pytest.mark.parametrize("stranger", ["charlie", "dina", "erik"])
def test_strangers_find_nothing_and_cannot_tell_it_from_nothing(stranger: str, story: Story) -> None:
    client, before = as_person(getattr(story.cast, stranger)), Event.objects.count()
    for name, answer in answers(story).items():
        absent = without_token(client.get(address(name, answer, story, uuid4())))
        url = address(name, answer, story)
        for response in (client.get(url), client.post(url, answer.good)):
            assert response.status_code == 404, name
            assert without_token(response) == absent
    assert Event.objects.count() == before


@pytest.mark.parametrize("parent", ["anja", "jonas"])
def test_the_family_has_no_staff_side(parent: str, story: Story) -> None:
    client, before = as_person(getattr(story.cast, parent)), Event.objects.count()
    for name, answer in answers(story).items():
        url = address(name, answer, story)
        assert [client.get(url).status_code, client.post(url, answer.good).status_code] == [404, 404], name
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [route.name for route in STAFF_ROUTES if route.subject])
def test_a_row_of_another_case_is_not_there(name: str, story: Story) -> None:
    answer = prepared(name, story)
    client = as_person(story.cast.charlie)  # Charlie is the contact in Ida's case
    url = address(name, answer, story, story.cast.dinas_case.pk)
    assert client.post(url, answer.good).status_code == 404


def promises(story: Story) -> list[Any]:
    return list(NextWord.objects.filter(case=story.cast.case).order_by("pk").values_list("due_on", "last_word_at"))


def problems(response: HttpResponse) -> object:
    form = (response.context or {}).get("form")
    return [form.errors, *(row.errors for row in getattr(form, "rows", []))] if form else response.status_code


def without_token(response: HttpResponse) -> str:
    """The page without what is random in every page: its CSRF tokens."""
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line and 'name="next"' not in line)
