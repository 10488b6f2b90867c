"""A guardian's thread in a case, and the only ways to reach one (T30, G5)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.access.queries import entitled_family
from journey.access.translated import ROW, Rows
from journey.errors import NotYours
from journey.models import Case, Person
from journey.rules import clock
from messaging.models import Thread

_BY_ID: Rows[Thread] = Rows(lambda: Thread.objects.filter(pk=ROW), guardian=Person)


@dataclass(frozen=True, slots=True)
class ThreadAccess:
    """A thread that the person of ``access`` may use now."""

    access: Access
    thread: Thread

    @property
    def is_staff_side(self) -> bool:
        return self.access.person.pk != self.thread.guardian_id


def thread_of(*, case: Case, guardian: Person) -> Thread:
    """The guardian's thread in the case, made when it is first needed; any number of callers at once get the same row.

    An empty thread says nothing to anyone, so it records no event. Raises NotYours for a person who neither has a
    thread here nor is entitled to follow the case.
    """
    return Thread.objects.filter(case=case, guardian=guardian).first() or _thread_made(case=case, guardian=guardian)


@transaction.atomic(durable=True)
def _thread_made(*, case: Case, guardian: Person) -> Thread:
    if not entitled_family(case, clock.now()).filter(pk=guardian.pk).exists():
        raise NotYours
    thread, _created = Thread.objects.get_or_create(
        case=case, guardian=guardian, defaults={"municipality_id": case.municipality_id}
    )
    return thread


def thread_for(person: Person, case_id: UUID, guardian_id: UUID, need: Action) -> ThreadAccess:
    """The guardian's thread in the case, if the person may do ``need`` with it now.

    Raises NotYours alike for an unknown case, a foreign case, somebody else's thread and an unknown guardian.
    """
    access = case_for(person, case_id, need, owner_id=guardian_id)
    guardian = Person.objects.filter(pk=guardian_id, municipality=person.municipality_id).first()
    if guardian is None:
        raise NotYours
    return ThreadAccess(access, thread_of(case=access.case, guardian=guardian))


def thread_by_id(person: Person, thread_id: UUID, need: Action) -> ThreadAccess:
    """The same for callers that know the thread's id. An unknown id passes the gate too, with a case that no row
    has: it costs and leaves in the read log what a forbidden one does (T13)."""
    thread = _BY_ID.first({ROW: thread_id})
    case_id, owner_id = (thread.case_id, thread.guardian_id) if thread else (uuid4(), None)
    access = case_for(person, case_id, need, owner_id=owner_id)
    if thread is None:
        raise NotYours
    thread.case = access.case
    return ThreadAccess(access, thread)
