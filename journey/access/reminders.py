"""Questions whose promised day is near and of which nobody has been reminded yet (P5)."""

from django.db.models import Exists, F, OuterRef, Q

from journey.models import Municipality, Question, Relation
from journey.models.people import RelationKind
from journey.rules import clock
from journey.rules.questions import last_day_reminded_of, remind_at
from journey.rules.working_days import calendar_named


def to_remind(municipality: Municipality) -> list[Question]:
    """In the order of the promised days; one statement by the index of what is owed, and one for their history.

    What is late is a gap and no longer a reminder. Whoever follows the case no more is owed nothing.
    """
    today = clock.today()
    until = last_day_reminded_of(today, calendar_named(municipality.calendar))
    follows = Relation.objects.filter(
        kind=RelationKind.CUSTODIAN,
        period__contains=clock.now(),
        person=OuterRef("asker"),
        child=OuterRef("case__child"),
    )
    near = Question.objects.filter(
        Q(reminded_for__isnull=True) | ~Q(reminded_for=F("promised_on")),
        Exists(follows),
        municipality=municipality,
        closed_at__isnull=True,
        promised_on__range=(today, until),
    )
    rows = near.select_related("case__municipality").prefetch_related("moves").order_by("promised_on", "pk")
    return [row for row in rows if is_to_be_reminded(row)]


def is_to_be_reminded(question: Question) -> bool:
    """Whether the moment has come for the day that is promised now, and it has not been reminded of."""
    if question.reminded_for == question.promised_on:
        return False
    made_at = max((move.at for move in question.moves.all()), default=question.asked_at)
    moment = remind_at(question.promised_on, made_at, calendar_named(question.case.municipality.calendar))
    return moment is not None and moment <= clock.now() and question.promised_on >= clock.today()
