"""Who the family can reach: changing the contact, and being away with a named cover (RQ-020, RQ-021, RQ-023).

A change is an announced event with words to the family, never an edited field. The two-sided handover with its gate
is a later step of this module; until then a change takes effect at a moment that the family has been told of.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import eq

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from journey.errors import Conflict, DomainError
from journey.language import spoken
from journey.models import Absence, Case, ContactAssignment, Person, Update
from journey.models.updates import UpdateKind
from journey.rules import clock
from journey.rules.danish_dates import weekday_date
from journey.rules.horizons import Within
from journey.services.agreements import give_to_contact
from journey.services.events import record_event
from journey.services.open_case import lock_open
from journey.services.staff import check_not_family, check_staff, works_here
from journey.services.updates import CHANGE_KINDS, publish, refuse_old_news
from journey.services.words import check_near, check_not_past, check_text

JUST_NOW = timedelta(minutes=1)
"""A moment no further back was the present one when it was written: it means now."""


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """The five texts of a change (G13). No field for a private reason exists (G2)."""

    title: str
    happened: str
    means: str
    not_means: str
    next_text: str


def announcement(words: ChangeWords) -> Update:
    """The words as an update that is still to be published."""
    return Update(
        kind=UpdateKind.CONTACT_CHANGE,
        title=check_text(words.title, field="title", missing=_("Skriv en overskrift."), limit=200),
        happened=check_text(words.happened, field="happened", missing=_("Skriv, hvad der sker.")),
        means=check_text(words.means, field="means", missing=_("Skriv, hvad det betyder for barnet.")),
        not_means=check_text(words.not_means, field="not_means", missing=_("Skriv, hvad det ikke betyder.")),
        next_text=check_text(words.next_text, field="next_text", missing=_("Skriv, hvad der sker nu.")),
    )


def change_told(words: ChangeWords, *, case: Case) -> Update:
    """The same for a change that happens with it: a name or a day may be all that is new, but the very words that the
    family had of the last change are not told again (G4)."""
    update = announcement(words)
    refuse_old_news(case, update, CHANGE_KINDS, eq)
    return update


@transaction.atomic(durable=True)
def contact_change(
    *,
    case: Case,
    to: Person,
    deputy: Person,
    by: Person,
    words: ChangeWords,
    from_at: datetime | None = None,
    next_word_on: date | None = None,
) -> ContactAssignment:
    """Name a new contact from ``from_at`` (now when empty) and tell the family in the same transaction.

    The old contact stays until that moment; there is no moment without one, which the database also refuses. The same
    contact with another deputy is a change of deputy, and as much news.

    Before a change that is planned already, only whoever has left by then is replaced, until the planned day: what was
    told stays. Whoever was to come may come earlier. Raises Conflict for anyone who is still here.
    """
    case = lock_open(case)
    now = clock.now()
    start = from_at or now
    check_near(start.date(), field="from_at", within=Within.YEAR)
    if start < now - JUST_NOW:
        raise DomainError("change_in_the_past", _("Skiftet kan ikke ligge i fortiden."), field="from_at")
    start = max(start, now)
    check_staff(at=start, to=to, deputy=deputy)
    check_not_family(case, at=start, to=to, deputy=deputy)
    if to == deputy:
        raise DomainError("deputy_is_contact", _("Stedfortræderen skal være en anden end kontakten."), field="deputy")
    row = case.contactassignments.select_for_update(no_key=True).get(period__contains=start)
    if (row.person_id, row.deputy_id) == (to.pk, deputy.pk):
        raise Conflict("already_contact", _("Personen er allerede kontakt i forløbet."), field="to")
    if row.period.upper is not None or row.period.lower == start:
        _refuse_before_planned(row, to=to, start=start)
    taken = take_over(row, to=to, deputy=deputy, start=start, by=by)
    publish(change_told(words, case=case), case=case, author=by, next_word_on=next_word_on)
    return taken


def _refuse_before_planned(row: ContactAssignment, *, to: Person, start: datetime) -> None:
    """Unless the contact, or the deputy alone, has left: nobody waits for a planned day without one who answers."""
    contact_left, deputy_left = (not works_here(person, start) for person in (row.person, row.deputy))
    if row.period.lower < start and (contact_left or (deputy_left and to == row.person)):
        return
    planned = start if row.period.lower == start else row.period.upper
    day = weekday_date(clock.local(planned).date(), language=spoken())
    sentence = _("Der er allerede et skift på vej: %(day)s. Før den dag kan I kun skifte en, der er holdt op.")
    raise Conflict("change_already_planned", sentence % {"day": day})


def take_over(row: ContactAssignment, *, to: Person, deputy: Person, start: datetime, by: Person) -> ContactAssignment:
    """What is left of the period from ``start`` is theirs. Runs inside the transaction that tells the family."""
    case, until = row.case, row.period.upper
    row.period = DateTimeTZRange(row.period.lower, start)
    row.save(update_fields=["period"])
    taken = ContactAssignment.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person=to,
        deputy=deputy,
        period=DateTimeTZRange(start, until),
    )
    if start <= clock.now():
        give_to_contact(case)  # a change that is planned ahead takes them along on its day (the watch)
    record_event(kind="contact.changed", case=case, actor=by, subject_id=taken.pk)
    return taken


@transaction.atomic(durable=True)
def staff_change_announce(*, case: Case, by: Person, words: ChangeWords, next_word_on: date | None = None) -> Update:
    """Tell the family that someone around the child changes, also while the successor is not known (RQ-023).

    Nothing else has happened by it, so words that say nothing new are refused as those of any other news (G4).
    """
    case = lock_open(case)
    update = announcement(words)
    refuse_old_news(case, update, CHANGE_KINDS)
    return publish(update, case=case, author=by, next_word_on=next_word_on)


@transaction.atomic(durable=True)
def absence_register(*, person: Person, cover: Person, first_day: date, last_day: date | None, by: Person) -> Absence:
    """Someone is away from a day, with a named cover for every case. ``last_day`` None: the return is not known.

    It ends by itself after the last day. No reason is asked for or stored (G2). Each family is told through the event.
    Days that have passed cannot be written as absence: the family was shown the contact on them.
    """
    check_near(last_day, field="last_day", within=Within.TWO_YEARS)
    check_not_past(first_day, field="first_day", sentence=_("Første dag kan tidligst være i dag."), within=Within.YEAR)
    check_staff(at=max(clock.now(), clock.midnight(first_day)), person=person, cover=cover)
    _lock(person)
    if last_day and last_day < first_day:
        raise DomainError("dates_reversed", _("Sidste dag ligger før første dag."), field="last_day")
    if cover == person:
        raise DomainError("cover_is_self", _("Vælg en anden, der svarer imens."), field="cover")
    if Absence.objects.filter(_on(first_day), person=cover).exists():
        sentence = _("%(name)s er selv væk den dag. Vælg en anden.") % {"name": cover.display_name}
        raise DomainError("cover_is_away", sentence, field="cover")
    _refuse_overlap(Absence.objects.filter(person=person), first_day, last_day)
    row = Absence.objects.create(
        municipality_id=person.municipality_id,
        person=person,
        cover=cover,
        first_day=first_day,
        last_day=last_day,
    )
    for case in _cases_without(person, first_day, last_day):
        record_event(kind="absence.registered", case=case, actor=by, subject_id=row.pk)
    return row


@transaction.atomic(durable=True)
def absence_end(*, absence: Absence, last_day: date, by: Person) -> Absence:
    """Set the last day of an absence: the first one known, or another one. Writing the same day again does nothing.

    Whoever covered has read and answered on the days until today, and the family saw the name: those days stay. So the
    last day is today at the earliest, and an absence that is over stays as it was.
    """
    _lock(absence.person)
    absence = Absence.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=absence.pk)
    check_near(last_day, field="last_day", within=Within.TWO_YEARS)
    earlier, today = absence.last_day, clock.today()
    if earlier == last_day:
        return absence
    if earlier is not None and earlier < today:
        raise Conflict("absence_over", _("Fraværet er slut. De dage, der er gået, kan ikke ændres."))
    if last_day < absence.first_day:
        raise DomainError("dates_reversed", _("Sidste dag ligger før første dag."), field="last_day")
    if last_day < today:
        sentence = _("Sidste dag kan tidligst være i dag. De dage, der er gået, bliver stående.")
        raise DomainError("date_in_the_past", sentence, field="last_day")
    _refuse_overlap(Absence.objects.filter(person=absence.person).exclude(pk=absence.pk), absence.first_day, last_day)
    absence.last_day = last_day
    absence.save(update_fields=["last_day"])
    for case in _cases_without(absence.person, absence.first_day, max(earlier or last_day, last_day)):
        record_event(kind="absence.ended", case=case, actor=by, subject_id=absence.pk)
    return absence


def _lock(away: Person) -> None:
    """One at a time writes when this person is away; whoever comes second sees what the first has written."""
    Person.objects.select_for_update(no_key=True).get(pk=away.pk)


def _on(day: date) -> Q:
    return Q(first_day__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day))


def _refuse_overlap(others: QuerySet[Absence], first_day: date, last_day: date | None) -> None:
    overlapping = others.exclude(last_day__lt=first_day)
    if last_day:
        overlapping = overlapping.exclude(first_day__gt=last_day)
    if overlapping.exists():
        raise Conflict("already_away", _("Der er allerede skrevet fravær i de dage."))


def _cases_without(person: Person, first_day: date, last_day: date | None) -> QuerySet[Case]:
    """Open cases that the person is the contact of on some of the days that are left: their families must know."""
    start = max(clock.now(), clock.midnight(first_day))
    end = clock.midnight(last_day + timedelta(days=1)) if last_day else None
    answered = ContactAssignment.objects.filter(person=person, period__overlap=DateTimeTZRange(start, end))
    return Case.objects.filter(pk__in=answered.values("case"), closed_at__isnull=True)
