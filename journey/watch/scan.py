"""The scan of every minute: what is broken gets a gap, what is put right loses it, what is not answered climbs.

It holds no state of its own. Whoever was down for a day finds everything at the next scan, once (law and time 10.2).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet

from journey.access.reminders import to_remind
from journey.access.translated import MUNICIPALITY, NOW, TODAY, Rows
from journey.models import Case, Gap, Municipality, Question, Relation
from journey.models.gaps import GapKind
from journey.models.people import RelationKind
from journey.rules import clock, gaps
from journey.rules.gaps import Broken
from journey.rules.working_days import calendar_named
from journey.selectors.agreements import left_behind
from journey.selectors.broken import broken_now, orphaned
from journey.services.agreements import agreements_follow_contact
from journey.services.breaches import breach_tell
from journey.services.gaps import gap_close, gap_hand_up, gap_open
from journey.services.late_answers import late_answer_tell
from journey.services.questions import question_inherit
from journey.services.reminders import question_remind

TELL = {GapKind.NEXT_WORD_BROKEN: breach_tell, GapKind.QUESTION_LATE: late_answer_tell}
"""Promises to a person by a date: when one is broken, that person is told by name and with a new date."""


def _open_here() -> QuerySet[Gap]:
    return Gap.objects.filter(municipality=MUNICIPALITY, closed_at__isnull=True)


def _to_climb() -> Q:
    """What nobody has answered in time; and what lies with a custodian of the child, who is no staff of the case."""
    custody = Relation.objects.filter(
        kind=RelationKind.CUSTODIAN,
        period__contains=NOW,
        person=OuterRef("responsible"),
        child=OuterRef("case__child"),
    )
    return Q(respond_by__lt=TODAY) | Q(Exists(custody))


_OPEN: Rows[Gap] = Rows(_open_here, case=Case)
_LATE: Rows[Gap] = Rows(lambda: _open_here().filter(_to_climb()).order_by("respond_by", "pk"))
_UNTOLD: Rows[Gap] = Rows(lambda: _open_here().filter(kind__in=TELL, told_at__isnull=True, broken_on__lte=TODAY))
OfACase = TypeVar("OfACase", Broken, Gap, Question)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What one scan did."""

    opened: int = 0
    closed: int = 0
    handed_up: int = 0
    told: int = 0
    reminded: int = 0


def scan(*, only: Collection[UUID] | None = None) -> Found:
    """Look through every municipality, or at these cases ``only``: a story that is played in the past, beside cases
    that are at another day, watches its own."""
    found = Found()
    for municipality in Municipality.objects.order_by("slug"):
        one = scan_municipality(municipality, only=only)
        found = Found(*(getattr(found, name) + getattr(one, name) for name in Found.__slots__))
    return found


def scan_municipality(municipality: Municipality, *, only: Collection[UUID] | None = None) -> Found:
    """1. What has lost its owner goes to whoever is there. 2. Whoever answers is reminded before a promise is broken.

    3. Open what is new. 4. Close what is put right. 5. In the morning: hand up, then tell the families.
    """
    real = {MUNICIPALITY: municipality.pk, NOW: clock.now(), TODAY: clock.today()}
    for case in left_behind(municipality):
        if only is None or case.pk in only:
            agreements_follow_contact(case=case)
    for question in _watched(orphaned(municipality), only):
        question_inherit(question=question)
    reminded = sum(question_remind(question=question) for question in _watched(to_remind(municipality), only))
    broken = {one.key: one for one in _watched(broken_now(municipality), only)}
    there = {_key(gap): gap for gap in _watched(_OPEN.all(real), only)}
    opened = sum(1 for key in sorted(broken.keys() - there.keys(), key=str) if gap_open(broken=broken[key]))
    closed = [gap_close(gap=gap, how=_how(gap)) for key, gap in there.items() if key not in broken]
    handed_up = told = 0
    if gaps.may_climb(clock.now(), calendar_named(municipality.calendar)):
        handed_up = _hand_up(_watched(_LATE.all(real), only))
        told = _tell(_watched(_UNTOLD.all(real), only))
    return Found(opened=opened, closed=len(closed), handed_up=handed_up, told=told, reminded=reminded)


def _watched(found: Iterable[OfACase], only: Collection[UUID] | None) -> Iterator[OfACase]:
    return (one for one in found if only is None or one.case_id in only)


def _key(gap: Gap) -> tuple[object, ...]:
    return gap.case_id, gap.kind, gap.subject_id, gap.person_id


def _how(gap: Gap) -> str:
    return "put_right" if gap.case.is_open else "case_closed"


def _hand_up(late: Iterable[Gap]) -> int:
    moved = 0
    for gap in late:
        before = gap.responsible_id
        moved += gap_hand_up(gap=gap).responsible_id != before
    return moved


def _tell(untold: Iterable[Gap]) -> int:
    """Everyone is told the next working morning after the promise was broken, and again when somebody else has it."""
    return sum(1 for gap in untold if TELL[GapKind(gap.kind)](gap=gap))
