"""A promise for today needs somebody who still answers today: the day would pass in silence else (P4, RQ-083)."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from journey.errors import DomainError
from journey.language import spoken
from journey.models import Case, Employment, Person
from journey.rules import clock
from journey.rules.answer_hours import earliest_promise
from journey.rules.danish_dates import weekday_date


def first_day(case: Case, person: Person, at: datetime) -> date:
    """The first day for which the person can promise anything at ``at``; today for somebody without hours."""
    work = Employment.objects.filter(person=person).order_by("-period__startswith").first()
    if work is None:
        return clock.local(at).date()
    return earliest_promise(work.answer_days, work.answer_from, work.answer_to, at, case.days.calendar)


def check_still_answers(case: Case, person: Person, promised: date, at: datetime, *, field: str) -> None:
    """Refuse today when ``person`` answers no more today. Any later day may be promised, also one of rest."""
    if promised != clock.local(at).date():
        return
    earliest = first_day(case, person, at)
    if earliest > promised:
        sentence = _("I dag er der ikke flere timer, hvor I svarer. Vælg tidligst %(day)s.")
        raise DomainError("date_too_early", sentence % {"day": weekday_date(earliest, language=spoken())}, field=field)
