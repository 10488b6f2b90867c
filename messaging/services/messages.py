"""Writing in a thread and having read it. Promised dates live in the case: what a family writes is a question there."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Person
from journey.models.questions import QuestionKind
from journey.models.statements import insert_after
from journey.rules import clock
from journey.rules.something_said import is_visible
from journey.services.events import record_event
from journey.services.notices import notices_opened
from journey.services.questions import ANSWERS, Outcome, Reply, raise_question, replied
from messaging.models import Message, Thread, ThreadSeen

MAX_BODY = 4000
"""Characters. Longer matters belong in an update or a talk (RQ-085)."""
NEXT_NUMBER = """
UPDATE messaging_thread SET last_seq = last_seq + 1, last_message_at = %s WHERE id = %s RETURNING last_seq
"""
CROSSED = Reply(Outcome.OPEN)
REPEAT_WINDOW = timedelta(minutes=10)


class _SentBefore(Exception):
    """The token has been used: nothing of this attempt stays."""


def message_post(
    *,
    thread: Thread,
    author: Person,
    body: str,
    client_token: UUID,
    ask_before_repeat: bool = False,
    reply: Reply = ANSWERS,
    read_up_to: int | None = None,
) -> Message:
    """Write one message; the other side learns of it through the outbox.

    1. The thread is locked by taking its next number, so that numbers have no hole and no twin.
    2. The same token from the same author is a retry: the first message comes back, nothing is written (T25, R4).
    3. A closed case still has a contact for questions, so a thread never closes (RQ-038).
    4. A family member's message opens a question, or raises the one that is open (P5). ``reply`` is what a message of
       staff does to the open ones: it answers them, promises an answer by a day, or leaves them open.
    5. ``read_up_to`` is the last number that the writer had on the page: what crosses a family's message on its way is
       no answer to it.

    Raises DomainError for an empty, too long or unstorable text, Conflict when a used token comes with other words
    (nothing that somebody wrote is dropped in silence) and when the guardian no longer follows the case. With
    ``ask_before_repeat`` also when the author has just sent these very words: a browser's Back button fetches the page
    with a fresh token and the old words still in it, and only the writer knows whether they are meant twice.
    """
    message = Message(
        thread=thread,
        case_id=thread.case_id,
        municipality_id=thread.municipality_id,
        author=author,
        from_family=author.pk == thread.guardian_id,
        body=_checked(body),
        client_token=client_token,
        sent_at=clock.now(),
    )
    try:
        with transaction.atomic(durable=True):
            _write(message, ask_before_repeat=ask_before_repeat, reply=reply, read_up_to=read_up_to)
    except _SentBefore:
        return _retried(thread.messages.get(author=author, client_token=client_token), message.body)
    return message


def _write(message: Message, *, ask_before_repeat: bool, reply: Reply, read_up_to: int | None) -> None:
    thread, author, text = message.thread, message.author, message.body
    _number_and_write(message)
    if ask_before_repeat:
        _refuse_repeat(message)
    if message.from_family:
        raise_question(case=thread.case, asker=author, kind=QuestionKind.MESSAGE, at=message.sent_at)
    else:
        asker, case = thread.guardian, thread.case
        if not entitled_family(case, message.sent_at).filter(pk=asker.pk).exists():
            raise Conflict("guardian_left", _("Personen følger ikke forløbet mere og kan ikke læse en ny besked."))
        crossed = read_up_to is not None and thread.messages.filter(from_family=True, seq__gt=read_up_to).exists()
        reply = CROSSED if crossed else reply
        replied(case=case, asker=asker, by=author, message_id=message.pk, text=text, reply=reply)
    record_event(
        kind="message.posted", case=thread.case, actor=author, subject_id=message.pk, subject=message, is_last=True
    )


def _number_and_write(message: Message) -> None:
    """Locks the thread until the commit. Raises Thread.DoesNotExist, _SentBefore."""
    number = NEXT_NUMBER, [message.sent_at, message.thread_id]
    found = insert_after(message, first=number, field="seq", unless_there=True)
    if found is None:
        raise Thread.DoesNotExist
    if not found[1]:
        raise _SentBefore


def _retried(earlier: Message, text: str) -> Message:
    if earlier.body != text:
        raise Conflict("token_reused", _("Beskeden blev ikke sendt. Din tekst står her stadig – tryk Send igen."))
    return earlier


def _refuse_repeat(message: Message) -> None:
    last = Message.objects.filter(thread=message.thread_id, seq=message.seq - 1, author=message.author).first()
    if last and last.body == message.body and message.sent_at - last.sent_at < REPEAT_WINDOW:
        sentence = _("Du har lige sendt de samme ord. De er sendt. Tryk Send igen, hvis du vil sende dem én gang til.")
        raise Conflict("said_already", sentence, field="body")


def _checked(body: str) -> str:
    """What families and staff write to each other is free: only what cannot be stored or read is refused."""
    text = body.replace("\r\n", "\n").strip()
    if not is_visible(text):
        raise DomainError("text_missing", _("Skriv en besked, før du sender."), field="body")
    if len(text) > MAX_BODY:
        sentence = _("Beskeden er for lang. Der er plads til %d tegn.") % MAX_BODY
        raise DomainError("text_too_long", sentence, field="body")
    if "\x00" in text:
        raise DomainError("text_invalid", _("Teksten indeholder et tegn, der ikke kan gemmes."), field="body")
    return text


@transaction.atomic(durable=True)
def seen_mark(*, thread: Thread, person: Person, up_to: int) -> ThreadSeen | None:
    """The person has had the thread on screen up to message number ``up_to``; None while there was nothing to see.

    Only the other side's messages count, so the mark stands on a message that was really read and never beyond the
    last one. It only moves forward. Seen informs of the message, and answers nothing (G6).
    """
    theirs = thread.messages.exclude(from_family=person.pk == thread.guardian_id)
    newest = theirs.filter(seq__lte=up_to).order_by("-seq").values_list("seq", flat=True).first()
    if newest is None:
        return None
    mark = _locked_mark(thread, person)
    if newest <= mark.seen_up_to:
        return mark
    fresh = theirs.filter(seq__gt=mark.seen_up_to, seq__lte=newest)
    notices_opened(person=person, subject_ids=fresh.values_list("pk", flat=True))
    mark.seen_up_to, mark.seen_at = newest, clock.now()
    mark.save(update_fields=["seen_up_to", "seen_at"])
    record_event(kind="message.seen", case=thread.case, actor=person, subject_id=thread.pk)
    return mark


def _locked_mark(thread: Thread, person: Person) -> ThreadSeen:
    belongs = {"case_id": thread.case_id, "municipality_id": thread.municipality_id}
    blank = ThreadSeen(thread=thread, person=person, seen_at=clock.now(), **belongs)
    ThreadSeen.objects.bulk_create([blank], ignore_conflicts=True)
    return ThreadSeen.objects.select_for_update(no_key=True).get(thread=thread, person=person)
