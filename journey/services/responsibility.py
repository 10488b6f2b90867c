"""One professional takes over from another: everything or nothing, and never before the family is told (P6, RQ-026)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from journey import own_words
from journey.access.held import Held, announcements, held
from journey.access.matrix import Role
from journey.access.roles import roles_on, with_roles
from journey.errors import Conflict, DomainError
from journey.models import Case, CaseRole, ContactAssignment, Participant, Person, Update
from journey.rules import clock
from journey.services.agreements import hand_over
from journey.services.contact import ChangeWords, change_told
from journey.services.events import record_event
from journey.services.open_case import lock_open
from journey.services.parts import WITHOUT_A_CODE, check_label
from journey.services.questions import give_to, note_move
from journey.services.staff import check_not_family
from journey.services.updates import publish
from journey.services.words import check_text


@transaction.atomic(durable=True)
def responsibility_move(
    *,
    case: Case,
    leaver: Person,
    to: Person,
    by: Person,
    told: ChangeWords | Update | None,
    label: str = "",
    keeps: Collection[str] = (),
    stays: bool = False,
    next_word_on: date | None = None,
) -> Update | None:
    """Move what one has in the case to another; gives the word the family has.

    1. ``told`` is how the family knows: words that are published here, or the announcement that has told them already.
       When they can see nothing of what moves they are told nothing, whatever the author would write (L13, T11).
    2. Contact and deputy change only by contact_change. Whoever is one of them and goes is refused until that has
       happened, so that no leaver's name is left standing; ``stays`` says that the person goes on as such.
    3. Clocks run on: no date changes with the person (RQ-008). Meetings keep their day, and get the new name.
    4. Open questions go along by the same dates, and each asker sees the new name (P5); the contact keeps theirs.
    5. Roles whose codes are in ``keeps`` stay with the leaver: whoever only minded the work of others for a while is
       still what they were, and the family never reads that the successor decided what they did not (RQ-022).
    6. Whoever takes over is given a part in the case (``label``), else the family could not see what they are here.
       Not for what is withheld: a new name on the family's page would tell them that there is something.
    """
    case = lock_open(case)
    now = clock.now()
    label = check_label(case, label) if label.strip() else ""
    _check_successor(case, leaver, to, now)
    if not stays:
        _refuse_contact(case, leaver)
    mine = _without(held(case, now).by(leaver), keeps, leaver)
    if mine.is_empty():
        sentence = _("%(name)s har ikke noget i forløbet, der kan gives videre.") % {"name": leaver}
        raise DomainError("nothing_to_move", sentence, field="leaver")
    hidden = mine.shown().is_empty()
    if hidden:
        _refuse_words(told)
    code = mine.steps.order_by("position").values_list("owner_role", flat=True).first() or WITHOUT_A_CODE
    _move_seats(case, mine, to, label, by)
    _move_roles(case, mine, to, label, by, now)
    if not hidden:
        _admit(case, to, code, label, now)
    mine.steps.update(owner=to)
    mine.waits.update(holder=to)
    mine.decisions.update(decider=to)
    mine.convened.update(organiser=to)
    mine.pauses.update(watched_by=to)
    hand_over(mine.agreements, to=to, at=now)
    _take_questions(mine, leaver, to, by)
    record_event(kind="responsibility.moved", case=case, actor=by, subject_id=to.pk)
    return None if hidden else _tell(case, told, by, next_word_on)


def _tell(case: Case, told: ChangeWords | Update | None, by: Person, next_word_on: date | None) -> Update:
    if isinstance(told, ChangeWords):
        return publish(change_told(told, case=case), case=case, author=by, next_word_on=next_word_on)
    if told is None or not announcements(case, clock.now()).filter(pk=told.pk).exists():
        raise _not_told()
    return told


def told_by(words: ChangeWords, *, told_in: Update | None) -> ChangeWords | Update:
    """How the family knows, of the two ways that a form offers. Words that would be dropped in silence are refused.

    ``not_means`` alone does not count as written: it may be a suggestion that nobody touched.
    """
    if told_in is None:
        return words
    if any((words.title, words.happened, words.means, words.next_text)):
        sentence = _("Vælg enten en besked, der er sendt, eller skriv den her.")
        raise DomainError("told_twice", sentence, field="told_in")
    return told_in


def latest_announcement(case: Case) -> Update:
    """The newest word on a change of people that the whole family has had. Raises DomainError when there is none."""
    told = announcements(case, clock.now()).first()
    if told is None:
        raise _not_told()
    return told


def is_hidden(case: Case, leaver: Person, keeps: Collection[str] = ()) -> bool:
    """Whether the family can see nothing of what the leaver would give away: then there is nothing to tell them."""
    mine = held(case, clock.now()).by(leaver)
    mine = replace(mine, roles=mine.roles.exclude(role__in=keeps))
    return not mine.is_empty() and mine.shown().is_empty()


def _refuse_words(told: ChangeWords | Update | None) -> None:
    """Words that nobody would get are not dropped in silence; what is only suggested does not count as written."""
    if isinstance(told, ChangeWords) and any((told.title, told.happened, told.means, told.next_text)):
        sentence = _("Familien kan ikke se det, der flytter. De skal ikke have besked. Lad felterne være tomme.")
        raise DomainError("told_of_withheld", sentence, field="happened")


def _not_told() -> DomainError:
    return DomainError("family_not_told", _("Familien skal have skiftet at vide. Skriv det til dem."), field="told_in")


def _without(mine: Held, keeps: Collection[str], leaver: Person) -> Held:
    """What goes along. A role that the leaver does not have is told: somebody meant something else."""
    if set(keeps) - set(mine.roles.values_list("role", flat=True)):
        raise DomainError("role_not_held", _("Den rolle har %(name)s ikke.") % {"name": leaver}, field="keeps")
    return replace(mine, roles=mine.roles.exclude(role__in=keeps))


def _check_successor(case: Case, leaver: Person, to: Person, now: datetime) -> None:
    if leaver == to:
        raise DomainError("same_person", _("Vælg to forskellige personer."), field="to")
    check_not_family(case, at=now, to=to)


def _refuse_contact(case: Case, leaver: Person) -> None:
    """Looks at the last assignment: who is contact until an announced day may hand over before it."""
    last = ContactAssignment.objects.get(case=case, period__endswith__isnull=True)
    if leaver.pk == last.person_id:
        sentence = _(
            "%(name)s er familiens kontakt. Den skal lederen skifte først. Eller sæt kryds ved, at det bliver sådan."
        )
        raise Conflict("leaver_is_contact", sentence % {"name": leaver}, field="leaver")
    if leaver.pk == last.deputy_id:
        sentence = _(
            "%(name)s er stedfortræder. Den skal lederen skifte først. Eller sæt kryds ved, at det bliver sådan."
        )
        raise Conflict("leaver_is_deputy", sentence % {"name": leaver}, field="leaver")


def _parts(case: Case, person: Person, now: datetime) -> frozenset[Role]:
    found = with_roles(person, now).filter(pk=case.pk).first()
    return roles_on(found) if found else frozenset()


def _move_roles(case: Case, mine: Held, to: Person, label: str, by: Person, now: datetime) -> None:
    """A role that both had is only ended; the leaver stays in the history (RQ-022)."""
    for role in list(mine.roles.select_for_update(no_key=True)):
        role.period = DateTimeTZRange(role.period.lower, now)
        role.save(update_fields=["period"])
        if not case.caseroles.filter(person=to, role=role.role, period__contains=now).exists():
            _give_role(case, to, role.role, label or role.label, now, like=role)
        record_event(kind="role.ended", case=case, actor=by, subject_id=role.pk)


def _admit(case: Case, to: Person, code: str, label: str, now: datetime) -> None:
    if not _parts(case, to, now):
        missing = _("Skriv, hvad personen er i forløbet.")
        _give_role(case, to, code, check_text(label, field="label", missing=missing, limit=100), now)


def _give_role(case: Case, to: Person, code: str, label: str, now: datetime, like: CaseRole | None = None) -> None:
    CaseRole.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=to,
        role=code,
        label=check_text(label, field="label", missing="", required=False, limit=100),
        can_decide=like.can_decide if like else "",
        is_authority=like.is_authority if like else False,
        period=DateTimeTZRange(now, None),
    )


def _move_seats(case: Case, mine: Held, to: Person, label: str, by: Person) -> None:
    """At meetings to come the leaver stands as not coming, and the successor as invited: nobody meets a stranger."""
    for seat in list(mine.seats.select_related("meeting")):
        seat.answer = "declined"
        seat.save(update_fields=["answer"])
        if not seat.meeting.participants.filter(person=to).exists():
            Participant.objects.create(
                case=case,
                municipality_id=case.municipality_id,
                meeting=seat.meeting,
                person=to,
                name=to.display_name,
                role=label or seat.role,
                why=seat.why,
            )
        record_event(kind="meeting.changed", case=case, actor=by, subject_id=seat.meeting_id)


def _take_questions(mine: Held, leaver: Person, to: Person, by: Person) -> None:
    for question in list(mine.questions.select_for_update(no_key=True)):
        reason = own_words.TAKEN_OVER % {"name": to, "leaver": leaver}
        note_move(question, owner=to, day=question.due_on, reason=reason, by=by)
        give_to(question, to)
        record_event(kind="question.promised", case=question.case, actor=by, subject_id=question.pk)
