"""Planning, cancelling and concluding meetings (RQ-068, RQ-075, RQ-077, RQ-078)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.access.queries import entitled_family
from journey.errors import Conflict, DomainError
from journey.models import Case, Meeting, Participant, Person
from journey.models.base import Visibility
from journey.models.meetings import MeetingState
from journey.rules import clock
from journey.rules.horizons import Within
from journey.services.events import record_event
from journey.services.next_word import family_told, word_given
from journey.services.open_case import lock_open
from journey.services.words import DATE_PAST, check_near, check_not_past, check_reason, check_text

INVITED_TWICE = gettext_lazy("Den samme person er valgt mere end én gang.")


@dataclass(frozen=True, slots=True)
class Invitee:
    """Someone invited: by name and role, with the reason why this person is there."""

    name: str
    role: str
    why: str = ""
    person: Person | None = None
    is_family: bool = False


@dataclass(frozen=True, slots=True)
class MeetingTexts:
    title: str
    purpose: str
    can_decide: str = ""
    is_not: str = ""
    place: str = ""
    question: str = ""
    """Compulsory for a meeting without the family."""


@transaction.atomic(durable=True)
def meeting_plan(
    *,
    case: Case,
    by: Person,
    texts: MeetingTexts,
    starts_at: datetime,
    ends_at: datetime | None = None,
    invitees: tuple[Invitee, ...] = (),
    without_family: bool = False,
    next_word_on: date | None = None,
) -> Meeting:
    """Set a meeting. A meeting without the family is listed with its question; the talk itself is not."""
    case = lock_open(case)
    meeting = plan(
        case=case,
        at=clock.now(),
        by=by,
        texts=texts,
        starts_at=starts_at,
        ends_at=ends_at,
        invitees=invitees,
        without_family=without_family,
    )
    record_event(kind="meeting.planned", case=case, actor=by, subject_id=meeting.pk)
    _told(meeting, next_word_on)
    return meeting


def plan(
    *,
    case: Case,
    at: datetime,
    by: Person,
    texts: MeetingTexts,
    starts_at: datetime,
    ends_at: datetime | None,
    invitees: tuple[Invitee, ...],
    without_family: bool = False,
    only_for: Person | None = None,
) -> Meeting:
    """The row with its participants, checked at ``at``. Runs inside the transaction of the service that tells of it."""
    check_near(starts_at.date(), field="starts_at", within=Within.YEAR)
    check_near(ends_at.date() if ends_at else None, field="ends_at", within=Within.YEAR)
    if starts_at < at:
        raise DomainError("meeting_in_the_past", _("Mødet kan ikke ligge i fortiden."), field="starts_at")
    if ends_at and ends_at <= starts_at:
        raise DomainError("dates_reversed", _("Mødet slutter, før det begynder."), field="ends_at")
    if not invitees:
        raise DomainError("nobody_invited", _("Skriv, hvem der er med til mødet."), field="invitees")
    people = [one.person.pk for one in invitees if one.person]
    if len(people) > len(set(people)):
        raise Conflict("already_invited", INVITED_TWICE, field="invitees")
    meeting = Meeting.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        title=check_text(texts.title, field="title", missing=_("Mødet mangler et navn."), limit=200),
        purpose=check_text(texts.purpose, field="purpose", missing=_("Skriv, hvad mødet skal bruges til.")),
        can_decide=check_text(texts.can_decide, field="can_decide", missing="", required=False),
        is_not=check_text(texts.is_not, field="is_not", missing="", required=False),
        place=check_text(texts.place, field="place", missing="", required=False, limit=200),
        question=check_text(
            texts.question,
            field="question",
            missing=_("Skriv, hvilket spørgsmål I mødes om."),
            required=without_family,
        ),
        without_family=without_family,
        only_for=only_for,
        organiser=by,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    _invite(meeting, invitees)
    return meeting


def _told(meeting: Meeting, promised: date | None) -> None:
    """What was said of a meeting is a word to those who may see it (N1): everyone, or the one it is a talk with."""
    now = clock.now()
    if meeting.only_for is None:
        released = meeting.visibility == Visibility.RELEASED
        family_told(case=meeting.case, at=now, promised=promised, released=released)
    elif entitled_family(meeting.case, now).filter(pk=meeting.only_for.pk).exists():
        word_given(case=meeting.case, people=[meeting.only_for], at=now, promised=promised)


def _invite(meeting: Meeting, invitees: tuple[Invitee, ...]) -> None:
    for one in invitees:
        Participant.objects.create(
            case_id=meeting.case_id,
            municipality_id=meeting.municipality_id,
            meeting=meeting,
            person=one.person,
            name=check_text(one.name, field="invitees", missing=_("En deltager mangler navn."), limit=200),
            role=check_text(one.role, field="invitees", missing=_("En deltager mangler rolle."), limit=100),
            why=check_text(one.why, field="invitees", missing="", required=False, limit=300),
            is_family=one.is_family,
        )


@transaction.atomic(durable=True)
def participant_add(*, meeting: Meeting, by: Person, invitee: Invitee) -> Meeting:
    """Add someone to a planned meeting; the family is told at once: no surprise panel (RQ-068)."""
    case = lock_open(meeting.case)
    meeting = _planned(meeting)
    if invitee.person and meeting.participants.filter(person=invitee.person).exists():
        raise Conflict("already_invited", _("Personen er allerede inviteret."), field="person")
    _invite(meeting, (invitee,))
    record_event(kind="meeting.changed", case=case, actor=by, subject_id=meeting.pk)
    return meeting


@transaction.atomic(durable=True)
def meeting_cancel(
    *, meeting: Meeting, by: Person, cancelled_by: str, reason: str, next_word_on: date | None = None
) -> Meeting:
    """Cancel: the row stays, with who cancelled (municipality or family) and why (RQ-077)."""
    case = lock_open(meeting.case)
    meeting = _planned(meeting)
    if cancelled_by not in {"municipality", "family"}:
        raise DomainError("cancelled_by_whom", _("Vælg, om kommunen eller familien aflyser."), field="cancelled_by")
    meeting.cancel_reason = check_reason(reason, field="reason", missing=_("Skriv, hvorfor mødet er aflyst."))
    meeting.state, meeting.cancelled_by = MeetingState.CANCELLED, cancelled_by
    meeting.save(update_fields=["state", "cancelled_by", "cancel_reason"])
    record_event(kind="meeting.cancelled", case=case, actor=by, subject_id=meeting.pk)
    _told(meeting, next_word_on)
    return meeting


@transaction.atomic(durable=True)
def meeting_held(*, meeting: Meeting, by: Person, conclusion_due_on: date | None = None) -> Meeting:
    """Mark the meeting as held and promise its conclusion by a day: the template's, unless another is given."""
    case = lock_open(meeting.case)
    check_not_past(conclusion_due_on, field="conclusion_due_on", sentence=DATE_PAST, within=Within.YEAR)
    meeting = _planned(meeting)
    if meeting.starts_at > clock.now():
        raise Conflict("meeting_not_begun", _("Mødet er ikke begyndt endnu."))
    meeting.state, meeting.conclusion_due_on = MeetingState.HELD, conclusion_due_on or conclusion_due(meeting)
    meeting.save(update_fields=["state", "conclusion_due_on"])
    record_event(kind="meeting.held", case=case, actor=by, subject_id=meeting.pk)
    return meeting


