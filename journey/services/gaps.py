"""Opening, handing up and closing broken promises (P1-P7, RQ-003, RQ-004); telling the family is services.breaches.

A gap is closed by what the family was owed, never by hand: there is no service to close one because it is old.
"""

from uuid import UUID

from django.db import transaction

from journey.access.chain import chain_of
from journey.access.roles import family_of
from journey.models import Case, Gap, GapMove
from journey.models.gaps import GapKind
from journey.rules import clock, gaps
from journey.rules.gaps import Broken
from journey.services.events import record_event

OWED_AFTER_THE_END = frozenset({GapKind.QUESTION_LATE})
"""What a family can still ask of a closed case is owed an answer as any other question (RQ-038)."""


@transaction.atomic(durable=True)
def gap_open(*, broken: Broken) -> Gap | None:
    """Write the gap with the first person of its chain; None when somebody has just written it.

    Locked on the case, so that a word that is being sent right now is either seen by the next scan or comes first.
    """
    case = locked_case(broken.case_id)
    if not (case.is_open or broken.kind in OWED_AFTER_THE_END):
        return None
    if Gap.objects.filter(**_same(broken), closed_at__isnull=True).exists():
        return None
    now = clock.now()
    gap = Gap.objects.create(
        **_same(broken),
        municipality_id=case.municipality_id,
        broken_on=broken.broken_on,
        opened_at=now,
        level=0,
        responsible=chain_of(case, broken.kind, broken.subject_id, now)[0],
        respond_by=gaps.respond_by(clock.local(now).date(), case.days.calendar),
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

    Not before its day, but from who has become a custodian of the child at once: that person sees no more of it.
    Gives the gap as it was when somebody has just handed it up or closed it.
    """
    case = locked_case(gap.case_id)
    gap = Gap.objects.select_for_update(no_key=True).get(pk=gap.pk)
    now = clock.now()
    today = clock.local(now).date()
    is_at_home = family_of(case, now).filter(person=gap.responsible_id).exists()
    if gap.closed_at is not None or (gap.respond_by >= today and not is_at_home):
        return gap
    chain = chain_of(case, gap.kind, gap.subject_id, now)
    rest = chain[gap.level + 1 :]
    if is_at_home:  # who is a custodian is in no chain: the next has that place in it
        rest = chain[gap.level :] or chain[-1:]
    above = [person for person in rest if person.pk != gap.responsible_id]
    gap.respond_by = gaps.respond_by(today, case.days.calendar)
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
    case = locked_case(gap.case_id)
    gap = Gap.objects.select_for_update(no_key=True).get(pk=gap.pk)
    if gap.closed_at is None:
        gap.closed_at, gap.closed_how = clock.now(), how
        gap.save(update_fields=["closed_at", "closed_how"])
        record_event(kind="gap.closed", case=case, actor=None, subject_id=gap.pk)
    return gap


def locked_case(case_id: UUID) -> Case:
    """The case, locked before any of its gaps. Runs inside a service's transaction."""
    return (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("municipality", "unit").get(pk=case_id)
    )
