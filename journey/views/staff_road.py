"""Steps and waits: what each form does."""

from typing import Any

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.steps import (
    BackForm,
    ForwardForm,
    ReleaseAskForm,
    ReleaseForm,
    ReleaseWithdrawForm,
    RepeatForm,
    SkipForm,
    StartForm,
    StepAddForm,
    StepDateForm,
    StepFollowUpForm,
    StepMoveForm,
)
from journey.forms.waits import WaitDateForm, WaitEndForm, WaitOpenForm, WaitReviewForm
from journey.models import Step, Wait
from journey.models.base import Visibility
from journey.services.cases import step_add
from journey.services.follow_up import step_followed_up
from journey.services.steps import Takeover, step_date_move, step_move
from journey.services.waits import WaitTexts, wait_date_move, wait_end, wait_open, wait_reviewed
from journey.services.withheld import step_release, step_release_ask, step_release_withdraw
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import step_of, wait_of
from journey.views.staff_words import done

TAKEOVER = ("owner", "expected_from", "expected_to", "follow_up_on")
WAIT_TEXTS = (
    "awaited", "why", "ends_when", "meanwhile", "family_can", "expected_from", "expected_to", "expected_kind",
)  # fmt: skip


def _of(form: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What was filled in; None for a field that the form leaves out about a step that the family cannot see."""
    return {name: form.cleaned_data.get(name) for name in names}


def _said(access: Access, sentence: str, step: Step) -> str:
    """With when the family hears again, unless nothing of it reaches them."""
    if step.visibility == Visibility.WITHHELD:
        return " ".join([sentence, _("Familien kan ikke se det.")])
    return done(access, sentence)


def move_step(access: Access, step: Step, form: StepMoveForm) -> str:
    begun = step_move(
        step=step,
        kind=form.kind,
        by=access.person,
        to=form.cleaned_data.get("to"),
        takeover=Takeover(**_of(form, TAKEOVER)),
        **_of(form, ("sentence", "next_word_on")),
    )
    if begun.state == "now":
        return _said(access, _("»%(step)s« er i gang hos %(who)s.") % {"step": begun.title, "who": begun.owner}, begun)
    return _said(access, _("»%(step)s« er slut.") % {"step": begun.title}, begun)


def move_step_date(access: Access, step: Step, form: StepDateForm) -> str:
    fields = _of(form, ("expected_from", "expected_to", "reason", "next_word_on"))
    return _said(access, _("Datoen er flyttet."), step_date_move(step=step, by=access.person, **fields))


def follow_up_step(access: Access, step: Step, form: StepFollowUpForm) -> str:
    step_followed_up(step=step, by=access.person, follow_up_on=form.cleaned_data["follow_up_on"])
    return _("Dagen er gemt.")


def review_wait(access: Access, wait: Wait, form: WaitReviewForm) -> str:
    wait_reviewed(wait=wait, by=access.person, **_of(form, ("review_on", "meanwhile")))
    return _("Dagen er gemt.")


def ask_to_release(access: Access, step: Step, _form: ReleaseAskForm) -> str:
    step_release_ask(step=step, by=access.person)
    return _("Du har bedt om det. Nu skal en anden vise trinnet.")


def withdraw_release(access: Access, step: Step, _form: ReleaseWithdrawForm) -> str:
    step_release_withdraw(step=step, by=access.person)
    return _("Du beder ikke længere om at vise trinnet.")


def release_step(access: Access, step: Step, form: ReleaseForm) -> str:
    step_release(step=step, by=access.person, **_of(form, ("text", "next_word_on")))
    return done(access, _("Familien kan nu se »%(step)s«.") % {"step": step.title})


def add_step(access: Access, _row: None, form: StepAddForm) -> str:
    step = step_add(case=access.case, by=access.person, code=form.cleaned_data["code"])
    if step.visibility == Visibility.WITHHELD:
        return _("»%(step)s« er sat på vejen. Familien kan ikke se det endnu.") % {"step": step.title}
    return _("»%(step)s« står nu på vejen.") % {"step": step.title}


def open_wait(access: Access, _row: None, form: WaitOpenForm) -> str:
    texts = WaitTexts(**_of(form, WAIT_TEXTS))
    fields = _of(form, ("holder", "review_on", "step", "since", "next_word_on"))
    wait = wait_open(case=access.case, by=access.person, texts=texts, **fields)
    return _said(access, _("Nu står det, hvad I venter på."), wait.step)


def move_wait_date(access: Access, wait: Wait, form: WaitDateForm) -> str:
    fields = _of(form, ("expected_from", "expected_to", "reason", "meanwhile", "next_word_on"))
    wait_date_move(wait=wait, by=access.person, **fields)
    return _said(access, _("Datoen er flyttet."), wait.step)


def end_wait(access: Access, wait: Wait, form: WaitEndForm) -> str:
    wait_end(wait=wait, by=access.person, **_of(form, ("how", "next_word_on")))
    return _said(access, _("Ventetiden er slut."), wait.step)


def _step_route(name: str, verb: str, form: type[StepMoveForm]) -> CaseRoute:
    return CaseRoute(name, f"steps/<uuid:subject_id>/{verb}/", Action.MOVE_STEP, form, move_step, step_of)


ROUTES = (
    _step_route("staff_step_start", "start", StartForm),
    _step_route("staff_step_forward", "forward", ForwardForm),
    _step_route("staff_step_back", "back", BackForm),
    _step_route("staff_step_skip", "skip", SkipForm),
    _step_route("staff_step_repeat", "repeat", RepeatForm),
    CaseRoute(
        "staff_step_date", "steps/<uuid:subject_id>/date/", Action.MOVE_STEP, StepDateForm, move_step_date, step_of
    ),
    CaseRoute(
        "staff_step_follow_up", "steps/<uuid:subject_id>/follow-up/", Action.MOVE_STEP, StepFollowUpForm,
        follow_up_step, step_of,
    ),
    CaseRoute(
        "staff_wait_review", "waits/<uuid:subject_id>/review/", Action.MANAGE_WAIT, WaitReviewForm, review_wait, wait_of
    ),
    CaseRoute(
        "staff_step_release_ask", "steps/<uuid:subject_id>/release-ask/", Action.RELEASE_STEP, ReleaseAskForm,
        ask_to_release, step_of,
    ),
    CaseRoute(
        "staff_step_release_withdraw", "steps/<uuid:subject_id>/release-withdraw/", Action.RELEASE_STEP,
        ReleaseWithdrawForm, withdraw_release, step_of,
    ),
    CaseRoute(
        "staff_step_release", "steps/<uuid:subject_id>/release/", Action.RELEASE_STEP, ReleaseForm, release_step,
        step_of,
    ),
    CaseRoute("staff_step_add", "steps/add/", Action.MOVE_STEP, StepAddForm, add_step),
    CaseRoute("staff_wait_open", "waits/open/", Action.MANAGE_WAIT, WaitOpenForm, open_wait),
    CaseRoute(
        "staff_wait_date", "waits/<uuid:subject_id>/date/", Action.MANAGE_WAIT, WaitDateForm, move_wait_date, wait_of
    ),
    CaseRoute("staff_wait_end", "waits/<uuid:subject_id>/end/", Action.MANAGE_WAIT, WaitEndForm, end_wait, wait_of),
)  # fmt: skip
