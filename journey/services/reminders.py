"""Reminding whoever answers before a promise to a family is broken, and not only after (P5, RQ-081)."""

from django.db import transaction

from journey.access.reminders import is_to_be_reminded
from journey.models import Question
from journey.services.events import record_event


@transaction.atomic(durable=True)
def question_remind(*, question: Question) -> bool:
    """Remind of the promised day, once for each day that is promised; False when it has been done or is too late.

    No person did it and the family is told nothing: what they were promised has not moved.
    """
    rows = Question.objects.select_for_update(no_key=True, of=("self",)).select_related("case__municipality")
    question = rows.get(pk=question.pk)
    if question.closed_at is not None or not is_to_be_reminded(question):
        return False
    question.reminded_for = question.promised_on
    question.save(update_fields=["reminded_for"])
    record_event(kind="question.due_soon", case=question.case, actor=None, subject_id=question.pk)
    return True
