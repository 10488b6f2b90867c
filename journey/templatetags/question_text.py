"""Questions in words: what is asked for, how it ended, and which of them is about a step."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from journey.selectors.question_words import kind_words
from journey.selectors.questions import QuestionLine

register = template.Library()

ENDED: Mapping[str, str | Promise] = {
    "message": gettext_lazy("besvaret i en besked"),
    "answer": gettext_lazy("besvaret på tidslinjen"),
    "update": gettext_lazy("besvaret med nyt på tidslinjen"),
    "call": gettext_lazy("besvaret i telefonen"),
    "meeting": gettext_lazy("aftalt som samtale"),
    "family": gettext_lazy("var ikke et spørgsmål"),
}


@register.filter
def asked_for(question: QuestionLine) -> str:
    return kind_words(question.kind, question.step_title)


@register.filter
def ended_how(question: QuestionLine) -> str:
    return str(ENDED[question.closed_how])


@register.filter
def asked_about(questions: Iterable[QuestionLine], step_id: UUID) -> QuestionLine | None:
    """The open question about a step; None while nobody has asked."""
    return next((one for one in questions if one.step_id == step_id), None)
