"""Whose question it is: who may see it, answer it, give it a name and a day; and who has it when asked (P5, G5)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from journey.access.chain import covers_of, leaders_upwards, not_at_home, those_here
from journey.access.gate import Access, case_for
from journey.access.matrix import Action, Role
from journey.access.queries import leaders, professionals, responsible_staff
from journey.access.staff_side import staff_case_for
from journey.errors import NotYours
from journey.models import Case, ContactAssignment, Employment, Person, Question, TalkOffer
from journey.models.questions import QuestionKind

_ASKERS = {Action.WITHDRAW_QUESTION}


def visible_questions(access: Access) -> QuerySet[Question]:
    """Those that the person may read: own ones for family, all for contact and cover, owned ones for other staff."""
    rows = access.case.questions.all()
    if access.is_family:
        return rows.filter(asker=access.person)
    if access.roles & {Role.CONTACT, Role.COVER}:
        return rows.exclude(asker=access.person)
    return rows.filter(owner=access.person)


def question_for(person: Person, case_id: UUID, question_id: UUID, need: Action) -> tuple[Access, Question]:
    """The question, if the person may do ``need`` with it now. Raises NotYours, also for one of another case."""
    question = Question.objects.filter(pk=question_id, case=case_id).select_related("case", "asker", "owner").first()
    gate = case_for if need in _ASKERS else staff_case_for
    access = gate(person, case_id, need, owner_id=_whose(question, need))
    if question is None or not _is_told(access, question):
        raise NotYours
    return access, question


def owner_of_question(need: Action, question_id: UUID) -> UUID | None:
    """Whose question it is for an action, as the gate wants to know it; None for an unknown one."""
    return _whose(Question.objects.filter(pk=question_id).first(), need)


def _whose(question: Question | None, need: Action) -> UUID | None:
    if question is None:
        return None
    return question.asker_id if need in _ASKERS else question.owner_id


def question_within(access: Access, question_id: UUID) -> Question:
    """The question of a case that has passed the gate for it. Raises NotYours."""
    rows = access.case.questions.select_related("asker", "owner", "step", "case__municipality")
    question = rows.filter(pk=question_id).first()
    if question is None or not _is_told(access, question):
        raise NotYours
    return question


def _is_told(access: Access, question: Question) -> bool:
    """A leader is not told that somebody needs to be heard (RQ-086); staff never handle a question of their own."""
    if access.person.pk in {question.asker_id, question.owner_id}:
        return access.is_family == (access.person.pk == question.asker_id)
    return question.kind != QuestionKind.HEARD or bool(access.roles & {Role.CONTACT, Role.COVER})


def may_read(access: Access, question: Question) -> bool:
    """A leader gives a late question a name and a day and learns neither whose nor what it is (G14)."""
    answers = bool(access.roles & {Role.CONTACT, Role.COVER})
    return answers or access.person.pk in {question.asker_id, question.owner_id}


def talk_for(person: Person, case_id: UUID, offer_id: UUID) -> tuple[Access, TalkOffer]:
    """An offered hour, if it was offered to the person. Raises NotYours."""
    offer = TalkOffer.objects.filter(pk=offer_id, case=case_id).select_related("case", "offered_by", "person").first()
    access = case_for(person, case_id, Action.PICK_TALK, owner_id=offer.person_id if offer else None)
    if offer is None:
        raise NotYours
    return access, offer


def answers_now(case: Case, at: datetime) -> Person:
    """Who has what a family asks at ``at``: the contact; else who is here of cover, deputy and the unit's leaders.

    Whoever has left is away for good, and so is a custodian in the case of the own child. With nobody here it is the
    cover or the contact all the same: then the watch has opened a gap (P1).
    """
    contact = ContactAssignment.objects.select_related("person", "deputy").get(case=case, period__contains=at)
    if those_here([contact.person], case, at):
        return contact.person
    covers = covers_of(contact, at)
    above = leaders_upwards(case, at)
    there = those_here([*covers, contact.deputy, *above], case, at)
    anyway = there or not_at_home([*covers, contact.person, contact.deputy, *above], case, at)
    return anyway[0] if anyway else contact.person


def around(case: Case, at: datetime) -> QuerySet[Person]:
    """The staff around the child, who can be given a question: they can open the case, and have not left."""
    groups = (responsible_staff(case, at), professionals(case, at), leaders(case, at))
    who = Q()
    for group in groups:
        who |= Q(pk__in=group.values("pk"))
    works = Employment.objects.filter(municipality=case.municipality_id, period__contains=at)
    return Person.objects.filter(who, is_active=True, pk__in=works.values("person"))
