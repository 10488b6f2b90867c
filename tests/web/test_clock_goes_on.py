"""Every form of the staff side on a clock that goes on while it works: what it does "now" is never "in the past"."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from journey.models import ContactAssignment, Event
from journey.rules import clock
from messaging.selectors.unread import unread_by_thread
from messaging.services.messages import message_post
from messaging.services.threads import thread_of
from tests.cast import MONDAY, Cast, build_cast
from tests.ticking import STEPS, TickingClock
from tests.web.staff_story import FIVE, Story, build_story
from tests.web.test_staff_forms import NAMES, address, as_person, prepared, problems


@pytest.fixture(params=STEPS, ids=lambda step: f"{step.total_seconds():g}s")
def at_monday(request: pytest.FixtureRequest) -> Iterator[clock.SimulatedClock]:
    """In the place of the clock that stands still: the cast and the story are built by it, too."""
    with clock.simulated(TickingClock(MONDAY, request.param)) as moving:
        yield moving


@pytest.fixture
def story(cast: Cast, at_monday: clock.SimulatedClock) -> Story:
    built = build_story(cast)
    at_monday.advance(timedelta(hours=1))
    return built


@pytest.mark.parametrize("name", NAMES)
def test_every_form_does_what_it_says(name: str, story: Story) -> None:
    answer = prepared(name, story)
    client, before = as_person(getattr(story.cast, answer.who)), Event.objects.count()
    sent = client.post(address(name, answer, story), {**answer.good, "client_token": str(uuid4())})
    assert sent.status_code == 302, problems(sent)
    assert Event.objects.count() > before


def change(cast: Cast, **other: object) -> None:
    """The leader gives the family another contact on the page, and it is the contact at once."""
    words = {**FIVE, "title": "I får en ny kontakt", "to": str(cast.henrik.pk), "deputy": str(cast.lone.pk)}
    url = f"/staff/cases/{cast.case.pk}/contact/"
    sent = as_person(cast.pia).post(url, {**words, **other, "client_token": str(uuid4())})
    assert sent.status_code == 302, problems(sent)
    assert ContactAssignment.objects.get(case=cast.case, period__contains=clock.now()).person == cast.henrik


@pytest.mark.parametrize("says_today", [False, True])
def test_a_contact_changes_today(says_today: bool, cast: Cast) -> None:
    change(cast, from_day=clock.today().isoformat() if says_today else "")


@pytest.mark.parametrize("says_today", [False, True])
def test_a_contact_changes_today_on_the_clock_on_the_wall(says_today: bool, db: None) -> None:
    change(build_cast(), from_day=clock.today().isoformat() if says_today else "")


def test_the_first_message_is_unread_where_it_is_to_be_answered(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    thread = thread_of(case=cast.case, guardian=cast.anja)
    for count in (1, 2):
        at_monday.advance(timedelta(minutes=1))
        message_post(thread=thread, author=cast.anja, body=f"Besked {count}", client_token=uuid4())
        assert unread_by_thread(cast.lone) == {(cast.case.pk, cast.anja.pk): count}


def test_whoever_begins_to_follow_a_course_is_said_to_hear_again(cast: Cast) -> None:
    answers = {"name": "Per Holm", "label": "morfar", "basis": "Dom af 4. januar."}
    said = as_person(cast.pia).post(reverse("journey:staff_custodian_add", args=[cast.case.pk]), answers, follow=True)
    assert "Per hører igen" in said.content.decode()
