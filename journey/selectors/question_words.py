"""A question in one line, for lists that name it: never more of it than its reader may read."""

from django.utils.translation import gettext as _

from journey.language import spoken
from journey.models import Question
from journey.models.questions import QuestionKind
from journey.rules import danish_dates


def kind_words(kind: str, step_title: str) -> str:
    """What is asked for, by its kind."""
    if kind == QuestionKind.STEP:
        return _("Hvordan går det med »%(step)s«?") % {"step": step_title}
    return {
        QuestionKind.MESSAGE: _("En besked"),
        QuestionKind.CALL: _("Ring til mig"),
        QuestionKind.TALK: _("En kort samtale"),
        QuestionKind.HEARD: _("Brug for at blive hørt"),
    }[QuestionKind(kind)]


def asked_words(question: Question) -> str:
    """Who asks, what, and by when the answer was promised."""
    what = question.about or kind_words(question.kind, question.step.title if question.step else "")
    day = danish_dates.by(question.due_on, language=spoken())
    return _("%(name)s: %(what)s (svar lovet %(day)s)") % {"name": question.asker.given_name, "what": what, "day": day}
