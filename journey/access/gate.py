"""The only way to a case: fetch, may they, log. Not yours and not there are the same answer (G9, T13, T30)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journey.access.found import found_case
from journey.access.held import has_only_withheld
from journey.access.looks import write_look
from journey.access.matrix import SEES_WITHHELD, TELLS_FAMILY, Action, Right, Role, right_to
from journey.errors import NotYours
from journey.models import Case, Person, ReadLog
from journey.rules import clock


@dataclass(frozen=True, slots=True)
class Access:
    """A case that ``person`` may act on, with the roles that gave the right."""

    case: Case
    person: Person
    roles: frozenset[Role]
    at: datetime
    is_unseen: bool = False
    """Whether the family can see nothing of why the person is here: then they read nothing with the person's name."""

    @property
    def is_family(self) -> bool:
        """Whether the person sees the family's side. Someone who is both sees the family's side."""
        return Role.CUSTODIAN in self.roles

    @property
    def sees_withheld(self) -> bool:
        return not self.is_family and bool(self.roles & SEES_WITHHELD)

    def may(self, action: Action, *, owner_id: UUID | None = None) -> bool:
        """Whether the person may also do ``action``; ``owner_id`` is whose thing it is, where that matters."""
        if self.is_unseen and action in TELLS_FAMILY:
            return False
        return _allows(right_to(action, self.roles), self.person, owner_id)


def case_for(person: Person, case_id: UUID, need: Action, *, owner_id: UUID | None = None) -> Access:
    """The case, if the person may do ``need`` on it now; every look leaves a row in the read log.

    Raises NotYours for an unknown case and for a forbidden one alike.
    """
    at = clock.now()
    case, roles = found_case(person, case_id, at) or (None, frozenset[Role]())
    access = Access(case, person, roles, at, _is_unseen(case, person, roles, at)) if case else None
    allowed = person.is_active and access is not None and access.may(need, owner_id=owner_id)
    _log(person, case_id, need, sorted(roles)[0] if allowed else "", allowed=allowed, at=at)
    if access is None or not allowed:
        raise NotYours
    return access


def _is_unseen(case: Case, person: Person, roles: frozenset[Role], at: datetime) -> bool:
    return roles == {Role.PROFESSIONAL} and has_only_withheld(case, person, at)


def _allows(right: Right | None, person: Person, owner_id: UUID | None) -> bool:
    return right is Right.YES or (right is Right.OWN and owner_id == person.pk)


def _log(person: Person, case_id: UUID, need: Action, role: str, *, allowed: bool, at: datetime) -> None:
    write_look(
        ReadLog(
            municipality_id=person.municipality_id,
            case_ref=case_id,
            person=person,
            role=role,
            action=need,
            allowed=allowed,
            at=at,
        )
    )
