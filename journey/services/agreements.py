"""How often a person hears from us, agreed with that person (RQ-096, RQ-097)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import DomainError
from journey.models import Case, CommunicationAgreement, NextWord, Person
from journey.rules import clock
from journey.services.events import record_event
from journey.services.next_word import set_due
from journey.services.open_case import lock_open
from journey.services.words import check_text

SILENCE_BUDGET_DAYS = 30
"""No agreement may leave a family longer without a word (L10); also a database constraint."""


def agreement_write(
    *, case: Case, person: Person, freshness_days: int, valid_from: date, asked_by: str = ""
) -> CommunicationAgreement:
    """The row itself, inside a service's transaction. A second agreement on one day replaces the first."""
    if not 1 <= freshness_days <= SILENCE_BUDGET_DAYS:
        sentence = _("Rytmen skal være mellem 1 og %d dage.") % SILENCE_BUDGET_DAYS
        raise DomainError("rhythm_out_of_range", sentence, field="freshness_days")
    row, _created = CommunicationAgreement.objects.update_or_create(
        case=case,
        person=person,
        valid_from=valid_from,
        defaults={
            "municipality_id": case.municipality_id,
            "freshness_days": freshness_days,
            "asked_by": check_text(asked_by, field="asked_by", missing="", required=False, limit=200),
        },
    )
    return row


@transaction.atomic(durable=True)
def agreement_set(
    *, case: Case, person: Person, freshness_days: int, by: Person, asked_by: str = ""
) -> CommunicationAgreement:
    """Agree a new rhythm in days, from today. It may bring an open promise nearer, counted from the last word given.

    It never moves one later, and never mends a broken one: only a word does (P4). A date that would then lie in the
    past becomes today: shortening the rhythm never breaks a promise by itself.
    """
    case = lock_open(case)
    now, today = clock.now(), clock.today()
    if not entitled_family(case, now).filter(pk=person.pk).exists():
        raise DomainError("not_entitled", _("Den valgte person kan ikke få nyt i dette forløb."), field="person")
    row = agreement_write(case=case, person=person, freshness_days=freshness_days, valid_from=today, asked_by=asked_by)
    word = NextWord.objects.get(case=case, person=person)
    if word.promised_on >= today:
        due = min(word.due_on, max(clock.local(word.last_word_at).date() + timedelta(days=freshness_days), today))
        set_due(case=case, person=person, due_on=due, at=now, word_at=word.last_word_at)
    record_event(kind="agreement.set", case=case, actor=by, subject_id=row.pk)
    return row
