"""What a family asks for besides writing: gate, form, service, back to the conversation (P5)."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.access.questions import question_for, talk_for
from journey.errors import DomainError
from journey.forms.asking import WHEN, AskForm
from journey.language import spoken
from journey.models import Question
from journey.models.questions import QuestionKind
from journey.rules import danish_dates
from journey.selectors.case_page import contact_card
from journey.selectors.questions import questions_of
from journey.services.questions import question_ask, question_withdraw
from journey.services.talks import talk_pick
from journey.views.identity import person_of
from journey.views.once import once


def family_ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """To be called, to talk, to be heard; and the one tap "how is it going?" that stands beside each current step."""
    access = case_for(person_of(request), case_id, Action.ASK_QUESTION)
    form = AskForm(request.POST if request.method == "POST" else None, access=access)
    if request.method != "POST":
        return _page(request, access, form)
    if not form.is_valid():
        return _page(request, access, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = once(access.person, form.cleaned_data["client_token"], _written(form), lambda: _ask(access, form))
    except DomainError as error:
        form.refuse(error)
        return _page(request, access, form, error.status)
    messages.success(request, done)
    return redirect("journey:family_case" if form.wish == QuestionKind.STEP else "messaging:mine", case_id)


def _written(form: AskForm) -> str:
    return repr((form.wish, form.cleaned_data["step"], form.said))


def _ask(access: Access, form: AskForm) -> str:
    step, wish = form.cleaned_data["step"], form.wish
    question = question_ask(case=access.case, by=access.person, kind=wish, step=step, words=form.said)
    return _promise(question)


def _promise(question: Question) -> str:
    said = {"name": question.owner, "day": danish_dates.by(question.due_on, language=spoken())}
    if question.kind == QuestionKind.CALL:
        return _("%(name)s ringer til jer %(day)s.") % said
    return _("%(name)s svarer jer %(day)s.") % said


def _page(request: HttpRequest, access: Access, form: AskForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "form": form,
        "case_id": access.case.pk,
        "contact": contact_card(access.case, access.at),
        "questions": questions_of(access),
        "client_token": uuid4(),
        "hours_to_call": WHEN,
    }
    return render(request, "journey/family_ask.html", context, status=status)


def question_drop(request: HttpRequest, case_id: UUID, question_id: UUID) -> HttpResponse:
    """ "It was no question." A second tap finds it closed and says so."""
    access, question = question_for(person_of(request), case_id, question_id, Action.WITHDRAW_QUESTION)

    def act() -> str:
        question_withdraw(question=question, by=access.person)
        return _("Tak. Så er spørgsmålet lukket.")

    return _said(request, case_id, act)


def talk_take(request: HttpRequest, case_id: UUID, offer_id: UUID) -> HttpResponse:
    """Pick an offered hour."""
    access, offer = talk_for(person_of(request), case_id, offer_id)

    def act() -> str:
        meeting = talk_pick(offer=offer, by=access.person)
        return _("Aftalt. Samtalen står nu under Møder. %(name)s taler med jer.") % {"name": meeting.organiser}

    return _said(request, case_id, act)


def _said(request: HttpRequest, case_id: UUID, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except DomainError as error:
        messages.error(request, str(error.sentence))
    return redirect("messaging:mine", case_id)
