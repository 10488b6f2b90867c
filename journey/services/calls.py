"""A talk by phone, written down in two lines: a word from a person, and proof of being told (RQ-085, RQ-092)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from journey import own_words
from journey.errors import DomainError
from journey.models import Case, Person, Question, Recipient, Update
from journey.models.questions import QuestionState
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.services.open_case import lock_open
from journey.services.question_ends import owed, settle
from journey.services.updates import publish
from journey.services.words import check_text

SUMMARY_LIMIT, SUMMARY_LINES = 300, 2


@transaction.atomic(durable=True)
def call_log(
    *,
    case: Case,
    by: Person,
    person: Person,
    summary: str,
    next_text: str = "",
    told_news: bool = True,
    answers: Iterable[Question] = (),
    next_word_on: date | None = None,
    client_token: UUID | None = None,
) -> Update:
    """Write that ``by`` and one family member have talked, with what was said and what comes, as both may read it.

    1. It stands on that person's timeline alone and moves that person's next word.
    2. With ``told_news`` everything that the person had not yet been proven to know counts as told by phone (P6).
    3. ``answers`` names open questions of the person that the talk answered.
    4. The same ``client_token`` gives the first one back and writes nothing.

    Raises DomainError for more than two lines, or for a question of somebody else.
    """
    case = lock_open(case)
    if client_token and (earlier := case.updates.filter(client_token=client_token).first()):
        return earlier
    update = Update(
        kind=UpdateKind.CALL,
        title=own_words.CALLED,
        only_for=person,
        happened=_two_lines(summary),
        next_text=check_text(next_text, field="next_text", missing="", required=False, limit=SUMMARY_LIMIT),
    )
    publish(update, case=case, author=by, next_word_on=next_word_on, client_token=client_token)
    if told_news:
        unproven = Recipient.objects.filter(case=case, person=person, is_family=True, informed_at__isnull=True)
        unproven.update(informed_at=clock.now(), informed_how="call")
    locked = [owed(question) for question in answers]
    if any(question.asker_id != person.pk for question in locked):
        raise DomainError("not_the_asker", _("Spørgsmålet er stillet af en anden."), field="answers")
    settle(locked, state=QuestionState.ANSWERED, how="call", by=by, answer_id=update.pk)
    return update


def _two_lines(summary: str) -> str:
    """Short enough to be read out and agreed on before hanging up."""
    text = check_text(
        summary, field="summary", missing=_("Skriv med højst to linjer, hvad I talte om."), limit=SUMMARY_LIMIT
    )
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > SUMMARY_LINES:
        raise DomainError("too_many_lines", _("Skriv det på højst to linjer."), field="summary")
    return "\n".join(lines)
