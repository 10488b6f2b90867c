"""Agreements: made with a person and two dates, moved only with a reason, closed only with an outcome (P7, RQ-031)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Agreement, AgreementHandover, Case, ContactAssignment, DateMove, Employment, Meeting, Person
from journey.models.agreements import Outcome, OwnerRole
from journey.models.base import Visibility
from journey.models.meetings import MeetingState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.next_word import family_told
from journey.services.open_case import lock_open
from journey.services.today import check_still_answers
from journey.services.words import check_dates, check_not_past, check_reason, check_text


@transaction.atomic(durable=True)
def agreement_make(
    *,
    case: Case,
    by: Person,
    text: str,
    owner: Person,
    due_on: date,
    follow_up_on: date | None = None,
    meeting: Meeting | None = None,
    made_on: date | None = None,
    next_word_on: date | None = None,
) -> Agreement:
    """Write down what was agreed: who does it, by when, and when staff look at it (``due_on`` when empty).

    Made at ``meeting``, else on ``made_on`` (today when empty). The owner is somebody at work here or one of the
    family. Raises DomainError for words or days that cannot be, and for today once an owner at work answers no more;
    Conflict for a meeting at which nothing can be agreed.
    """
    case = lock_open(case)
    role = _role_of(case, owner, clock.now())
    row = Agreement.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        text=check_text(text, field="text", missing=_("Skriv, hvad I har aftalt.")),
        owner=owner,
        owner_role=role,
        due_on=_due(case, due_on, owner, role),
        follow_up_on=_ahead(follow_up_on or due_on, "follow_up_on"),
        meeting=meeting,
        made_on=_day_of(case, meeting) if meeting else _not_ahead(made_on or clock.today()),
        made_by=by,
    )
    record_event(kind="agreement.made", case=case, actor=by, subject_id=row.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(row))
    return row


def _role_of(case: Case, person: Person, at: datetime) -> OwnerRole:
    """What the person is here now. Whoever is at home here is family, whatever they do for a living."""
    if entitled_family(case, at).filter(pk=person.pk).exists():
        return OwnerRole.FAMILY
    if ContactAssignment.objects.filter(case=case, person=person, period__contains=at).exists():
        return OwnerRole.CONTACT
    if person.is_active and Employment.objects.filter(person=person, period__contains=at).exists():
        return OwnerRole.STAFF
    raise DomainError("owner_not_here", _("Vælg en, der arbejder her nu, eller en fra familien."), field="owner")


def _ahead(day: date, field: str) -> date:
    check_not_past(day, field=field, sentence=_("Dagen er gået. Vælg i dag eller senere."), within=Within.TWO_YEARS)
    return day


def _due(case: Case, day: date, owner: Person, role: str) -> date:
    """A day that is not over for whoever keeps it; a parent has no hours here."""
    _ahead(day, "due_on")
    if role != OwnerRole.FAMILY:
        check_still_answers(case, owner, day, clock.now(), field="due_on")
    return day


def _not_ahead(day: date) -> date:
    check_dates(made_on=day)
    if day > clock.today():
        raise DomainError("agreement_in_the_future", _("Det kan ikke være aftalt på en kommende dag."), field="made_on")
    return day


def _day_of(case: Case, meeting: Meeting) -> date:
    if meeting.case_id != case.pk or meeting.state == MeetingState.CANCELLED:
        raise Conflict("meeting_cancelled", _("Mødet er aflyst."))
    if meeting.starts_at > clock.now():
        raise Conflict("meeting_not_begun", _("Mødet er ikke begyndt endnu."))
    return clock.local(meeting.starts_at).date()


@transaction.atomic(durable=True)
def agreement_date_move(
    *,
    agreement: Agreement,
    by: Person,
    reason: str,
    due_on: date,
    follow_up_on: date | None = None,
    next_word_on: date | None = None,
) -> Agreement:
    """Move the day, with the reason that the family reads beside old and new day; the follow-up moves along."""
    case = lock_open(agreement.case)
    agreement = _open(agreement)
    if due_on == agreement.due_on:
        raise DomainError("date_not_moved", _("Det er den dag, der allerede er aftalt. Vælg en anden."), field="due_on")
    DateMove.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        agreement=agreement,
        old_to=agreement.due_on,
        new_to=_due(case, due_on, agreement.owner, agreement.owner_role),
        reason=check_reason(reason, field="reason", missing=_("Skriv, hvorfor datoen flytter sig.")),
        by=by,
        at=clock.now(),
    )
    agreement.due_on, agreement.follow_up_on = due_on, _ahead(follow_up_on or due_on, "follow_up_on")
    agreement.save(update_fields=["due_on", "follow_up_on"])
    record_event(kind="agreement.date_moved", case=case, actor=by, subject_id=agreement.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(agreement))
    return agreement


@transaction.atomic(durable=True)
def agreement_conclude(
    *, agreement: Agreement, by: Person, outcome: str, text: str, next_word_on: date | None = None
) -> Agreement:
    """Close the agreement with what became of it: done, not done because …, or changed to … (RQ-031)."""
    case = lock_open(agreement.case)
    agreement = _open(agreement)
    if outcome not in Outcome.values:
        raise DomainError("outcome_unknown", _("Vælg, hvad der blev af aftalen."), field="outcome")
    agreement.outcome_text = check_text(text, field="text", missing=_("Skriv, hvad der blev af aftalen."))
    agreement.outcome, agreement.closed_at, agreement.closed_by = outcome, clock.now(), by
    agreement.save(update_fields=["outcome", "outcome_text", "closed_at", "closed_by"])
    record_event(kind="agreement.concluded", case=case, actor=by, subject_id=agreement.pk)
    family_told(case=case, at=clock.now(), promised=next_word_on, released=_released(agreement))
    return agreement


@transaction.atomic(durable=True)
def agreement_confirm(*, agreement: Agreement, by: Person) -> Agreement:
    """Whoever took it over tells the family that it holds, with the same day (RQ-031). It is no word: no date moves."""
    case = lock_open(agreement.case)
    agreement = _open(agreement)
    if agreement.is_confirmed:
        raise Conflict("agreement_confirmed", _("Familien ved allerede, hvem der har aftalen."))
    agreement.is_confirmed = True
    agreement.save(update_fields=["is_confirmed"])
    record_event(kind="agreement.confirmed", case=case, actor=by, subject_id=agreement.pk)
    return agreement


@transaction.atomic(durable=True)
def agreements_follow_contact(*, case: Case) -> int:
    """Give the contact of this moment what earlier contacts agreed, when a change that was planned ahead has come."""
    case = lock_open(case)
    moved = give_to_contact(case)
    if moved:
        now_contact = ContactAssignment.objects.get(case=case, period__contains=clock.now())
        record_event(kind="contact.took_over", case=case, actor=None, subject_id=now_contact.pk)
    return moved


def give_to_contact(case: Case) -> int:
    """The same inside the transaction that changes the contact, which has locked the case."""
    now = clock.now()
    contact = Person.objects.get(contact_assignments__case=case, contact_assignments__period__contains=now)
    return hand_over(case.agreements.filter(owner_role=OwnerRole.CONTACT), to=contact, at=now)


def hand_over(agreements: QuerySet[Agreement], *, to: Person, at: datetime) -> int:
    """Role, text and days stay; only the person changes, and whoever takes over has yet to confirm it (RQ-008)."""
    rows = list(agreements.filter(closed_at__isnull=True).exclude(owner=to).select_for_update(no_key=True))
    AgreementHandover.objects.bulk_create(
        AgreementHandover(
            case_id=row.case_id,
            municipality_id=row.municipality_id,
            agreement=row,
            old_id=row.owner_id,
            new=to,
            at=at,
        )
        for row in rows
    )
    agreements.filter(pk__in=[row.pk for row in rows]).update(owner=to, is_confirmed=False)
    return len(rows)


def _open(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    locked = rows.get(pk=agreement.pk)
    if not locked.is_open:
        raise Conflict("agreement_closed", _("Aftalen er allerede afsluttet."))
    return locked


def _released(agreement: Agreement) -> bool:
    meeting = agreement.meeting
    return Visibility.WITHHELD not in {agreement.visibility, meeting.visibility if meeting else ""}
