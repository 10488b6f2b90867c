"""Questions of families: raised, promised by name and day, answered, or none at all (P5, RQ-081, RQ-082, RQ-084).

Nothing here happens because something was seen, and nothing closes by itself: a person answers, a word covers it, or
the family says that it was no question (G6).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.queries import responsible_staff
from journey.access.questions import answers_now, around
from journey.access.translated import CASE, VIEWER, Rows
from journey.errors import Conflict, DomainError
from journey.models import Case, Person, Question, QuestionMove, Step, Update
from journey.models.base import Visibility
from journey.models.questions import QuestionKind, QuestionState
from journey.models.steps import StepState
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.horizons import Within
from journey.rules.questions import answer_by
from journey.services.events import record_event
from journey.services.open_case import lock, lock_open
from journey.services.question_ends import owed, settle
from journey.services.today import check_still_answers
from journey.services.updates import headline, publish
from journey.services.words import check_free, check_not_past, check_reason, check_text

WORDS_LIMIT = 1000
IN_WRITING = (QuestionKind.MESSAGE, QuestionKind.STEP, QuestionKind.HEARD)
"""What a message can answer. Whoever wants to be called is called."""
ASKED_BY_TAP = (QuestionKind.STEP, QuestionKind.CALL, QuestionKind.TALK, QuestionKind.HEARD)
_OPEN_BY_MESSAGE: Rows[Question] = Rows(
    lambda: Question.objects.filter(
        case=CASE, asker=VIEWER, kind=QuestionKind.MESSAGE, state=QuestionState.OPEN, step__isnull=True
    ).select_for_update(no_key=True)
)
"""What a family member's messages have opened and nobody has taken up yet (at most one)."""


