"""Opening, handing up and closing broken promises, and telling the family that one is broken (P1-P7, RQ-003 to RQ-005).

A gap is closed by what the family was owed, never by hand: there is no service to close one because it is old.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from journey.access.chain import chain_of
from journey.models import Case, Gap, GapMove, NextWord, NextWordChange, Update
from journey.models.updates import UpdateKind
from journey.rules import clock, gaps
from journey.rules.danish_dates import by, weekday_date
from journey.rules.gaps import Broken
from journey.rules.working_days import calendar_named
from journey.services.events import record_event


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
def breach_tell(*, gap: Gap) -> Update | None:
    """Tell the person that the promised word did not come, who has it now and by when they hear (P4).

    1. Only for a broken next word; the date named is the last on which whoever has it may put it right.
    2. The words are the municipality's minimum text and marked as written by nobody (RQ-005).
    3. It is a breach owned up to and no word: ``promised_on`` stays broken, only the date the family sees moves.

    None when the promise has been kept or somebody has told it meanwhile.
    """
    case = _locked(gap.case_id)
    rows = Gap.objects.select_for_update(no_key=True, of=("self",)).select_related("responsible", "person")
    gap = rows.get(pk=gap.pk)
    if gap.closed_at is not None or gap.told_at is not None or gap.person is None:
        return None
    word = NextWord.objects.select_for_update(no_key=True).get(case=case, person=gap.person)
    name, day = gap.responsible.display_name, gap.respond_by
    update = Update.objects.create(
        case=case,
        municipality_id=case.municipality_id,
        kind=UpdateKind.AUTOMATIC,
        only_for=gap.person,
        title=TITLES[min(gap.level, len(TITLES) - 1)],
        happened=_minimum_text(case).format(day=weekday_date(word.due_on), name=name),
        next_text=f"I hører fra {name} {by(day)}.",
        is_informative=False,
        published_at=clock.now(),
    )
    _name_date(case, word, day, update)
    gap.told_at = clock.now()
    gap.save(update_fields=["told_at"])
    record_event(kind="promise.broken_told", case=case, actor=None, subject_id=update.pk)
    return update


TITLES = (
    "Vi holdt ikke det, vi lovede",
    "Vi holdt det heller ikke anden gang",
    "Vi har svigtet jer flere gange",
)
"""Never the same words twice: the higher the holder, the plainer the failure. Danish, as everything staff write is."""
MINIMUM_TEXT = "I skulle have hørt fra os senest {day}. Det gjorde I ikke. {name} har det nu."


def _minimum_text(case: Case) -> str:
    """The municipality's own words, with ``{day}`` and ``{name}`` in them."""
    text: str = case.municipality.settings.get("broken_promise_text", MINIMUM_TEXT)
    return text


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
