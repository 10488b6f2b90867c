"""Calls and letters about news that has not been proven to arrive: one desk row a person, however much there is."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from journey.access.queries import answered_cases
from journey.models import Case, NoticeTask, Person
from journey.models.notices import NoticeTaskKind
from journey.rules import clock
from journey.selectors.desk_rows import desk_row
from journey.selectors.staff_shapes import DeskRow

ROW_KINDS = {NoticeTaskKind.CALL: "notice_call", NoticeTaskKind.LETTER: "notice_letter"}


def due_tasks(case_ids: Iterable[UUID]) -> QuerySet[NoticeTask]:
    """What is to be done by now, the oldest first; what the person knows meanwhile is not."""
    open_now = NoticeTask.objects.filter(done_at__isnull=True, due_at__lte=clock.now(), case__in=list(case_ids))
    waiting = open_now.filter(recipient__informed_at__isnull=True, recipient__sign_off__isnull=True)
    return waiting.select_related("recipient__person").order_by("due_at", "pk")


def cases_with_tasks(person: Person) -> list[UUID]:
    """The cases, closed ones too, that the person answers and in which somebody has to be called or written to."""
    mine = answered_cases(person).values_list("pk", flat=True)
    return list(due_tasks(mine).order_by().values_list("case", flat=True).distinct())


def notice_rows(cases: Iterable[Case]) -> list[DeskRow]:
    """One row per case, person and kind. ``cases`` carry the child (``with_facts``)."""
    by_id = {case.pk: case for case in cases}
    found: dict[tuple[UUID, UUID, str], DeskRow] = {}
    for one in due_tasks(by_id):
        person = one.recipient.person
        kind = ROW_KINDS[NoticeTaskKind(one.kind)]
        due_on = clock.local(one.due_at).date()
        row = desk_row(kind, by_id[one.case_id], person.pk, "", due_on, person.given_name, person.pk)
        found.setdefault((one.case_id, person.pk, kind), row)
    return list(found.values())
