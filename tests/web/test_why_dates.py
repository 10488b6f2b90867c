"""Why a promised day is that day, as the family reads it and as an app gets it (RQ-011)."""

from datetime import timedelta

from django.urls import reverse

from journey.rules.clock import SimulatedClock
from journey.services.communication import Wishes, communication_agree
from journey.services.updates import update_post
from tests.cast import Cast
from tests.web.staff_story import as_person
from tests.web.test_questions import anja_writes, ask, do, thread_page

SUMMARY = "Hvorfor den dag?"


def home(cast: Cast, who: str = "anja") -> str:
    return as_person(getattr(cast, who)).get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()


def say(cast: Cast, **when: object) -> None:
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Vi har holdt et møde.",
        means="Vi går i gang.",
        not_means="Intet er afgjort.",
        next_text="Torben kommer på besøg.",
        **when,  # type: ignore[arg-type]
    )


def test_the_next_word_is_counted_from_the_last_by_each_ones_own_rhythm(cast: Cast) -> None:
    say(cast)
    assert "Sidste nyt kom mandag 1. februar. I har aftalt, at der højst går 7 dage. Det er mandag 8. februar." in home(
        cast
    )
    assert "I har aftalt, at der højst går 14 dage. Det er mandag 15. februar." in home(cast, "jonas")


def test_an_earlier_promise_is_said_to_be_one(cast: Cast, at_monday: SimulatedClock) -> None:
    say(cast, next_word_on=at_monday.at.date() + timedelta(days=3))
    assert "Det er mandag 8. februar, men vi har lovet en tidligere dag." in home(cast)


def test_a_shorter_rhythm_is_the_reason_for_the_day_that_it_moved(cast: Cast, at_monday: SimulatedClock) -> None:
    say(cast)
    at_monday.advance(timedelta(days=1))
    communication_agree(case=cast.case, person=cast.jonas, by=cast.lone, wishes=Wishes(freshness_days=8))
    assert "I har aftalt, at der højst går 8 dage. Det er tirsdag 9. februar." in home(cast, "jonas")
    communication_agree(case=cast.case, person=cast.jonas, by=cast.lone, wishes=Wishes(freshness_days=5))
    assert "lovet" not in home(cast, "jonas").split(SUMMARY)[1].split("</details>")[0]


def test_a_broken_promise_is_explained_by_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    say(cast)
    at_monday.advance(timedelta(days=8))
    assert SUMMARY not in home(cast)


def test_an_answer_over_easter_names_the_days_that_do_not_count(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=50))  # Tuesday 23 March 2027
    anja_writes(cast)
    shown = thread_page(cast)
    assert "Vi svarer inden 5 arbejdsdage efter tirsdag 23. marts." in shown
    assert "Lørdag og søndag tæller ikke med." in shown
    for closed in (
        "torsdag 25. marts (skærtorsdag)",
        "fredag 26. marts (langfredag)",
        "mandag 29. marts (anden påskedag)",
    ):
        assert closed in shown
    assert "senest fredag 2. april" in shown


def test_a_day_that_a_person_has_promised_is_that_persons_word(cast: Cast, at_monday: SimulatedClock) -> None:
    question = anja_writes(cast)
    do(
        cast.lone,
        "staff_question_promise",
        cast,
        question.pk,
        promised_on="2027-02-05",
        owner=cast.lone.pk,
        reason="Jeg spørger.",
    )
    question.refresh_from_db()
    assert question.state == "promised"
    assert SUMMARY not in thread_page(cast)


def test_an_app_gets_the_same(cast: Cast) -> None:
    say(cast)
    ask(cast, kind="call")
    found = as_person(cast.anja).get(f"/api/v1/cases/{cast.case.pk}/questions").json()
    assert found["open"][0]["why"]["counted"]["until"] == found["open"][0]["promised_on"]
    word = as_person(cast.anja).get(f"/api/v1/cases/{cast.case.pk}").json()["next_word"]
    assert word["why"] == {
        "counted": {
            "counted_from": "2027-02-01",
            "days": 7,
            "is_working_days": False,
            "until": "2027-02-08",
            "days_off": [],
            "has_weekend": False,
        },
        "is_agreed": True,
        "is_earlier": False,
    }


def test_it_is_said_in_the_readers_language(cast: Cast) -> None:
    url = reverse("journey:family_case", args=[cast.case.pk])
    english = as_person(cast.anja).get(url, headers={"accept-language": "en"}).content.decode()
    assert "Why that day?" in english
    assert SUMMARY not in english
