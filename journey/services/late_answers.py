"""Owning up to an answer that did not come: told to the asker in words, by name and with a new day (P5, RQ-081)."""

from django.db import transaction

from journey import own_words
from journey.models import Case, Gap, Question, Update
from journey.models.gaps import GapKind
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.danish_dates import weekday_date
from journey.services.events import record_event
from journey.services.questions import note_move


@transaction.atomic(durable=True)
def late_answer_tell(*, gap: Gap) -> Update | None:
    """Tell the asker that the answer is late, who has it now and by when it comes.

    None when it has come, or somebody has told it, meanwhile.

    No person wrote it, so it counts as a breach owned up to and as no word: ``promised_on`` stays broken, only the date
    that the family sees moves. A person who gives a new date with a reason mends it (question_promise).
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=gap.case_id)
    gap = Gap.objects.select_for_update(no_key=True, of=("self",)).select_related("responsible").get(pk=gap.pk)
    question = (
        Question.objects.select_for_update(no_key=True, of=("self",))
        .select_related("asker", "owner")
        .get(pk=gap.subject_id)
    )
    if gap.kind != GapKind.QUESTION_LATE or gap.closed_at is not None or gap.told_at is not None:
        return None
    if question.closed_at is not None:
        return None
    name, day = gap.responsible, max(gap.respond_by, question.promised_on)
    title = own_words.ANSWER_LATE[min(gap.level, len(own_words.ANSWER_LATE) - 1)]
    update = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.AUTOMATIC,
        only_for=question.asker,
        step=question.step,
        title=title,
        happened=own_words.ANSWER_DID_NOT_COME % {"day": weekday_date(question.due_on), "name": name},
        next_text=own_words.ANSWER_COMES % {"name": name, "day": weekday_date(day)},
        is_informative=False,
        published_at=clock.now(),
    )
    note_move(question, owner=question.owner, day=day, reason=title, by=None)
    question.due_on = day
    question.save(update_fields=["due_on"])
    gap.told_at = clock.now()
    gap.save(update_fields=["told_at"])
    record_event(kind="promise.broken_told", case=case, actor=None, subject_id=update.pk)
    return update
