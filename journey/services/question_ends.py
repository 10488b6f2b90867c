"""How a question ends: by an answer, by a word that covers it, or because it was none. Seen ends nothing (G6)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.models import Person, Question, Update
from journey.models.questions import QuestionState
from journey.rules import clock


def owed(question: Question) -> Question:
    """Locked and still open. Raises Conflict when it is not."""
    rows = Question.objects.select_for_update(no_key=True, of=("self",))
    question = rows.select_related("owner", "asker", "case", "step").get(pk=question.pk)
    if question.closed_at is not None:
        raise Conflict("question_closed", _("Spørgsmålet er allerede afsluttet."))
    return question


def covered(*, update: Update, questions: Iterable[Question]) -> None:
    """A word to the family that also answers questions. Runs in the transaction that publishes it.

    Raises DomainError when an asker is not among those who get the word.
    """
    locked = [owed(question) for question in questions]
    if any(update.only_for_id not in {None, one.asker_id} for one in locked):
        sentence = _("Spørgsmålet er stillet af en, der ikke får denne besked.")
        raise DomainError("not_the_asker", sentence, field="covers")
    settle(locked, state=QuestionState.COVERED, how="update", by=update.author, answer_id=update.pk)


def settle(
    questions: Iterable[Question], *, state: QuestionState, how: str, by: Person | None, answer_id: UUID | None
) -> None:
    """Close locked questions with who did it and what answered them."""
    now = clock.now()
    for question in questions:
        question.state, question.closed_how, question.closed_at = state, how, now
        question.closed_by, question.answer_id = by, answer_id
        question.save(update_fields=["state", "closed_how", "closed_at", "closed_by", "answer_id"])
