"""Whose news it is: what a person has been told, and what staff may know of how it reached the family (P6, N7)."""

from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.gate import Access, case_for
from journey.access.matrix import Action, Role
from journey.errors import NotYours
from journey.models import Person, Question, Recipient, Relation
from journey.models.questions import QuestionKind


def own_notices(access: Access) -> QuerySet[Recipient]:
    """What the person has been told of the case, and nobody else's (G5)."""
    return Recipient.objects.filter(case=access.case, person=access.person)


def notice_for(person: Person, case_id: UUID, notice_id: UUID, need: Action) -> tuple[Access, Recipient]:
    """What the person was told, if the person may do ``need`` with it now. Raises NotYours, also for another's news."""
    row = Recipient.objects.filter(pk=notice_id, case=case_id).select_related("case", "person").first()
    access = case_for(person, case_id, need, owner_id=row.person_id if row else None)
    if row is None:
        raise NotYours
    return access, row


def told_family(access: Access) -> QuerySet[Recipient]:
    """What the family has been told. Requires READ_DELIVERY, which the caller has passed at the gate."""
    return Recipient.objects.filter(~kept_from(access, "notice__event"), case=access.case, is_family=True)


def told_family_one(access: Access, notice_id: UUID) -> Recipient:
    row = told_family(access).select_related("person", "notice", "case").filter(pk=notice_id).first()
    if row is None:
        raise NotYours
    return row


def kept_from(access: Access, event: str) -> Q:
    """Events about a question of who needs to be heard: no leader learns that there is one (RQ-086).

    ``event`` is the path to the event from the rows that are filtered.
    """
    if access.roles & {Role.CONTACT, Role.COVER}:
        return Q(pk__in=[])
    heard = Question.objects.filter(case=access.case, kind=QuestionKind.HEARD)
    return Q(**{f"{event}__subject_id__in": heard.values("pk")})


def family_ever(access: Access) -> QuerySet[Person]:
    """Everybody who stands or has stood to the child in some way: of whom it may be asked whether they were told."""
    return Person.objects.filter(pk__in=Relation.objects.filter(child=access.case.child_id).values("person"))
