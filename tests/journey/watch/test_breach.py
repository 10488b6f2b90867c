"""A person's own words to a broken promise: a breach owned up to, never news (P4, RQ-003, RQ-005)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from journey.errors import Conflict, DomainError
from journey.models import Event, Gap, NextWord, Update
from journey.rules.clock import SimulatedClock
from journey.services.breaches import breach_explain, suggested_words
from journey.services.updates import update_post
from journey.watch.scan import scan
from tests.cast import Cast
from tests.journey.watch.test_scan import WORDS, open_gaps, to_hour
from tests.road import page_of
from tests.web.staff_story import as_person

OWN = "Vi lovede at skrive mandag, og det gjorde vi ikke. Henrik har det nu."


def broken_for_anja(at_monday: SimulatedClock, hour: int = 8) -> Gap:
    """Anja was promised a word by Monday 8 February; Henrik has it until Friday 12 February."""
    to_hour(at_monday, date(2027, 2, 9), hour)
    scan()
    [gap] = open_gaps("next_word_broken")
    return gap


def test_a_persons_words_come_instead_of_the_automatic_text(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday)
    assert suggested_words(gap) == (
        "I skulle have hørt fra os senest mandag 8. februar. Det gjorde I ikke. Henrik Toft har det nu."
    )
    [told] = breach_explain(gap=gap, by=cast.henrik, happened=OWN)
    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    assert list(Update.objects.all()) == [told]
    assert (told.author, told.only_for, told.is_informative) == (cast.henrik, cast.anja, False)
    assert told.next_text == "I hører fra Henrik Toft senest fredag 12. februar."
    [event] = Event.objects.filter(kind="promise.broken_told")
    assert (event.actor_id, event.subject_id) == (cast.henrik.pk, told.pk)


def test_it_is_no_word_the_promise_stays_broken_and_the_gap_open(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday)
    breach_explain(gap=gap, by=cast.henrik, happened=OWN)
    scan()
    word = NextWord.objects.get(case=cast.case, person=cast.anja)
    assert (word.promised_on, word.due_on) == (date(2027, 2, 8), date(2027, 2, 12))
    assert open_gaps("next_word_broken") == [gap]
    update_post(case=cast.case, author=cast.henrik, **WORDS)
    scan()
    assert open_gaps("next_word_broken") == []


def test_the_automatic_text_that_went_before_is_folded_under_the_persons(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday, hour=9)
    assert "mandag 8. februar" in suggested_words(gap)
    at_monday.advance(timedelta(minutes=30))
    breach_explain(gap=gap, by=cast.henrik, happened=OWN)
    words = [item.update for item in page_of(cast, cast.anja).past if item.update]
    assert [(one.kind, one.happened) for one in words] == [("breach", OWN)]
    assert words[0].automatic is not None
    assert "Henrik Toft har det nu" in words[0].automatic.happened
    page = as_person(cast.anja).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()
    assert page.index(OWN) < page.index("Det, der blev sendt automatisk før") < page.index("Intet menneske har skrevet")


def test_whoever_has_it_next_is_told_of_and_writes_anew(cast: Cast, at_monday: SimulatedClock) -> None:
    breach_explain(gap=broken_for_anja(at_monday), by=cast.henrik, happened=OWN)
    to_hour(at_monday, date(2027, 2, 15), 9)
    scan()
    [gap] = open_gaps("next_word_broken")
    assert gap.responsible == cast.pia
    assert "fredag 12. februar" in suggested_words(gap)
    breach_explain(gap=gap, by=cast.pia, happened="Nu er det brudt to gange. Pia har det selv.")
    titles = list(Update.objects.order_by("published_at", "recorded_at").values_list("title", "author"))
    second = "Vi holdt det heller ikke anden gang"
    assert titles == [("Vi holdt ikke det, vi lovede", cast.henrik.pk), (second, None), (second, cast.pia.pk)]
    assert [move.responsible for move in gap.moves.order_by("at")] == [cast.henrik, cast.pia]


def test_both_to_whom_the_same_promise_was_broken_hear_it(cast: Cast, at_monday: SimulatedClock) -> None:
    update_post(case=cast.case, author=cast.lone, next_word_on=date(2027, 2, 3), **WORDS)
    to_hour(at_monday, date(2027, 2, 4), 8)
    scan()
    told = breach_explain(gap=open_gaps("next_word_broken")[0], by=cast.henrik, happened=OWN)
    assert {one.only_for for one in told} == {cast.anja, cast.jonas}
    with pytest.raises(Conflict) as refused:
        breach_explain(gap=open_gaps("next_word_broken")[1], by=cast.henrik, happened=OWN)
    assert refused.value.code == "breach_told"


def test_an_earlier_day_climbs_earlier_and_a_later_one_is_refused(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday)
    with pytest.raises(DomainError) as refused:
        breach_explain(gap=gap, by=cast.henrik, happened=OWN, next_word_on=date(2027, 2, 13))
    assert (refused.value.code, refused.value.field) == ("date_too_late", "next_word_on")
    breach_explain(gap=gap, by=cast.henrik, happened=OWN, next_word_on=date(2027, 2, 10))
    to_hour(at_monday, date(2027, 2, 11), 9)
    scan()
    assert open_gaps("next_word_broken")[0].responsible == cast.pia


def test_what_has_been_put_right_or_goes_on_is_not_told(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday)
    to_hour(at_monday, date(2027, 2, 13), 12)
    with pytest.raises(Conflict) as over:
        breach_explain(gap=gap, by=cast.henrik, happened=OWN)
    update_post(case=cast.case, author=cast.lone, **WORDS)
    with pytest.raises(Conflict) as right:
        breach_explain(gap=gap, by=cast.pia, happened=OWN)
    assert (over.value.code, right.value.code) == ("gap_overdue", "gap_closed")


def test_the_page_is_for_who_has_it_and_the_leader(cast: Cast, at_monday: SimulatedClock) -> None:
    gap = broken_for_anja(at_monday)
    url = reverse("journey:staff_breach", args=[cast.case.pk, gap.pk])
    statuses = {
        name: as_person(getattr(cast, name)).get(url).status_code for name in ("henrik", "pia", "lone", "torben")
    }
    assert statuses == {"henrik": 200, "pia": 200, "lone": 404, "torben": 404}
    case = reverse("journey:staff_case", args=[cast.case.pk])
    assert url in as_person(cast.henrik).get(case).content.decode()
    seen = as_person(cast.lone).get(case).content.decode()
    assert "Brudt lige nu" in seen
    assert url not in seen
