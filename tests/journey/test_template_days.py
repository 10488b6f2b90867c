"""A case goes by the numbers of its own template version; then the municipality's, then the product's (RQ-150)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import DomainError
from journey.forms.meetings import MeetingHeldForm, MeetingPlanForm
from journey.forms.opening import CaseOpenForm
from journey.models import Blueprint, Case, Gap, Meeting, Step
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.case_days import PRODUCT, CaseDays
from journey.rules.clock import SimulatedClock
from journey.selectors.communication import family_communication
from journey.selectors.desk import promise_lines
from journey.selectors.openings import openings
from journey.selectors.questions import questions_of
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_open, step_add
from journey.services.meetings import (
    Invitee,
    MeetingTexts,
    meeting_held,
    meeting_plan,
    on_short_notice,
)
from journey.services.questions import question_ask
from journey.services.roles import role_assign
from journey.services.steps import MoveKind, step_move
from journey.services.waits import WaitTexts, wait_date_move, wait_open
from journey.watch.scan import scan
from tests.cast import Cast, school_support

QUIET = dict.fromkeys(PRODUCT)
"""A template that says none of the numbers."""


def published(cast: Cast, *, settings: dict[str, Any] | None = None, **more: Any) -> Blueprint:
    loaded = school_support()
    changed = replace(loaded, settings=replace(loaded.settings, **(settings or {})), **more)
    return blueprint_publish(municipality=cast.municipality, loaded=changed)


def opened(cast: Cast, blueprint: Blueprint) -> Case:
    return case_open(
        child=cast.child,
        unit=cast.school,
        blueprint=blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
    )


def case_with(cast: Cast, **settings: Any) -> Case:
    return opened(cast, published(cast, settings=settings))


def municipality_says(cast: Cast, **numbers: int) -> None:
    cast.municipality.settings = numbers
    cast.municipality.save()


def begun(case: Case, cast: Cast, code: str = "concern_raised") -> Step:
    step = case.steps.get(code=code)
    return step_move(step=step, kind=MoveKind.START, by=cast.lone, sentence="Vi begynder, fordi I har skrevet.")


@pytest.mark.parametrize(
    ("template", "municipality", "expected"),
    [({"x": 2}, {"x": 9}, 2), ({"x": None}, {"x": 9}, 9), ({}, {}, 5), ({"x": 0}, {"x": 9}, 0)],
)
def test_the_template_goes_before_the_municipality_and_both_before_the_product(
    template: dict[str, int], municipality: dict[str, int], expected: int
) -> None:
    name = "conclusions_working_days"
    said = CaseDays(*({name: one["x"]} if "x" in one else {} for one in (template, municipality)), "DK")
    assert said.number(name) == expected


@pytest.mark.parametrize(
    ("template", "municipality", "due"),
    [(2, 9, date(2027, 2, 3)), (None, 3, date(2027, 2, 4)), (None, None, date(2027, 2, 8))],
    ids=["template", "municipality", "product"],
)
def test_a_question_is_due_on_the_day_that_the_family_was_promised_before_writing(
    cast: Cast, template: int | None, municipality: int | None, due: date
) -> None:
    municipality_says(cast, **({} if municipality is None else {"answer_working_days": municipality}))
    case = case_with(cast, answer_working_days=template)
    page = questions_of(case_for(cast.anja, case.pk, Action.READ_CASE))
    question = question_ask(case=case, by=cast.anja, kind=QuestionKind.CALL)
    assert page.answer_working_days == (template or municipality or 5)
    assert page.answer_by == question.promised_on == question.due_on == due


def test_a_running_case_keeps_the_number_of_its_own_version(cast: Cast) -> None:
    published(cast, settings={"answer_working_days": 2}, version="2030.1")
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    assert question.due_on == date(2027, 2, 8)


def test_the_rhythm_of_the_template_holds_where_nothing_is_agreed(cast: Cast) -> None:
    municipality_says(cast, freshness_days=9)
    fast, quiet = case_with(cast, freshness_days=3), case_with(cast, **QUIET)
    for case, days in ((fast, 3), (quiet, 9)):
        assert {word.due_on for word in case.nextwords.all()} == {clock.today() + timedelta(days=days)}
        assert {line.freshness_days for line in promise_lines([case])[case.pk]} == {days}
        cards = family_communication(case_for(cast.lone, case.pk, Action.READ_CASE))
        assert {card.freshness_days for card in cards} == {days}


def test_a_day_on_which_the_template_is_closed_is_no_working_day(cast: Cast, at_monday: SimulatedClock) -> None:
    closed = case_with(cast, closed_days=("christmas_eve",))
    usual = case_with(cast, closed_days=())
    at_monday.advance(timedelta(days=324))  # Wednesday 22 December
    due = {case: question_ask(case=case, by=cast.anja, kind=QuestionKind.CALL).due_on for case in (closed, usual)}
    assert due[closed] == due[usual] + timedelta(days=1)


def test_the_watch_counts_the_working_days_of_the_case(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=310))  # Wednesday 8 December
    closed = case_with(cast, closed_days=("christmas_eve",), freshness_days=14)
    usual = case_with(cast, closed_days=(), freshness_days=14)
    at_monday.advance(timedelta(days=15))  # Thursday 23 December: the word of the 22nd has not come
    scan()
    answers = {
        case: Gap.objects.filter(case=case, kind="next_word_broken").latest("pk").respond_by for case in (closed, usual)
    }
    assert answers[closed] == answers[usual] + timedelta(days=1)


def test_a_template_opens_nothing_before_it_is_valid(cast: Cast, at_monday: SimulatedClock) -> None:
    coming = published(cast, code="coming", valid_from=clock.today() + timedelta(days=1))
    with pytest.raises(DomainError) as refused:
        opened(cast, coming)
    assert (refused.value.code, refused.value.field) == ("blueprint_not_valid", "blueprint")
    assert "coming" not in offered(cast)
    at_monday.advance(timedelta(days=1))
    assert "coming" in offered(cast)
    assert opened(cast, coming).blueprint == coming


def test_a_template_opens_nothing_after_its_last_day(cast: Cast, at_monday: SimulatedClock) -> None:
    ending = published(cast, code="ending", valid_to=clock.today())
    running = opened(cast, ending)
    assert "ending" in offered(cast)
    at_monday.advance(timedelta(days=1))
    assert "ending" not in offered(cast)
    with pytest.raises(DomainError, match="blueprint_not_valid"):
        opened(cast, ending)
    assert begun(running, cast).state == "now"


def test_until_the_next_version_is_valid_the_one_before_is_offered(cast: Cast, at_monday: SimulatedClock) -> None:
    coming = published(cast, version="2030.1", valid_from=clock.today() + timedelta(days=7))
    [now] = [one.pk for one in CaseOpenForm(person=cast.lone).fields["blueprint"].queryset]  # type: ignore[attr-defined]
    assert now == cast.blueprint.pk
    at_monday.advance(timedelta(days=7))
    [then] = [one.id for one in openings(cast.lone).blueprints]
    assert then == coming.pk


def offered(cast: Cast) -> set[str]:
    return {one.code for one in openings(cast.lone).blueprints}


def test_a_vacant_role_falls_back_to_whoever_the_template_names(cast: Cast) -> None:
    role_assign(case=cast.case, person=cast.pia, role="school_leader", label="Skoleleder", by=cast.lone)
    trial = cast.case.steps.get(code="trial_action")
    assert trial.owner_role == "class_teacher"
    assert begun(cast.case, cast, "trial_action").owner == cast.pia


def test_the_chain_goes_on_past_several_vacant_roles(cast: Cast) -> None:
    role_assign(case=cast.case, person=cast.gitte, role="area_leader", label="Områdeleder", by=cast.lone)
    assert begun(cast.case, cast, "trial_action").owner == cast.gitte


def test_whoever_holds_the_role_goes_before_whoever_it_falls_back_to(cast: Cast) -> None:
    role_assign(case=cast.case, person=cast.pia, role="school_leader", label="Skoleleder", by=cast.lone)
    role_assign(case=cast.case, person=cast.henrik, role="class_teacher", label="Klasselærer", by=cast.lone)
    assert begun(cast.case, cast, "trial_action").owner == cast.henrik


def test_nobody_is_chosen_among_several_holders(cast: Cast) -> None:
    for person in (cast.pia, cast.gitte):
        role_assign(case=cast.case, person=person, role="school_leader", label="Skoleleder", by=cast.lone)
    with pytest.raises(DomainError, match="step_without_owner"):
        begun(cast.case, cast, "trial_action")


def test_a_step_is_looked_at_again_when_the_template_says(cast: Cast) -> None:
    said = {step.code: step.follow_up_days for step in school_support().steps}
    step = begun(cast.case, cast)
    assert step.follow_up_on == clock.today() + timedelta(days=said["concern_raised"])


def planned(case: Case, cast: Cast, in_days: int) -> Meeting:
    return meeting_plan(
        case=case,
        by=cast.lone,
        texts=MeetingTexts(title="Møde", purpose="Vi taler om skoledagen.", can_decide="Intet"),
        starts_at=clock.now() + timedelta(days=in_days, hours=1),
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )


@pytest.mark.parametrize(("number", "days", "short"), [(5, 6, True), (5, 7, False), (0, 0, False), (None, 1, False)])
def test_a_meeting_at_short_notice_may_be_set_and_staff_are_told(
    cast: Cast, number: int | None, days: int, *, short: bool
) -> None:
    case = case_with(cast, meeting_notice_working_days=number)
    assert on_short_notice(planned(case, cast, days)) is short


def test_the_form_says_from_which_day_a_meeting_is_in_good_time(cast: Cast) -> None:
    for number, said in ((5, "mandag 8. februar eller senere giver 5 arbejdsdage"), (None, "")):
        case = case_with(cast, meeting_notice_working_days=number)
        form = MeetingPlanForm(access=case_for(cast.lone, case.pk, Action.MANAGE_MEETING))
        assert str(form.fields["on_day"].help_text).startswith(said)
        assert bool(form.fields["on_day"].help_text) is bool(said)


@pytest.mark.parametrize(("number", "due"), [(1, date(2027, 2, 2)), (None, date(2027, 2, 8)), (0, date(2027, 2, 1))])
def test_a_conclusion_is_promised_as_the_template_says_unless_another_day_is_chosen(
    cast: Cast, at_monday: SimulatedClock, number: int | None, due: date
) -> None:
    case = case_with(cast, conclusions_working_days=number)
    meeting, other = planned(case, cast, 0), planned(case, cast, 0)
    at_monday.advance(timedelta(hours=3))
    form = MeetingHeldForm(access=case_for(cast.lone, case.pk, Action.MANAGE_MEETING), subject=meeting)
    assert form.initial["conclusion_due_on"] == due
    assert meeting_held(meeting=meeting, by=cast.lone).conclusion_due_on == due
    chosen = date(2027, 2, 3)
    assert meeting_held(meeting=other, by=cast.lone, conclusion_due_on=chosen).conclusion_due_on == chosen


def test_a_conclusion_is_never_promised_for_a_day_that_is_over(cast: Cast, at_monday: SimulatedClock) -> None:
    case = case_with(cast, conclusions_working_days=1)
    meeting = planned(case, cast, 0)
    at_monday.advance(timedelta(days=9))
    assert meeting_held(meeting=meeting, by=cast.lone).conclusion_due_on == clock.today()


def test_a_long_wait_says_what_staff_do_meanwhile(cast: Cast) -> None:
    case = case_with(cast, meanwhile_after_days=5)
    step = begun(case, cast)
    about = {"awaited": "svar fra PPR", "why": "PPR læser papirerne.", "ends_when": "PPR har skrevet."}

    def wait(days: int, meanwhile: str = "") -> object:
        texts = WaitTexts(**about, meanwhile=meanwhile)
        review = clock.today() + timedelta(days=days)
        return wait_open(case=case, by=cast.lone, holder=cast.torben, texts=texts, review_on=review, step=step)

    with pytest.raises(DomainError) as refused:
        wait(6)
    assert (refused.value.code, refused.value.field) == ("meanwhile_missing", "meanwhile")
    assert "5 dage" in str(refused.value.sentence)
    wait(5)
    [short] = step.waits.all()
    later = clock.today() + timedelta(days=6)
    move = {"by": cast.lone, "reason": "PPR har travlt.", "expected_from": None, "expected_to": later}
    with pytest.raises(DomainError, match="meanwhile_missing"):
        wait_date_move(wait=short, **move)
    assert wait_date_move(wait=short, **move, meanwhile="Intet").meanwhile == "Intet"


def test_the_number_of_the_steps_own_wait_goes_first(cast: Cast) -> None:
    [own] = [step for step in school_support().steps if step.code == "ppv_queue"]
    assert own.wait
    case = case_with(cast, meanwhile_after_days=own.wait.meanwhile_after_days - 1)
    step = case.steps.filter(code="ppv_queue").first() or step_add(case=case, by=cast.lone, code="ppv_queue")
    role_assign(case=case, person=cast.gitte, role="ppr_leader", label="Leder af PPR", by=cast.lone)
    step_move(step=step, kind=MoveKind.START, by=cast.lone, sentence="PPR har fået papirerne.")
    review = clock.today() + timedelta(days=own.wait.meanwhile_after_days)
    texts = WaitTexts(awaited="en psykolog", why="PPR fordeler mandag.", ends_when="Psykologen har et navn.")
    wait = wait_open(case=case, by=cast.lone, holder=cast.gitte, texts=texts, review_on=review, step=step)
    assert wait.meanwhile == ""


def test_the_notice_is_said_in_the_language_of_the_reader(cast: Cast) -> None:
    case = case_with(cast, meeting_notice_working_days=5)
    with translation.override("en"):
        form = MeetingPlanForm(access=case_for(cast.lone, case.pk, Action.MANAGE_MEETING))
        assert str(form.fields["on_day"].help_text).startswith("Monday 8 February or later")
