"""Families' questions: what each form of staff does (P5)."""

from typing import Any

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.questions import owner_of_question, question_within
from journey.forms.questions import CallForm, QuestionAnswerForm, QuestionPromiseForm, TalkOfferForm
from journey.language import spoken
from journey.models import Person, Question
from journey.rules import danish_dates
from journey.selectors.questions import question_line
from journey.services.calls import call_log
from journey.services.questions import question_answer, question_promise
from journey.services.talks import talk_offer
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import family_member_of
from journey.views.staff_words import told


def promise_answer(access: Access, question: Question, form: QuestionPromiseForm) -> str:
    data = form.cleaned_data
    question = question_promise(
        question=question,
        by=access.person,
        owner=data["owner"],
        promised_on=data["promised_on"],
        reason=data["reason"],
        about=data["about"],
    )
    day = danish_dates.by(question.due_on, language=spoken())
    return _("%(name)s svarer %(day)s. Familien kan se det.") % {"name": question.owner, "day": day}


def write_answer(access: Access, question: Question, form: QuestionAnswerForm) -> str:
    data = form.cleaned_data
    question_answer(question=question, by=access.person, text=data["text"], next_word_on=data["next_word_on"])
    return told(access, question.asker)


def log_call(access: Access, person: Person, form: CallForm) -> str:
    data = form.cleaned_data
    call_log(
        case=access.case,
        by=access.person,
        person=person,
        summary=data["summary"],
        next_text=data["next_text"],
        told_news=data["told_news"],
        answers=data.get("answers", ()),
        next_word_on=data["next_word_on"],
        client_token=data["client_token"],
    )
    return _("Opkaldet er skrevet ned. %(name)s kan læse det.") % {"name": person.given_name}


def offer_talk(access: Access, person: Person, form: TalkOfferForm) -> str:
    talk_offer(
        case=access.case,
        by=access.person,
        person=person,
        starts=form.starts(),
        minutes=int(form.cleaned_data["minutes"]),
        place=form.cleaned_data["place"],
    )
    return _("Tiderne er sendt. %(name)s kan vælge en.") % {"name": person.given_name}


def the_question(access: Access, form: Any) -> dict[str, Any]:
    """What is asked, in the words that the viewer may read."""
    return {"question": question_line(access, form.subject)}


_QUESTION = "questions/<uuid:subject_id>/"

ROUTES = (
    CaseRoute(
        "staff_question_promise", f"{_QUESTION}promise/", Action.PROMISE_ANSWER, QuestionPromiseForm, promise_answer,
        question_within, template="journey/staff_question.html", aside=the_question, owner_of=owner_of_question,
    ),
    CaseRoute(
        "staff_question_answer", f"{_QUESTION}answer/", Action.ANSWER_QUESTION, QuestionAnswerForm, write_answer,
        question_within, template="journey/staff_question.html", aside=the_question, owner_of=owner_of_question,
    ),
    CaseRoute(
        "staff_call", "calls/<uuid:subject_id>/", Action.POST_UPDATE, CallForm, log_call, family_member_of
    ),
    CaseRoute(
        "staff_talk_offer", "talks/<uuid:subject_id>/", Action.OFFER_TALK, TalkOfferForm, offer_talk, family_member_of
    ),
)  # fmt: skip
