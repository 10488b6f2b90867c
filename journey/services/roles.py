"""Who has a part in the case beside contact and deputy: given, ended, taken back when it was written wrongly (RQ-022).

The family reads each change on the timeline and is told of it. Who was there on the day the case opened is no change:
they meet those people on the first page they see.
"""

from enum import StrEnum

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.matrix import Role
from journey.access.roles import roles_on, with_roles
from journey.errors import Conflict
from journey.models import Case, CaseRole, Person, Update
from journey.models.agreements import OwnerRole
from journey.models.base import Visibility
from journey.models.case import SINGLE_HOLDER_ROLES
from journey.models.meetings import MeetingState
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.slips import TAKEN_BACK_WITHIN
from journey.services.events import record_event
from journey.services.open_case import lock_open
from journey.services.parts import check_label, check_role
from journey.services.staff import check_not_family
from journey.services.words import check_text


class Undo(StrEnum):
    """What of a role was written wrongly."""

    GIVEN = "given"
    ENDED = "ended"


@transaction.atomic(durable=True)
def role_assign(
    *,
    case: Case,
    person: Person,
    role: str,
    label: str,
    by: Person,
    can_decide: str = "",
    is_authority: bool = False,
) -> CaseRole:
    """Give someone a dated role in the case from now on: what they are here and what they can decide (RQ-022)."""
    case = lock_open(case)
    now = clock.now()
    check_not_family(case, at=now, person=person)
    if CaseRole.objects.filter(case=case, person=person, role=role, period__contains=now).exists():
        raise Conflict("role_held", _("Personen har allerede rollen i forløbet."))
    if role in SINGLE_HOLDER_ROLES and case.caseroles.filter(role=role, period__contains=now).exists():
        raise Conflict("role_has_holder", _("Rollen har allerede en person. Flyt ansvaret eller afslut rollen først."))
    is_new = not _parts(case, person)
    row = CaseRole.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=person,
        role=check_role(case, role),
        label=check_label(case, label, role=role),
        can_decide=check_text(can_decide, field="can_decide", missing="", required=False, limit=200),
        is_authority=is_authority,
        period=DateTimeTZRange(now, None),
    )
    record_event(kind="role.assigned", case=case, actor=by, subject_id=row.pk)
    if is_new:
        _tell_family(case, by, own_words.ONE_MORE_IS_HERE, own_words.IS_HERE, row)
    else:
        _tell_family(case, by, own_words.ONE_MORE_ROLE, own_words.HAS_ONE_MORE_ROLE, row)
    return row


@transaction.atomic(durable=True)
def role_end(*, held: CaseRole, by: Person) -> CaseRole:
    """End a role now. Refused while the person still has a step, a wait, a decision, an agreement or a meeting."""
    case = lock_open(held.case)
    held = CaseRole.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=held.pk)
    if held.period.upper is not None:
        raise Conflict("role_ended", _("Rollen er allerede slut."))
    _refuse_responsible(case, held)
    held.period = DateTimeTZRange(held.period.lower, clock.now())
    held.save(update_fields=["period"])
    record_event(kind="role.ended", case=case, actor=by, subject_id=held.pk)
    title = own_words.ONE_ROLE_LESS if _parts(case, held.person) else own_words.ONE_HAS_LEFT
    _tell_family(case, by, title, own_words.HAS_LEFT, held)
    return held


@transaction.atomic(durable=True)
def role_take_back(*, row: CaseRole, undo: Undo, by: Person) -> CaseRole:
    """It was written wrongly: a role that was ``given`` never was, one that was ``ended`` goes on. The family is told.

    ``undo`` says which of the two, as the page said it: an old page must not do the opposite. The row stays, without a
    day, and so do the lines that were told (RQ-022). Raises Conflict when it has been undone already, when it has stood
    too long, when something still lies with the person, and when another has the role now.
    """
    case = lock_open(row.case)
    row = CaseRole.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=row.pk)
    refuse_undo(row, undo)
    if undo is Undo.GIVEN:
        _refuse_responsible(case, row)
        row.period = DateTimeTZRange(empty=True)
        told = own_words.NEVER_WAS
    else:
        _refuse_held(case, row)
        check_not_family(case, at=clock.now(), person=row.person)
        row.period = DateTimeTZRange(row.period.lower, None)
        told = own_words.IS_STILL_HERE
    row.save(update_fields=["period"])
    record_event(kind="role.taken_back", case=case, actor=by, subject_id=row.pk)
    _tell_family(case, by, own_words.PEOPLE_PUT_RIGHT, told, row)
    return row


