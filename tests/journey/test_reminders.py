"""Before a promised answer is late: whoever has it and the contact are reminded, once for each promised day (P5)."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connections

from journey.models import Event, Question, Recipient
from journey.models.questions import QuestionKind
from journey.rules.clock import SimulatedClock
from journey.selectors.desk import desk_for
from journey.services.contact import ChangeWords, absence_register
from journey.services.people import relation_end
from journey.services.questions import question_answer, question_ask, question_promise
from journey.services.reminders import question_remind
from journey.services.responsibility import responsibility_move
from journey.watch.scan import Found, scan
from messaging.delivery.deliver import deliver_due
from messaging.models import Delivery, Suppression
from tests.cast import Cast
from tests.journey.test_questions import IN_TIME, call_me, desk_kinds
from tests.journey.watch.test_scan import to_hour

pytestmark = pytest.mark.django_db(transaction=True)
FRIDAY = date(2027, 2, 5)
"""The working day before the Monday on which the answer is due."""
CHANGE = ChangeWords("Gitte tager over", "Gitte har det nu.", "Timerne står.", "Intet andet.", "Gitte ringer.")


def reminded() -> set[str]:
    told = Recipient.objects.filter(notice__event__kind="question.due_soon")
    return set(told.values_list("person__given_name", flat=True))


def passed_on(cast: Cast, day: date = IN_TIME) -> Question:
    return question_promise(
        question=call_me(cast), by=cast.lone, owner=cast.torben, promised_on=day, reason="Torben ved det.",
        about="Hvor mange timer får Viktor?",
    )  # fmt: skip


def test_at_nine_on_the_working_day_before_and_once(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, FRIDAY, 8)
    assert scan().reminded == 0
    to_hour(at_monday, FRIDAY, 9)
    assert [scan().reminded for _again in range(3)] == [1, 0, 0]
    question.refresh_from_db()
    assert (question.reminded_for, question.promised_on, question.due_on) == (IN_TIME, IN_TIME, IN_TIME)
    assert Event.objects.filter(kind="question.due_soon").count() == 1


def test_who_has_it_and_the_contact_are_told_and_the_family_is_not(cast: Cast, at_monday: SimulatedClock) -> None:
    passed_on(cast)
    deliver_due()
    mail.outbox.clear()
    to_hour(at_monday, FRIDAY, 9)
    scan()
    assert reminded() == {"Torben", "Lone"}
    kept = Suppression.objects.filter(event__kind="question.due_soon")
    assert set(kept.values_list("person__given_name", "reason")) == {
        ("Anja", "staff_reminder"),
        ("Jonas", "staff_reminder"),
    }
    deliver_due()
    rows = Delivery.objects.filter(event__kind="question.due_soon", channel="email")
    assert {(row.person.given_name, row.state) for row in rows} == {("Torben", "sent"), ("Lone", "sent")}
    whole = " ".join(f"{one.subject} {one.body}" for one in mail.outbox)
    for canary in ("Viktor", "Anja", "Torben", "timer", "spørgsmål"):
        assert canary not in whole


def test_what_is_answered_before_the_mail_leaves_is_no_reminder(cast: Cast, at_monday: SimulatedClock) -> None:
    question = passed_on(cast)
    deliver_due()
    mail.outbox.clear()
    to_hour(at_monday, FRIDAY, 9)
    scan()
    question_answer(question=question, by=cast.torben, text="Viktor får to timer mere fra mandag.")
    deliver_due()
    rows = Delivery.objects.filter(event__kind="question.due_soon", channel="email")
    assert {(row.state, row.reason) for row in rows} == {("skipped", "not_entitled")}


def test_the_contact_has_it_on_the_desk_from_then_on_whoever_finds_out(cast: Cast, at_monday: SimulatedClock) -> None:
    passed_on(cast)
    to_hour(at_monday, FRIDAY, 8)
    assert (desk_kinds(cast, "torben"), desk_kinds(cast, "lone")) == (["question_passed"], [])
    to_hour(at_monday, FRIDAY, 9)
    assert (desk_kinds(cast, "torben"), desk_kinds(cast, "lone")) == (["question_passed"], ["question_call"])
    assert desk_kinds(cast, "henrik") == desk_kinds(cast, "pia") == []
    for person in (cast.torben, cast.lone):
        assert [row.is_near for row in desk_for(person) if row.kind.startswith("question")] == [True]


def test_who_stands_in_has_it_instead_of_a_contact_who_is_away(cast: Cast, at_monday: SimulatedClock) -> None:
    passed_on(cast)
    absence_register(person=cast.lone, cover=cast.henrik, first_day=FRIDAY, last_day=None, by=cast.pia)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    assert reminded() == {"Torben", "Henrik"}
    assert desk_kinds(cast, "henrik") == ["question_call"]


def test_another_day_is_reminded_of_again(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    question_promise(
        question=question, by=cast.lone, owner=cast.lone, promised_on=date(2027, 2, 10), reason="Torben er syg."
    )
    assert scan().reminded == 0
    to_hour(at_monday, date(2027, 2, 9), 9)
    assert [scan().reminded, scan().reminded] == [1, 0]


def test_whoever_gets_it_from_another_is_reminded_too(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    assert reminded() == {"Lone"}
    at_monday.advance(timedelta(hours=1))
    question_promise(
        question=question, by=cast.lone, owner=cast.torben, promised_on=IN_TIME, reason="Torben ved det bedst."
    )
    assert scan().reminded == 0, "the hand-over told of the day a moment ago"
    to_hour(at_monday, IN_TIME, 9)
    assert [scan().reminded, scan().reminded] == [1, 0]
    assert reminded() == {"Lone", "Torben"}


def test_so_is_who_takes_over_from_a_leaver_or_inherits_it(cast: Cast, at_monday: SimulatedClock) -> None:
    passed_on(cast)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    at_monday.advance(timedelta(hours=1))
    responsibility_move(case=cast.case, leaver=cast.torben, to=cast.gitte, by=cast.pia, label="Psykolog", told=CHANGE)
    assert Question.objects.get().reminded_for is None
    Question.objects.update(owner=cast.charlie, reminded_for=IN_TIME)
    scan()
    assert Question.objects.get().owner == cast.lone
    to_hour(at_monday, IN_TIME, 9)
    assert scan().reminded == 1


def test_a_day_that_the_same_person_promises_again_is_not_reminded_of_twice(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    question = passed_on(cast)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    question_promise(question=question, by=cast.torben, owner=cast.torben, promised_on=IN_TIME, reason="Det holder.")
    to_hour(at_monday, IN_TIME, 9)
    assert scan().reminded == 0


def test_a_young_promise_is_reminded_of_on_its_own_day(cast: Cast, at_monday: SimulatedClock) -> None:
    to_hour(at_monday, date(2027, 2, 2), 12)
    passed_on(cast, date(2027, 2, 3))
    assert scan().reminded == 0
    to_hour(at_monday, date(2027, 2, 3), 9)
    assert scan().reminded == 1


def test_what_is_answered_late_or_of_nobody_is_not_reminded_of(cast: Cast, at_monday: SimulatedClock) -> None:
    question_answer(question=call_me(cast), by=cast.lone, text="Viktor får to timer mere fra mandag.")
    question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.TALK)
    relation_end(relation=cast.anjas_custody)
    to_hour(at_monday, FRIDAY, 9)
    assert scan().reminded == 0


def test_a_scan_that_was_down_over_the_day_reminds_of_nothing_late(cast: Cast, at_monday: SimulatedClock) -> None:
    call_me(cast)
    to_hour(at_monday, date(2027, 2, 9), 9)
    found = scan()
    assert (found.reminded, type(found)) == (0, Found)


def test_who_needs_to_be_heard_is_no_leaders_reminder(cast: Cast, at_monday: SimulatedClock) -> None:
    question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.HEARD)
    to_hour(at_monday, FRIDAY, 9)
    scan()
    assert reminded() == {"Lone"}


def test_two_scans_at_once_remind_once(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, FRIDAY, 9)

    def remind() -> bool:
        try:
            return question_remind(question=question)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(copy_context().run, remind) for _scan in range(4)]
        done = [one.result() for one in asked]
    assert sorted(done) == [False, False, False, True]
    assert Event.objects.filter(kind="question.due_soon").count() == 1