def on_short_notice(meeting: Meeting) -> bool:
    """Whether a meeting set today comes sooner than the template's notice allows. It may; staff are told, and ring."""
    return clock.local(meeting.starts_at).date() < meeting.case.days.meeting_from(clock.today())


def conclusion_due(meeting: Meeting) -> date:
    """By when its conclusion is promised unless another day is chosen; counted from the meeting, never in the past."""
    return meeting.case.days.conclusion_due(clock.local(meeting.starts_at).date(), clock.today())


@transaction.atomic(durable=True)
def meeting_conclude(*, meeting: Meeting, by: Person, conclusion: str, next_word_on: date | None = None) -> Meeting:
    """Publish the conclusion: the same words to everyone (RQ-078)."""
    case = lock_open(meeting.case)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict("meeting_cancelled", _("Mødet er aflyst."))
    if meeting.conclusion:
        raise Conflict("meeting_concluded", _("Konklusionen er allerede sendt. Skriv et nyt nyt for at rette den."))
    if meeting.starts_at > clock.now():
        raise Conflict("meeting_not_begun", _("Mødet er ikke begyndt endnu."))
    meeting.conclusion = check_text(conclusion, field="conclusion", missing=_("Skriv, hvad mødet konkluderede."))
    meeting.state = MeetingState.HELD
    meeting.save(update_fields=["state", "conclusion"])
    record_event(kind="meeting.concluded", case=case, actor=by, subject_id=meeting.pk)
    _told(meeting, next_word_on)
    return meeting


def _planned(meeting: Meeting) -> Meeting:
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if locked.state != MeetingState.PLANNED:
        raise Conflict("meeting_wrong_state", _("Mødet er allerede holdt eller aflyst."))
    return locked
