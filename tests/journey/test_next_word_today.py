"""A word, an answer or an agreement promised for today needs somebody who still answers today (P4, RQ-083)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from journey.errors import DomainError
from journey.models import Agreement, Employment, NextWord, QuestionMove
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.services.agreements import agreement_date_move, agreement_make
from journey.services.breaches import breach_explain
from journey.services.contact import absence_register
from journey.services.questions import question_ask, question_promise
from journey.services.updates import update_post
from messaging.models import Message
from messaging.services.threads import thread_of
from tests.cast import Cast
from tests.journey.watch.test_breach import OWN, broken_for_anja
from tests.journey.watch.test_scan import to_hour
from tests.messaging.conftest import post_now
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


def test_a_next_word_may_be_promised_for_a_day_of_rest(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(LATE)
    promise(cast, date(2027, 2, 6))  # a Saturday
    assert set(NextWord.objects.filter(case=cast.case).values_list("due_on", flat=True)) == {date(2027, 2, 6)}


def test_an_answer_for_today_is_promised_only_by_somebody_who_still_answers(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    Employment.objects.filter(person=cast.henrik).update(answer_days=[0, 1, 2, 3, 4], answer_to="22:00")
    at_monday.advance(LATE)
    said: dict[str, Any] = {"question": question, "by": cast.lone, "promised_on": clock.today()}
    with pytest.raises(DomainError, match="date_too_early") as refused:
        question_promise(**said, owner=cast.lone, reason="Lone ringer i dag.")
    assert refused.value.field == "promised_on"
    assert not QuestionMove.objects.exists()
    question_promise(**said, owner=cast.henrik, reason="Henrik ringer i aften.")
    assert QuestionMove.objects.get().new_on == clock.today()


def test_a_message_promises_no_answer_for_a_day_that_is_over(cast: Cast, at_monday: SimulatedClock) -> None:
    post_now(thread_of(case=cast.case, guardian=cast.anja), cast.anja, "Hvornår begynder det?")
    at_monday.advance(LATE)
    client = Client()
    client.force_login(cast.lone)
    url = reverse("messaging:post", args=[cast.case.pk, cast.anja.pk])
    said = {"body": "Jeg finder ud af det.", "outcome": "promises"}
    refused = client.post(url, {**said, "client_token": str(uuid4()), "promised_on": clock.today().isoformat()})
    assert "Vælg tidligst tirsdag 2. februar" in refused.content.decode()
    assert not Message.objects.filter(author=cast.lone).exists()
    tomorrow = clock.today() + timedelta(days=1)
    client.post(url, {**said, "client_token": str(uuid4()), "promised_on": tomorrow.isoformat()})
    assert QuestionMove.objects.get().new_on == tomorrow


def test_a_broken_promise_is_put_right_today_only_by_somebody_who_still_answers(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    Employment.objects.filter(person=cast.henrik).update(answer_days=[0, 1, 2, 3, 4])
    gap = broken_for_anja(at_monday, hour=20)
    with pytest.raises(DomainError, match="date_too_early") as refused:
        breach_explain(gap=gap, by=cast.henrik, happened=OWN, next_word_on=date(2027, 2, 9))
    assert refused.value.field == "next_word_on"
    breach_explain(gap=gap, by=cast.henrik, happened=OWN, next_word_on=date(2027, 2, 10))


def test_on_the_last_evening_the_last_day_can_still_be_named(cast: Cast, at_monday: SimulatedClock) -> None:
    Employment.objects.filter(person=cast.henrik).update(answer_days=[0, 1, 2, 3, 4])
    gap = broken_for_anja(at_monday)
    to_hour(at_monday, date(2027, 2, 12), 20)
    [told] = breach_explain(gap=gap, by=cast.henrik, happened=OWN, next_word_on=date(2027, 2, 12))
    assert told.next_text == "I hører fra Henrik Toft senest fredag 12. februar."


def test_an_agreement_for_today_is_made_only_by_somebody_who_still_answers(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    Employment.objects.filter(person=cast.henrik).update(answer_days=[0, 1, 2, 3, 4], answer_to="22:00")
    at_monday.advance(LATE)
    said: dict[str, Any] = {"case": cast.case, "by": cast.lone, "text": "Vi ringer i aften.", "due_on": clock.today()}
    with pytest.raises(DomainError, match="date_too_early") as refused:
        agreement_make(owner=cast.lone, **said)
    assert refused.value.field == "due_on"
    assert not Agreement.objects.exists()
    agreement_make(owner=cast.henrik, **said)


def test_no_agreement_moves_to_a_day_that_is_over_for_its_owner(cast: Cast, at_monday: SimulatedClock) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    made = agreement_make(case=cast.case, by=cast.lone, text="Lone ringer.", owner=cast.lone, due_on=tomorrow)
    at_monday.advance(LATE)
    with pytest.raises(DomainError, match="date_too_early") as refused:
        agreement_date_move(agreement=made, by=cast.lone, reason="Det haster.", due_on=clock.today())
    assert refused.value.field == "due_on"


def test_a_parent_has_no_hours_and_can_agree_on_today_also_late(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(LATE)
    Employment.objects.create(
        municipality=cast.municipality,
        unit=cast.school,
        person=cast.anja,
        title="Lærer",
        period=DateTimeTZRange(clock.now(), None),
    )
    agreement_make(case=cast.case, by=cast.lone, text="Anja skriver.", owner=cast.anja, due_on=clock.today())
