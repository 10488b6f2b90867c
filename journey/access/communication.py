"""How each family member has asked to hear from us: the agreement that holds on a day (RQ-096, RQ-097)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Min, QuerySet

from journey.access.translated import CASE, TODAY, VIEWER, Rows
from journey.models import CommunicationAgreement, Step
from journey.models.base import Visibility
from journey.rules import clock

Key = tuple[UUID, UUID]
"""Case and person."""


def in_force(case_ids: Iterable[UUID], on: date) -> dict[Key, CommunicationAgreement]:
    """Each person's latest agreement in each case, by case and person. Who has none is not in it. One statement."""
    made = CommunicationAgreement.objects.filter(case__in=list(case_ids), valid_from__lte=on)
    return {(row.case_id, row.person_id): row for row in _latest(made).select_related("watched_by")}


def _latest(made: QuerySet[CommunicationAgreement]) -> QuerySet[CommunicationAgreement]:
    return made.order_by("case", "person", "-valid_from").distinct("case", "person")


_IN_FORCE: Rows[CommunicationAgreement] = Rows(
    lambda: _latest(CommunicationAgreement.objects.filter(case=CASE, valid_from__lte=TODAY))
)

_WITH_ONE: Rows[CommunicationAgreement] = Rows(
    lambda: CommunicationAgreement.objects.filter(case=CASE, person=VIEWER, valid_from__lte=TODAY).order_by(
        "-valid_from"
    )[:1]
)


def in_force_of(case_id: UUID, on: date) -> list[CommunicationAgreement]:
    """The same for one case: each person's latest agreement. The relay of every event asks."""
    return _IN_FORCE.all({CASE: case_id, TODAY: on})


def agreed_with(case_id: UUID, person_id: UUID, on: date) -> CommunicationAgreement | None:
    """The one person's agreement in the case, if there is one."""
    return _WITH_ONE.first({CASE: case_id, VIEWER: person_id, TODAY: on})


def new_phases(case_ids: Iterable[UUID]) -> dict[UUID, list[date]]:
    """The days on which each case came to another phase than those before; one statement.

    Only by steps that the family can see: what is withheld must not be told by a question either (T11).
    """
    seen = Step.objects.filter(case__in=list(case_ids), visibility=Visibility.RELEASED, started_at__isnull=False)
    begun = seen.exclude(phase="").values_list("case", "phase").annotate(first=Min("started_at")).order_by("first")
    found: dict[UUID, list[date]] = defaultdict(list)
    for case, _phase, first in begun:
        found[case].append(clock.local(first).date())
    return {case: days[1:] for case, days in found.items()}
