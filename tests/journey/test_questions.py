"""A question is owed until a person answers, promises by name and day, or the family says that it was none (P5)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import Conflict, DomainError
from journey.models import Absence, Gap, NextWord, Question, QuestionMove, Update
from journey.models.questions import QuestionKind
from journey.rules.clock import SimulatedClock
from journey.selectors.desk import desk_for
from journey.selectors.overview import overview
from journey.selectors.questions import questions_of
from journey.services.contact import ChangeWords
from journey.services.questions import (
    question_answer,
    question_ask,
    question_promise,
    question_withdraw,
)
from journey.services.responsibility import responsibility_move
from journey.services.roles import role_end
from journey.services.updates import update_post
from journey.watch.scan import scan
from tests.cast import Cast
from tests.journey.watch.test_scan import WORDS, open_gaps, to_hour
from tests.road import seen_by, start

GITTE = ChangeWords("Skift", "Gitte er her.", "Gitte er her.", "Gitte er her.", "Gitte er her.")
IN_TIME = date(2027, 2, 8)
"""Five working days after the Monday of the cast."""


def call_me(cast: Cast) -> Question:
    return question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL, words="Efter kl. 15")


def desk_kinds(cast: Cast, name: str) -> list[str]:
    return [row.kind for row in desk_for(getattr(cast, name)) if row.kind.startswith("question")]


def test_a_question_has_a_name_and_a_day_from_the_first_moment(cast: Cast) -> None:
    question = call_me(cast)
    assert (question.owner, question.promised_on, question.state) == (cast.lone, IN_TIME, "open")


def test_while_the_contact_is_away_the_cover_has_it(cast: Cast) -> None:
    Absence.objects.create(
        municipality=cast.municipality, person=cast.lone, cover=cast.henrik, first_day=date(2027, 2, 1)
    )
    assert call_me(cast).owner == cast.henrik


def test_four_taps_are_one_question_of_one_date_raised_four_times(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    for _tap in range(4):
        question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.STEP, step=step)
        at_monday.advance(timedelta(days=1))
    assert Question.objects.count() == 1
    assert (question.raised, question.promised_on) == (4, IN_TIME)
    [seen] = questions_of(seen_by(cast, cast.anja)).open
    [had] = questions_of(seen_by(cast, cast.lone)).open
    assert seen.raised == had.raised == 4


def test_a_step_that_is_not_going_on_is_not_asked_about(cast: Cast) -> None:
    planned = cast.case.steps.filter(state="planned")[0]
    with pytest.raises(Conflict, match="step_wrong_state"):
        question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.STEP, step=planned)
    with pytest.raises(DomainError, match="step_missing"):
        question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.STEP)


def test_nobody_sees_the_other_parents_question(cast: Cast) -> None:
    call_me(cast)
    assert not questions_of(seen_by(cast, cast.jonas)).open
    for name in ("torben", "pia"):
        assert not questions_of(seen_by(cast, getattr(cast, name))).open


def test_the_owner_has_it_at_once_the_deputy_from_four_and_the_leader_when_it_is_late(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    call_me(cast)
    assert (desk_kinds(cast, "lone"), desk_kinds(cast, "henrik")) == (["question_call"], [])
    to_hour(at_monday, IN_TIME, 15)
    assert (desk_kinds(cast, "henrik"), overview(cast.pia).uninformed_rows) == ([], ())
    to_hour(at_monday, IN_TIME, 16)
    assert desk_kinds(cast, "lone") == desk_kinds(cast, "henrik") == ["question_call"]
    assert desk_kinds(cast, "pia") == desk_kinds(cast, "torben") == []
    to_hour(at_monday, date(2027, 2, 9), 1)
    scan()
    [late] = [one for one in overview(cast.pia).uninformed_rows if one.row.kind == "question_late"]
    assert (late.row.what, late.row.about, late.holder_name, late.days_late) == ("", "", "Lone Bech", 1)
    [own] = [row for row in desk_for(cast.lone) if row.kind == "question_call"]
    assert (own.about, own.about_id, own.what, own.is_late) == ("Anja", cast.anja.pk, "Efter kl. 15", True)


def test_a_stranger_and_the_asker_have_nothing_on_a_desk(cast: Cast, at_monday: SimulatedClock) -> None:
    call_me(cast)
    at_monday.advance(timedelta(days=30))
    for name in ("anja", "jonas", "pia", "torben", "gitte", "charlie", "dina", "erik"):
        assert desk_kinds(cast, name) == []


def test_who_needs_to_be_heard_gets_a_human_and_no_leader_hears_of_it(cast: Cast, at_monday: SimulatedClock) -> None:
    question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.HEARD)
    to_hour(at_monday, date(2027, 2, 25), 9)
    for _day in range(4):
        scan()
        at_monday.advance(timedelta(days=7))
    [gap] = open_gaps("question_late")
    assert gap.responsible == cast.henrik
    assert [one.row.kind for one in overview(cast.pia).uninformed_rows if one.row.kind == "question_late"] == []


def test_a_late_answer_is_owned_up_to_by_name_and_climbs(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    update_post(case=cast.case, author=cast.lone, **WORDS)
    to_hour(at_monday, date(2027, 2, 9), 1)
    scan()
    [gap] = open_gaps("question_late")
    assert (gap.person, gap.responsible, gap.subject_id) == (cast.anja, cast.lone, question.pk)

    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    scan()
    [told] = Update.objects.filter(kind="automatic", step=None, title="Vi svarede ikke til tiden")
    assert (told.only_for, told.is_informative) == (cast.anja, False)
    assert told.happened == "Vi lovede jer et svar senest mandag 8. februar. Det fik I ikke. Lone Bech har det nu."
    assert told.next_text == "I får svar fra Lone Bech senest fredag 12. februar."
    question.refresh_from_db()
    assert (question.promised_on, question.due_on) == (IN_TIME, date(2027, 2, 12))

    to_hour(at_monday, date(2027, 2, 15), 9)
    scan()
    [gap] = open_gaps("question_late")
    assert gap.responsible == cast.henrik
    assert Update.objects.filter(title="Vi har stadig ikke svaret jer", only_for=cast.anja).count() == 1
    [line] = questions_of(seen_by(cast, cast.anja)).open
    assert line.holder
    assert (line.holder.name, line.is_late) == ("Henrik Toft", True)

    to_hour(at_monday, date(2027, 2, 19), 9)
    scan()
    assert open_gaps("question_late")[0].responsible == cast.pia
    question_answer(question=question, by=cast.henrik, text="Viktor får to timer mere fra mandag.")
    scan()
    assert not open_gaps("question_late")
    assert Gap.objects.get(kind="question_late").closed_how == "put_right"


def test_a_new_date_with_a_reason_mends_it_and_the_old_date_stays(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    to_hour(at_monday, date(2027, 2, 9), 1)
    scan()
    assert open_gaps("question_late")
    question = question_promise(
        question=question,
        by=cast.lone,
        owner=cast.torben,
        promised_on=date(2027, 2, 12),
        reason="Torben ved, hvor mange timer det bliver.",
        about="Hvor mange timer får Viktor?",
    )
    scan()
    assert not open_gaps("question_late")
    [line] = questions_of(seen_by(cast, cast.anja)).open
    assert (line.state, line.owner.name, line.due_on) == ("promised", "Torben Friis", date(2027, 2, 12))
    assert (line.moves[0].old_on, line.moves[0].old_owner, line.moves[0].by) == (IN_TIME, "Lone Bech", "Lone Bech")
    [his] = questions_of(seen_by(cast, cast.torben)).open
    assert (his.about, desk_kinds(cast, "torben")) == ("Hvor mange timer får Viktor?", ["question_passed"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"promised_on": date(2027, 1, 31)}, "date_in_the_past"),
        ({"reason": " "}, "text_missing"),
        ({"reason": "Vi svarer snarest muligt."}, "words_refused"),
        ({"owner": "charlie"}, "owner_not_around"),
        ({"owner": "jonas"}, "owner_not_around"),
    ],
)
def test_a_promise_needs_a_day_a_reason_and_somebody_here(cast: Cast, change: dict[str, object], code: str) -> None:
    question = call_me(cast)
    said = {"owner": "lone", "promised_on": date(2027, 2, 10), "reason": "Lone er på tur.", **change}
    owner = getattr(cast, str(said.pop("owner")))
    with pytest.raises(DomainError, match=code):
        question_promise(question=question, by=cast.lone, owner=owner, **said)  # type: ignore[arg-type]
    assert not QuestionMove.objects.exists()


def test_the_family_says_that_it_was_no_question(cast: Cast) -> None:
    question = question_withdraw(question=call_me(cast), by=cast.anja)
    assert (question.state, question.closed_how) == ("no_question", "family")
    with pytest.raises(Conflict, match="question_closed"):
        question_withdraw(question=question, by=cast.anja)


def test_an_answer_is_a_word_to_the_asker_alone(cast: Cast, at_monday: SimulatedClock) -> None:
    question = call_me(cast)
    at_monday.advance(timedelta(days=2))
    update = question_answer(question=question, by=cast.lone, text="Vi ringer kl. 15.")
    question.refresh_from_db()
    assert (question.state, question.answer_id, update.only_for) == ("answered", update.pk, cast.anja)
    words = dict(NextWord.objects.filter(case=cast.case).values_list("person", "promised_on"))
    assert words == {cast.anja.pk: date(2027, 2, 10), cast.jonas.pk: date(2027, 2, 15)}


def test_a_word_to_all_may_cover_a_question_but_not_one_that_the_asker_does_not_get(cast: Cast) -> None:
    question = call_me(cast)
    with pytest.raises(DomainError, match="not_the_asker"):
        update_post(case=cast.case, author=cast.lone, only_for=cast.jonas, covers=[question], **WORDS)
    assert not Update.objects.exists()
    update = update_post(case=cast.case, author=cast.lone, covers=[question], **WORDS)
    question.refresh_from_db()
    assert (question.state, question.closed_how, question.answer_id) == ("covered", "update", update.pk)


def test_a_question_follows_whoever_takes_over_and_never_stays_with_somebody_who_has_left(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    question = call_me(cast)
    to_torben = {"by": cast.lone, "owner": cast.torben, "promised_on": IN_TIME, "reason": "Torben ved det."}
    question_promise(question=question, **to_torben)  # type: ignore[arg-type]
    at_monday.advance(timedelta(hours=1))
    responsibility_move(
        case=cast.case,
        leaver=cast.torben,
        to=cast.gitte,
        by=cast.lone,
        told=GITTE,
    )
    question.refresh_from_db()
    assert question.owner == cast.gitte
    at_monday.advance(timedelta(hours=1))
    role_end(held=cast.case.caseroles.get(person=cast.gitte), by=cast.lone)
    scan()
    question.refresh_from_db()
    assert (question.owner, question.due_on) == (cast.lone, IN_TIME)
    assert QuestionMove.objects.latest("at").by is None
    moves = QuestionMove.objects.count()
    scan()
    assert QuestionMove.objects.count() == moves


def test_lost_custody_leaves_no_gap(cast: Cast, at_monday: SimulatedClock) -> None:
    call_me(cast)
    cast.anjas_custody.period = (cast.anjas_custody.period.lower, at_monday.at + timedelta(hours=1))
    cast.anjas_custody.save()
    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    assert not open_gaps("question_late")


def test_what_was_promised_cannot_be_rewritten(cast: Cast) -> None:
    question = call_me(cast)
    to_lone = {"by": cast.lone, "owner": cast.lone, "promised_on": date(2027, 2, 10), "reason": "Lone er på tur."}
    question_promise(question=question, **to_lone)  # type: ignore[arg-type]
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        QuestionMove.objects.update(reason="Noget andet")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "answered"}, "question_closed_by_somebody"),
        ({"raised": 0}, "question_raised_once_or_more"),
        ({"kind": "step"}, "question_of_a_step_names_it"),
        ({"due_on": date(2027, 2, 1)}, "question_named_after_promised"),
    ],
)
def test_the_database_holds_the_rules(cast: Cast, change: dict[str, object], name: str) -> None:
    question = call_me(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)


def test_reading_questions_costs_the_same_for_any_number(
    cast: Cast, django_assert_num_queries: object, at_monday: SimulatedClock
) -> None:
    access = case_for(cast.lone, cast.case.pk, Action.READ_CASE)
    for kind in (QuestionKind.CALL, QuestionKind.TALK, QuestionKind.HEARD):
        for who in (cast.anja, cast.jonas):
            question_ask(case=cast.case, by=who, kind=kind)
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(questions_of(access).open) == 6
