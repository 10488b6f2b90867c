"""A word promised for today needs somebody who still answers today (P4, RQ-083)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.errors import DomainError
from journey.models import Employment, NextWord
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.contact import absence_register
from journey.services.updates import update_post
from tests.cast import Cast
from tests.web.staff_story import FIVE

LATE = timedelta(hours=12, minutes=30)
"""From nine in the morning of the cast's Monday to half past nine in the evening."""


def promise(cast: Cast, day: date) -> None:
    update_post(case=cast.case, author=cast.lone, next_word_on=day, **FIVE)


def test_today_is_a_promise_while_the_contact_answers(cast: Cast) -> None:
    promise(cast, clock.today())
    assert set(NextWord.objects.filter(case=cast.case).values_list("due_on", flat=True)) == {clock.today()}


def test_today_is_none_after_the_hours_of_the_day_and_the_earliest_day_is_named(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    at_monday.advance(LATE)
    before = list(NextWord.objects.order_by("pk").values_list("due_on", flat=True))
    with pytest.raises(DomainError, match="date_too_early") as refused:
        promise(cast, clock.today())
    assert refused.value.field == "next_word_on"
    assert "tirsdag 2. februar" in str(refused.value.sentence)
    assert list(NextWord.objects.order_by("pk").values_list("due_on", flat=True)) == before
    promise(cast, clock.today() + timedelta(days=1))


def test_after_friday_the_earliest_day_is_monday(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=5))  # Saturday morning
    with pytest.raises(DomainError, match=r"mandag 8\. februar"):
        promise(cast, clock.today())


def test_it_is_the_hours_of_whoever_answers_now(cast: Cast, at_monday: SimulatedClock) -> None:
    today = clock.today()
    absence_register(person=cast.lone, cover=cast.henrik, first_day=today, last_day=None, by=cast.lone)
    Employment.objects.filter(person=cast.henrik).update(answer_days=[0, 1, 2, 3, 4], answer_to="22:00")
    at_monday.advance(LATE)
    promise(cast, today)


def test_the_page_says_it_at_the_date(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(LATE)
    client = Client()
    client.force_login(cast.lone)
    url = reverse("journey:staff_update", args=[cast.case.pk])
    refused = client.post(url, {**FIVE, "next_word_on": clock.today().isoformat()})
    assert refused.status_code == 422
    assert "Vælg tidligst tirsdag 2. februar" in refused.context["form"].errors["next_word_on"][0]
