"""Moving the promised date, per person: only an informative word does it (P4, G4, N1)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from journey.access.communication import agreed_with
from journey.access.queries import entitled_family
from journey.access.questions import answers_now
from journey.access.translated import CASE, VIEWER, Rows
from journey.models import Case, NextWord, NextWordChange, Person, Update
from journey.rules import clock
from journey.rules.horizons import Within
from journey.rules.next_word import next_word_limit
from journey.services.today import check_still_answers
from journey.services.words import check_not_past

_LOCKED: Rows[NextWord] = Rows(lambda: NextWord.objects.select_for_update(no_key=True).filter(case=CASE, person=VIEWER))


def freshness_days(case: Case, person: Person, on: date) -> int:
    """The person's agreed rhythm on a day, in days; else the one that holds for everybody in the case."""
    agreed = agreed_with(case.pk, person.pk, on)
    return agreed.freshness_days if agreed else case.days.number("freshness_days")


def latest_allowed(case: Case, person: Person, at: datetime) -> date:
    """The last day on which a word given at ``at`` may promise the next one to this person."""
    day = clock.local(at).date()
    return next_word_limit(day, freshness_days(case, person, day))


def word_given(
    *,
    case: Case,
    people: Iterable[Person],
    at: datetime,
    promised: date | None = None,
    update: Update | None = None,
) -> None:
    """Set each person's next word after an informative word; a date beyond the person's own rhythm is cut to it.

    Runs inside the transaction that informs; never on its own.
    """
    past = _("Datoen for næste nyt ligger i fortiden.")
    check_not_past(promised, field="next_word_on", sentence=past, within=Within.YEAR)
    if promised is not None and promised == clock.local(at).date():
        check_still_answers(case, answers_now(case, at), promised, at, field="next_word_on")
    for person in people:
        limit = latest_allowed(case, person, at)
        set_due(case=case, person=person, due_on=min(promised or limit, limit), at=at, word_at=at, update=update)


def set_due(
    *, case: Case, person: Person, due_on: date, at: datetime, word_at: datetime, update: Update | None = None
) -> NextWord:
    """Write the date and its history row."""
    row = _LOCKED.first({CASE: case.pk, VIEWER: person.pk})
    old = row.due_on if row else None
    if row is None:
        row = NextWord(case=case, municipality_id=case.municipality_id, person=person)
    row.due_on, row.promised_on, row.last_word_at, row.is_owed = due_on, due_on, word_at, True
    row.save()
    NextWordChange.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=person,
        update_row=update,
        old=old,
        new=due_on,
        at=at,
    )
    return row


def family_told(*, case: Case, at: datetime, promised: date | None = None, released: bool = True) -> None:
    """A visible change that a named person wrote and explained is a word to everyone entitled (N1).

    What is withheld moves no date: the family must not be able to tell that it exists (T11).
    """
    if released:
        word_given(case=case, people=entitled_family(case, at), at=at, promised=promised)
