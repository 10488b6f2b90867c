"""What the product says of a broken promise is in the language of the reader; what people wrote stays (RQ-137)."""

from datetime import date
from typing import Any

from django.urls import reverse

from journey.models import Gap, Question
from journey.rules.clock import SimulatedClock
from journey.services.breaches import breach_explain
from journey.watch.scan import scan
from tests.cast import Cast
from tests.journey.test_questions import call_me
from tests.journey.watch.test_breach import OWN, broken_for_anja
from tests.journey.watch.test_scan import to_hour
from tests.web.staff_story import as_person

ENGLISH = {"Accept-Language": "en"}
DANISH = {"Accept-Language": "da"}
WORD_LATE = "You should have heard from us by Monday 8 February. You did not. Henrik Toft has it now."
WORD_COMES = "You will hear from Henrik Toft by Friday 12 February at the latest."


def page(cast: Cast, headers: dict[str, str]) -> str:
    url = reverse("journey:family_case", args=[cast.case.pk])
    return as_person(cast.anja).get(url, headers=headers).content.decode()


def told(cast: Cast, headers: dict[str, str]) -> dict[str, Any]:
    answer = as_person(cast.anja).get(reverse("v1:updates", args=[cast.case.pk]), headers=headers)
    item: dict[str, Any] = answer.json()["items"][-1]
    return item


def test_a_promise_that_was_broken_is_told_in_english(cast: Cast, at_monday: SimulatedClock) -> None:
    broken_for_anja(at_monday, hour=9)
    shown = page(cast, ENGLISH)
    for line in ("We did not keep what we promised", WORD_LATE, WORD_COMES):
        assert line in shown
        assert f'lang="da">{line}' not in shown
    item = told(cast, ENGLISH)
    assert item["update"]["happened"] == WORD_LATE
    assert item["in_english"] == ["title", "happened", "next_text"]
    danish = told(cast, DANISH)
    assert danish["update"]["happened"] == (
        "I skulle have hørt fra os senest mandag 8. februar. Det gjorde I ikke. Henrik Toft har det nu."
    )
    assert danish["in_english"] == []


def test_a_persons_own_words_stay_in_danish_and_the_line_below_them_does_not(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    breach_explain(gap=broken_for_anja(at_monday, hour=9), by=cast.henrik, happened=OWN)
    shown = page(cast, ENGLISH)
    assert f'lang="da">{OWN}' in shown
    assert f"<dd>{WORD_COMES}" in shown
    item = told(cast, ENGLISH)
    assert item["in_english"] == ["title", "next_text"]
    assert item["update"]["automatic"]["happened"] == WORD_LATE
    assert f"<span>{WORD_LATE}</span>" in shown


def test_the_municipalitys_own_minimum_text_is_danish_and_marked_so(cast: Cast, at_monday: SimulatedClock) -> None:
    cast.municipality.settings = {"broken_promise_text": "Vi glemte jer {day}. {name} ringer."}
    cast.municipality.save()
    gap = broken_for_anja(at_monday, hour=9)
    shown = page(cast, ENGLISH)
    assert 'lang="da">Vi glemte jer mandag 8. februar. Henrik Toft ringer.' in shown
    breach_explain(gap=Gap.objects.get(pk=gap.pk), by=cast.henrik, happened=OWN)
    assert '<span lang="da">Vi glemte jer mandag 8. februar. Henrik Toft ringer.' in page(cast, ENGLISH)


def test_a_late_answer_is_told_in_english_with_what_was_promised_before(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    shown = page(cast, ENGLISH)
    assert "We did not answer in time" in shown
    assert "We promised you an answer by Monday 8 February. You did not get it. Lone Bech has it now." in shown
    assert "You will get an answer from Lone Bech by" in shown
    url = reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])
    thread = as_person(cast.anja).get(url, headers=ENGLISH).content.decode()
    assert "<span>We did not answer in time</span>" in thread
    question.moves.create(
        case=cast.case, municipality=cast.municipality, old_owner=cast.lone, new_owner=cast.torben,
        old_on=question.due_on, new_on=question.due_on, reason="Torben ved det.", by=cast.lone, at=question.asked_at,
    )  # fmt: skip
    thread = as_person(cast.anja).get(url, headers=ENGLISH).content.decode()
    assert '<span lang="da">Torben ved det.</span>' in thread


def test_a_question_that_was_inherited_says_why_in_english(cast: Cast, at_monday: SimulatedClock) -> None:
    call_me(cast)
    Question.objects.update(owner=cast.charlie)
    scan()
    url = reverse("messaging:thread", args=[cast.case.pk, cast.anja.pk])
    assert "is no longer part of the case." in as_person(cast.anja).get(url, headers=ENGLISH).content.decode()