class Outcome(StrEnum):
    """What a staff member's message does to the questions it is about."""

    ANSWERS = "answers"
    PROMISES = "promises"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the writer says about the open questions of a thread; it answers them unless something else is said."""

    outcome: Outcome = Outcome.ANSWERS
    promised_on: date | None = None


ANSWERS = Reply()


@transaction.atomic(durable=True)
def question_ask(*, case: Case, by: Person, kind: QuestionKind, step: Step | None = None, words: str = "") -> Question:
    """Ask with one tap: how a step goes, to be called, to talk, to be heard. One more tap raises the same question.

    Raises DomainError without the step that it is about, Conflict when that step is not going on.
    """
    case = lock_open(case)
    if (kind == QuestionKind.STEP) != (step is not None):
        raise DomainError("step_missing", _("Vælg det trin, spørgsmålet handler om."), field="step")
    if step and (step.state != StepState.NOW or step.visibility != Visibility.RELEASED):
        raise Conflict("step_wrong_state", _("Trinnet er ikke i gang længere."))
    question = raise_question(case=case, asker=by, kind=kind, step=step, words=words)
    if question.raised == 1:
        record_event(kind="question.asked", case=case, actor=by, subject_id=question.pk)
    else:
        record_event(kind="question.raised", case=case, actor=by, subject_id=question.pk)
    return question


def raise_question(
    *,
    case: Case,
    asker: Person,
    kind: QuestionKind,
    step: Step | None = None,
    words: str = "",
    at: datetime | None = None,
) -> Question:
    """The open question of this kind, raised once more, or a new one. Runs inside the transaction that asks.

    Raising moves no date and calls nobody a second time: who asks most is not answered first (RQ-082, G12). Taps are
    counted, on the question; what a family writes is not. What is
    written after somebody has promised to find out is a question of its own: the promise was of something else.
    ``at`` is the moment of the message that asks (now when empty): what was sent before its question would count as
    answered.
    """
    now, text = at or clock.now(), check_free(words, field="words", limit=WORDS_LIMIT)
    if kind == QuestionKind.MESSAGE:
        if question := _OPEN_BY_MESSAGE.first({CASE: case.pk, VIEWER: asker.pk}):
            return question
    else:
        same = case.questions.filter(asker=asker, kind=kind, step=step, closed_at__isnull=True)
        question = same.select_for_update(no_key=True).first()
    if question:
        question.raised += 1
        if text and text not in question.words:
            question.words = f"{question.words}\n{text}".strip()
        question.save(update_fields=["raised", "words"])
        return question
    promised = answer_by(now, case.days.number("answer_working_days"), case.days.calendar)
    return Question.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=kind,
        asker=asker,
        owner=answers_now(case, now),
        step=step,
        words=text,
        asked_at=now,
        promised_on=promised,
        due_on=promised,
    )


@transaction.atomic(durable=True)
def question_promise(
    *, question: Question, by: Person, owner: Person, promised_on: date, reason: str, about: str = ""
) -> Question:
    """Say who finds out and by when: the same act for a promise, a new date, and passing it to the right desk.

    1. The family reads the reason beside the old and the new name and date, which stay (RQ-007).
    2. ``about`` says what is to be found out, for an owner who does not read the thread; the family reads it too.

    Also on a closed case, whose family is owed an answer by the contact or the stand-in (RQ-038). Raises DomainError
    for a past day, for today when the owner answers no more today, an owner who is not around the child, or no reason;
    Conflict once the question is closed.
    """
    case = lock(question.case)
    question = owed(question)
    if not case.is_open:
        _check_still_answers(case, owner)
    text = check_reason(reason, field="reason", missing=_("Skriv til familien, hvorfor den nye dato eller person."))
    question.about = check_text(about, field="about", missing="", required=False, limit=300) or question.about
    _move(question, owner=owner, day=promised_on, reason=text, by=by)
    record_event(kind="question.promised", case=case, actor=by, subject_id=question.pk)
    return question


def _check_still_answers(case: Case, owner: Person) -> None:
    """After the end only the conversation is left to answer in: whoever reads it can."""
    if not responsible_staff(case, clock.now()).filter(pk=owner.pk).exists():
        sentence = _("Forløbet er afsluttet. Vælg kontakten eller den, der svarer imens.")
        raise DomainError("owner_not_around", sentence, field="owner")


def _move(question: Question, *, owner: Person, day: date, reason: str, by: Person) -> None:
    past = _("Datoen for svaret ligger i fortiden.")
    check_not_past(day, field="promised_on", sentence=past, within=Within.YEAR)
    now = clock.now()
    if owner.pk != question.owner_id and not around(question.case, now).filter(pk=owner.pk).exists():
        sentence = _("Vælg en, der er med i forløbet, så personen kan se det.")
        raise DomainError("owner_not_around", sentence, field="owner")
    check_still_answers(question.case, owner, day, now, field="promised_on")
    note_move(question, owner=owner, day=day, reason=reason, by=by)
    give_to(question, owner)
    question.promised_on, question.due_on, question.state = day, day, QuestionState.PROMISED
    question.save(update_fields=["promised_on", "due_on", "state", "about"])


def give_to(question: Question, owner: Person) -> None:
    """It lies with this person now. Whoever gets it from another has been reminded of nothing yet."""
    if question.owner_id != owner.pk:
        question.owner, question.reminded_for = owner, None
        question.save(update_fields=["owner", "reminded_for"])


def note_move(question: Question, *, owner: Person, day: date, reason: str, by: Person | None) -> QuestionMove:
    """Keep what was promised before beside what is promised now. Runs before the question itself is changed."""
    return QuestionMove.objects.create(
        case_id=question.case_id,
        municipality_id=question.municipality_id,
        question=question,
        old_owner_id=question.owner_id,
        new_owner=owner,
        old_on=question.due_on,
        new_on=day,
        reason=reason,
        by=by,
        at=clock.now(),
    )


@transaction.atomic(durable=True)
def question_answer(*, question: Question, by: Person, text: str, next_word_on: date | None = None) -> Update:
    """Answer on the timeline, to the asker alone: the way for an owner who does not write in the thread.

    It is a word from a person, so it moves the asker's next word. Raises Conflict once the question is closed.
    """
    case = lock_open(question.case)
    question = owed(question)
    text = check_text(text, field="text", missing=_("Skriv svaret."))
    update = Update(
        kind=UpdateKind.ANSWER, title=own_words.ANSWER, happened=text, step=question.step, only_for=question.asker
    )
    publish(update, case=case, author=by, next_word_on=next_word_on)
    settle([question], state=QuestionState.ANSWERED, how="answer", by=by, answer_id=update.pk)
    return update


@transaction.atomic(durable=True)
def question_withdraw(*, question: Question, by: Person) -> Question:
    """The family says that it was no question. Also on a closed case, where messages still are written."""
    question = owed(question)
    settle([question], state=QuestionState.NO_QUESTION, how="family", by=by, answer_id=None)
    record_event(kind="question.withdrawn", case=question.case, actor=by, subject_id=question.pk)
    return question


def replied(*, case: Case, asker: Person, by: Person, message_id: UUID, text: str, reply: Reply) -> None:
    """What a message of staff does to the asker's questions. Runs in the transaction that writes the message.

    It is about those that can be answered in writing and that nobody has promised to find out about. Raises DomainError
    for a promise without a day, and for one of nothing: a day that somebody chose is not dropped in silence.
    """
    rows = case.questions.filter(asker=asker, state=QuestionState.OPEN, kind__in=IN_WRITING)
    locked = rows.select_related("owner", "asker", "case").select_for_update(no_key=True, of=("self",))
    chosen = list(locked.order_by("asked_at", "pk"))
    if reply.outcome is Outcome.ANSWERS:
        settle(chosen, state=QuestionState.ANSWERED, how="message", by=by, answer_id=message_id)
    elif reply.outcome is Outcome.PROMISES:
        if reply.promised_on is None:
            raise DomainError("date_missing", _("Vælg den dag, familien senest får svar."), field="promised_on")
        if not chosen:
            sentence = _("Der er intet nyt at love svar på. Vælg »Hvem svarer, og hvornår?« ved det, der er lovet.")
            raise DomainError("nothing_open", sentence, field="promised_on")
        for question in chosen:
            _move(question, owner=question.owner, day=reply.promised_on, reason=headline("", text), by=by)


@transaction.atomic(durable=True)
def question_inherit(*, question: Question) -> Question:
    """Whoever had it is no longer around: it goes to who answers now, by the same date, and the asker sees the name.

    Gives the question as it is when it has just been closed or passed on.
    """
    case = lock(question.case)
    question = Question.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=question.pk)
    now = clock.now()
    if question.closed_at is not None or around(case, now).filter(pk=question.owner_id).exists():
        return question
    heir = answers_now(case, now)
    if heir.pk == question.owner_id:
        return question
    reason = own_words.ASKED_ONE_LEFT % {"name": question.owner}
    note_move(question, owner=heir, day=question.due_on, reason=reason, by=None)
    give_to(question, heir)
    record_event(kind="question.promised", case=case, actor=None, subject_id=question.pk)
    return question
