"""Opening, handing up and closing broken promises, and telling the family that one is broken (P1-P7, RQ-003 to RQ-005).

A gap is closed by what the family was owed, never by hand: there is no service to close one because it is old.
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from journey.access.chain import chain_of
from journey.errors import Conflict, DomainError
from journey.models import Case, Gap, GapMove, NextWord, NextWordChange, Person, Update
from journey.models.gaps import GapKind
from journey.models.updates import UpdateKind
from journey.rules import clock, gaps
from journey.rules.danish_dates import by, weekday_date
from journey.rules.gaps import Broken
from journey.rules.working_days import calendar_named
from journey.services.events import record_event
from journey.services.words import check_not_past, check_text


@transaction.atomic(durable=True)
def gap_open(*, broken: Broken) -> Gap | None:
    """Write the gap with the first person of its chain; None when somebody has just written it.

    Locked on the case, so that a word that is being sent right now is either seen by the next scan or comes first.
    """
    case = _locked(broken.case_id)
    if not case.is_open or Gap.objects.filter(**_same(broken), closed_at__isnull=True).exists():
        return None
    now, today = clock.now(), clock.today()
    gap = Gap.objects.create(
        **_same(broken),
        municipality_id=case.municipality_id,
        broken_on=broken.broken_on,
        opened_at=now,
        level=0,
        responsible=chain_of(case, broken.kind, broken.subject_id, now)[0],
        respond_by=gaps.respond_by(today, calendar_named(case.municipality.calendar)),
    )
    _noted(gap)
    record_event(kind="gap.opened", case=case, actor=None, subject_id=gap.pk)
    return gap


def _same(broken: Broken) -> dict[str, UUID | str | None]:
    return {
        "case_id": broken.case_id,
        "kind": broken.kind,
        "subject_id": broken.subject_id,
        "person_id": broken.person_id,
    }


@transaction.atomic(durable=True)
def gap_hand_up(*, gap: Gap) -> Gap:
    """Hand an open gap to the next person of the chain of this moment; at the top it stays, with a new date.

    Gives the gap as it was when somebody has just handed it up or closed it.
    """
    case = _locked(gap.case_id)
    gap = Gap.objects.select_for_update(no_key=True).get(pk=gap.pk)
    today = clock.today()
    if gap.closed_at is not None or gap.respond_by >= today:
        return gap
    chain = chain_of(case, gap.kind, gap.subject_id, clock.now())
    above = [person for person in chain[gap.level + 1 :] if person.pk != gap.responsible_id]
    gap.respond_by = gaps.respond_by(today, calendar_named(case.municipality.calendar))
    if above:
        gap.level, gap.responsible = chain.index(above[0]), above[0]
        gap.told_at = None  # the family is owed the new name
        _noted(gap)
        record_event(kind="gap.handed_up", case=case, actor=None, subject_id=gap.pk)
    gap.save(update_fields=["level", "responsible", "respond_by", "told_at"])
    return gap


def _noted(gap: Gap) -> None:
    GapMove.objects.create(
        case_id=gap.case_id,
        municipality_id=gap.municipality_id,
        gap=gap,
        level=gap.level,
        responsible_id=gap.responsible_id,
        respond_by=gap.respond_by,
        at=clock.now(),
    )


@transaction.atomic(durable=True)
def gap_close(*, gap: Gap, how: str) -> Gap:
    """Write that what was owed has come (``put_right``) or is owed no more (``case_closed``)."""
    case = _locked(gap.case_id)
    gap = Gap.objects.select_for_update(no_key=True).get(pk=gap.pk)
    if gap.closed_at is None:
        gap.closed_at, gap.closed_how = clock.now(), how
        gap.save(update_fields=["closed_at", "closed_how"])
        record_event(kind="gap.closed", case=case, actor=None, subject_id=gap.pk)
    return gap


@transaction.atomic(durable=True)
def breach_tell(*, gap: Gap, by_person: Person | None, words: str = "", new_date: date | None = None) -> Update:
    """Tell the person that the promised word did not come, who has it now and by when they hear (P4).

    1. Only for a broken next word; the new date lies at most as far ahead as whoever has it has to answer.
    2. With ``by_person`` the words are that person's, else the municipality's minimum text for this holder.
    3. It is a breach owned up to and no word: ``promised_on`` stays broken, only the date the family sees moves.

    Raises DomainError for words or a date that cannot be, Conflict when the promise has been kept meanwhile.
    """
    case = _locked(gap.case_id)
    gap = (
        Gap.objects.select_for_update(no_key=True, of=("self",)).select_related("responsible", "person").get(pk=gap.pk)
    )
    if gap.closed_at is not None or gap.kind != GapKind.NEXT_WORD_BROKEN or gap.person is None:
        raise Conflict("promise_kept", _("Familien har fået nyt imens. Der er ikke mere at fortælle om."))
    word = NextWord.objects.select_for_update(no_key=True).get(case=case, person=gap.person)
    update = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.AUTOMATIC if by_person is None else UpdateKind.BREACH,
        author=by_person,
        only_for=gap.person,
        title=_title(gap),
        happened=_happened(gap, word, words, by_person),
        next_text=_("I hører fra %(name)s %(day)s.")
        % {"name": gap.responsible.display_name, "day": by(_named_date(gap, new_date))},
        is_informative=False,
        published_at=clock.now(),
    )
    _name_date(case, word, _named_date(gap, new_date), update)
    gap.told_at = clock.now()
    gap.save(update_fields=["told_at"])
    record_event(kind="promise.broken_told", case=case, actor=by_person, subject_id=update.pk)
    return update


def _named_date(gap: Gap, new_date: date | None) -> date:
    day = check_not_past(new_date, field="new_date", sentence=_("Den nye dato ligger i fortiden."))
    if day is not None and day > gap.respond_by:
        sentence = _("Familien skal høre fra jer %(day)s. Vælg den dag eller en før.") % {"day": by(gap.respond_by)}
        raise DomainError("date_too_late", sentence, field="new_date")
    return day or gap.respond_by


TITLES = (
    "Vi holdt ikke det, vi lovede",
    "Vi holdt det heller ikke anden gang",
    "Vi har svigtet jer flere gange",
)
"""Never the same words twice: the higher the holder, the plainer the failure."""


def _title(gap: Gap) -> str:
    return TITLES[min(gap.level, len(TITLES) - 1)]


def _happened(gap: Gap, word: NextWord, words: str, by_person: Person | None) -> str:
    if by_person is not None:
        return check_text(words, field="words", missing=_("Skriv til familien, hvad der gik galt."))
    minimum = "I skulle have hørt fra os senest {day}. Det gjorde I ikke. {name} har det nu."
    text: str = gap.case.municipality.settings.get("broken_promise_text", minimum)
    return text.format(day=weekday_date(word.due_on), name=gap.responsible.display_name)


def _name_date(case: Case, word: NextWord, day: date, update: Update) -> None:
    NextWordChange.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        person_id=word.person_id,
        update_row=update,
        old=word.due_on,
        new=day,
        at=clock.now(),
    )
    word.due_on = day
    word.save(update_fields=["due_on"])


def _locked(case_id: UUID) -> Case:
    return (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("municipality", "unit").get(pk=case_id)
    )
