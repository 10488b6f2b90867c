"""What families do: look at the page, some often and some never; ask; write. Some are answered, some are not."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID, uuid5

from config.simulation import staff, words
from config.simulation.town import Family, Guardian, Town
from journey.models import Case, Question
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import LOCAL
from journey.services.questions import question_ask
from journey.services.visits import visit_open
from messaging.services.messages import message_post, seen_mark
from messaging.services.threads import thread_of

TOKENS = UUID("5d0f7f3a-6f0e-4d5e-9d59-6a2b5c1f0c11")
KINDS = (QuestionKind.MESSAGE, QuestionKind.CALL, QuestionKind.STEP, QuestionKind.HEARD)
KIND_WEIGHTS = (4, 3, 2, 1)


def evening(town: Town, day: date) -> datetime:
    minute = town.chance.randrange(17 * 60, 23 * 60)
    return datetime.combine(day, time(minute // 60, minute % 60), LOCAL)


def look(town: Town, family: Family, guardian: Guardian) -> None:
    visit_open(case=family.case, person=guardian.person)
    thread = thread_of(case=family.case, guardian=guardian.person)
    if thread.last_seq:
        seen_mark(thread=thread, person=guardian.person, up_to=thread.last_seq)
    town.done["look"] += 1


def ask(town: Town, family: Family, guardian: Guardian) -> staff.Later | None:
    """One question; whoever has it means to answer by the promised day, later, or not at all."""
    case = Case.objects.get(pk=family.case.pk)
    kind = town.chance.choices(KINDS, KIND_WEIGHTS)[0]
    step = case.steps.filter(state="now", visibility="released").order_by("position").first()
    if not case.is_open or (kind == QuestionKind.STEP and step is None):
        return None
    if kind == QuestionKind.MESSAGE:
        row = _write(town, family, guardian)
    else:
        about = step if kind == QuestionKind.STEP else None
        row = question_ask(case=case, by=guardian.person, kind=kind, step=about)
    town.done["question"] += 1
    what = town.chance.random()
    if what < 0.15:
        return None
    late = town.chance.randint(1, 10) if what < 0.3 else -town.chance.randint(0, 2)
    day = date.fromordinal(max(row.promised_on.toordinal() + late, clock.today().toordinal() + 1))
    return town.working_hour(day), lambda: _answer(town, row)


def _write(town: Town, family: Family, guardian: Guardian) -> Question:
    thread = thread_of(case=family.case, guardian=guardian.person)
    token = uuid5(TOKENS, f"{town.plan.seed}-{clock.now()}")
    body = f"Hvordan går det med {words.some(town.chance)}?"
    message_post(thread=thread, author=guardian.person, body=body, client_token=token)
    asked = Question.objects.filter(case=family.case, asker=guardian.person, kind=QuestionKind.MESSAGE)
    return asked.filter(closed_at__isnull=True).latest("asked_at")


def _answer(town: Town, row: Question) -> None:
    now = Question.objects.select_related("owner").get(pk=row.pk)
    if now.closed_at is None and town.is_there(town.worker_of(now.owner)):
        staff.answer(town, row.pk, now.owner)
