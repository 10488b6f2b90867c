"""Two that want the same place: said at the field, never a page that broke, and nothing written is lost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from journey.errors import Conflict
from journey.models import Event, Meeting, Person
from journey.rules import clock
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.views.staff_routes import STAFF_ROUTES
from tests.cast import Cast
from tests.web.staff_story import KEPT, Story, build_story
from tests.web.test_staff_forms import address, as_person, prepared, problems

NAMES = [route.name for route in STAFF_ROUTES]


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


def meeting_with(*people: Person) -> dict[str, Any]:
    rows = {
        f"deltager{number}-{field}": value
        for number, person in enumerate(people, start=1)
        for field, value in (("person", str(person.pk)), ("why", f"{KEPT} {number}"))
    }
    day = (clock.today() + timedelta(days=7)).isoformat()
    return {"title": "Netværksmøde", "purpose": KEPT, "on_day": day, "starts_at": "10:00", **rows}


def test_the_same_colleague_twice_is_said_at_the_row_and_the_form_is_kept(story: Story) -> None:
    cast, before = story.cast, Meeting.objects.count()
    url = reverse("journey:staff_meeting_plan", args=[cast.case.pk])
    invited = {**meeting_with(cast.lone, cast.torben, cast.lone), "family": [str(cast.anja.pk)]}
    refused = as_person(cast.lone).post(url, invited)
    form, page = refused.context["form"], refused.content.decode()
    assert refused.status_code == 422
    assert [list(row.errors) for row in form.rows] == [[], [], ["person"], []]
    assert "Den samme person er valgt mere end én gang." in page
    assert all(f"{KEPT} {number}" in page for number in (1, 2, 3))
    assert Meeting.objects.count() == before
    sent = as_person(cast.lone).post(url, {**invited, "deltager3-person": str(cast.henrik.pk)})
    assert sent.status_code == 302, problems(sent)


def test_the_service_refuses_the_same_person_twice_whoever_asks(cast: Cast) -> None:
    twice = (Invitee(name="Lone", role="lærer", person=cast.lone), Invitee(name="Lone", role="mor", person=cast.lone))
    with pytest.raises(Conflict, match="already_invited"):
        meeting_plan(
            case=cast.case,
            by=cast.lone,
            texts=MeetingTexts(title="Møde", purpose="Vi taler sammen."),
            starts_at=clock.now() + timedelta(days=1),
            invitees=twice,
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_same_form_sent_from_two_open_tabs_ends_in_a_page(name: str, story: Story) -> None:
    """Each tab has its own token, so the second is no repeat: it does the same again or is told why not."""
    answer = prepared(name, story)
    client, url = as_person(getattr(story.cast, answer.who)), address(name, answer, story)
    first, second = ({**answer.good, "client_token": str(uuid4())} for _tab in range(2))
    assert client.post(url, first).status_code == 302
    before = Event.objects.count()
    again = client.post(url, second)
    assert again.status_code in (302, 404, 409, 422)
    assert (again.status_code == 302) == (Event.objects.count() > before)
    if again.status_code in (409, 422):
        assert 'role="alert"' in again.content.decode()


def test_being_away_twice_on_one_day_is_told(cast: Cast) -> None:
    away = {"cover": str(cast.henrik.pk), "first_day": clock.today().isoformat(), "last_day": ""}
    client, url = as_person(cast.lone), reverse("journey:staff_absence")
    assert client.post(url, away).status_code == 302
    again = client.post(url, away)
    assert again.status_code == 409
    assert 'role="alert"' in again.content.decode()


@pytest.mark.parametrize(("days", "short"), [(7, True), (21, False)], ids=["short notice", "in good time"])
def test_a_meeting_at_short_notice_is_set_and_the_page_says_to_ring(story: Story, days: int, *, short: bool) -> None:
    lone, case = as_person(story.cast.lone), story.cast.case
    url = reverse("journey:staff_meeting_plan", args=[case.pk])
    assert "giver 10 arbejdsdage. Er det før, så ring også." in lone.get(url).content.decode()
    day = (clock.today() + timedelta(days=days)).isoformat()
    invited = {**meeting_with(story.cast.lone), "family": [str(story.cast.anja.pk)], "on_day": day}
    page = lone.post(url, invited, follow=True).content.decode()
    assert ("Det er kort varsel. Ring også til familien." in page) is short
