"""Why a promised date is the day it is, for whoever it was promised to (RQ-011)."""

from dataclasses import dataclass

from journey.access.communication import agreed_with
from journey.language import spoken
from journey.models import Case, NextWord, Question
from journey.models.questions import QuestionState
from journey.rules import clock
from journey.rules.why_dates import Counted, calendar_days, working_days


@dataclass(frozen=True, slots=True)
class WhyDate:
    """How the date is counted."""

    counted: Counted
    is_agreed: bool
    """Whether the number of days was agreed with this person; else it holds for everybody."""
    is_earlier: bool
    """A person has promised an earlier day than the number of days comes to."""


def why_next_word(case: Case, word: NextWord) -> WhyDate | None:
    """None for a broken promise, and where the day is neither what a rhythm comes to nor an earlier promise."""
    if word.promised_on < clock.today() or word.promised_on != word.due_on:
        return None
    day = clock.local(word.last_word_at).date()
    then, now = (agreed_with(case.pk, word.person_id, on) for on in (day, clock.today()))
    for agreed in (now, then):
        days = agreed.freshness_days if agreed else case.days.number("freshness_days")
        counted = calendar_days(day, days)
        if word.promised_on == counted.until:
            return WhyDate(counted, is_agreed=agreed is not None, is_earlier=False)
    if then != now or word.promised_on > counted.until:
        return None  # another rhythm was agreed since, and may have moved the day
    return WhyDate(counted, is_agreed=then is not None, is_earlier=True)


def why_answer(case: Case, question: Question) -> WhyDate | None:
    """None where a person has promised the day, or where it is another than the number of days comes to."""
    if question.state != QuestionState.OPEN or question.promised_on != question.due_on:
        return None
    day = clock.local(question.asked_at).date()
    counted = working_days(day, case.days.number("answer_working_days"), case.days.calendar, language=spoken())
    return WhyDate(counted, is_agreed=False, is_earlier=False) if counted.until == question.promised_on else None