def refuse_undo(row: CaseRole, undo: Undo) -> None:
    """Raises Conflict when the giving or the ending of the role is not there to be undone, or no longer."""
    if row.period.isempty:
        raise Conflict("role_taken_back", _("Det er allerede fortrudt. Rollen var en fejl."))
    began, ended = row.period.lower, row.period.upper
    if undo is Undo.ENDED and ended is None:
        raise Conflict("role_taken_back", _("Det er allerede fortrudt. Rollen er ikke slut."))
    if undo is Undo.GIVEN and ended is not None:
        raise Conflict("role_ended", _("Rollen er allerede slut."))
    if (ended or began) < clock.now() - TAKEN_BACK_WITHIN:
        raise Conflict("role_stands", _("Det har stået for længe. Slut rollen, eller giv den igen."))


def _refuse_responsible(case: Case, row: CaseRole) -> None:
    """What lies with the person would be left with somebody who is not here; the sentence says what it is."""
    left = _left_with(case, row.person)
    if _is_last_part(case, row) and case.meetings.filter(organiser=row.person, state=MeetingState.PLANNED).exists():
        left.append(_("et møde at holde"))
    if left:
        sentence = _("Personen har stadig: %(left)s. Giv det videre først.") % {"left": ", ".join(left)}
        raise Conflict("still_responsible", sentence)


def _left_with(case: Case, person: Person) -> list[str]:
    now = case.steps.filter(owner=person, state="now", visibility=Visibility.RELEASED)
    agreed = case.agreements.filter(owner=person, owner_role=OwnerRole.STAFF, closed_at__isnull=True)
    things = (
        (_("et trin"), now),
        (_("en ventetid"), case.waits.filter(holder=person, ended_at__isnull=True)),
        (_("en afgørelse"), case.decisions.filter(decider=person, decided_at__isnull=True)),
        (_("en aftale"), agreed),
    )
    return [name for name, rows in things if rows.exists()]


def _is_last_part(case: Case, row: CaseRole) -> bool:
    """Whether the person is nothing else here: a contact with one role less still comes to the own meetings."""
    others = case.caseroles.filter(person=row.person, period__contains=clock.now()).exclude(pk=row.pk)
    return not others.exists() and not _parts(case, row.person) - {Role.PROFESSIONAL}


def _parts(case: Case, person: Person) -> frozenset[Role]:
    found = with_roles(person, clock.now()).filter(pk=case.pk).first()
    return roles_on(found) if found else frozenset()


def _refuse_held(case: Case, row: CaseRole) -> None:
    same = case.caseroles.filter(role=row.role, period__contains=clock.now())
    if same.filter(person=row.person).exists() or (row.role in SINGLE_HOLDER_ROLES and same.exists()):
        raise Conflict("role_has_holder", _("Rollen har allerede en person. Flyt ansvaret eller afslut rollen først."))


def _tell_family(case: Case, by: Person, title: str, sentence: str, role: CaseRole) -> None:
    """A line on the timeline and a notice. Nobody's own words, so they move no next word and say so (RQ-005)."""
    if clock.local(case.opened_at).date() == clock.today():
        return
    word = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.AUTOMATIC,
        title=title,
        happened=sentence % {"name": role.person, "role": role.label},
        is_informative=False,
        published_at=clock.now(),
    )
    record_event(kind="role.told", case=case, actor=by, subject_id=word.pk)
