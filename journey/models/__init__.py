"""The case: who, what happens, what is known, what is promised, who may see it."""

from journey.models.agreements import Agreement, AgreementHandover
from journey.models.audit import ReadLog
from journey.models.base import CaseRow, Tenant
from journey.models.blueprint import Blueprint
from journey.models.case import Case, CaseRole
from journey.models.contact import Absence, ContactAssignment
from journey.models.decisions import Decision
from journey.models.events import Event, OutboxItem
from journey.models.gaps import Gap, GapMove
from journey.models.meetings import Meeting, Participant
from journey.models.notices import Notice, NoticeTask, Recipient, SignOff
from journey.models.people import Child, Employment, ExternalIdentity, Municipality, Person, Relation, Unit
from journey.models.promises import CommunicationAgreement, NextWord, NextWordChange
from journey.models.questions import Question, QuestionMove, TalkOffer
from journey.models.steps import DateMove, Step, StepMove
from journey.models.updates import Note, Update
from journey.models.visits import Visit
from journey.models.waits import Wait

__all__ = [
    "Absence",
    "Agreement",
    "AgreementHandover",
    "Blueprint",
    "Case",
    "CaseRole",
    "CaseRow",
    "Child",
    "CommunicationAgreement",
    "ContactAssignment",
    "DateMove",
    "Decision",
    "Employment",
    "Event",
    "ExternalIdentity",
    "Gap",
    "GapMove",
    "Meeting",
    "Municipality",
    "NextWord",
    "NextWordChange",
    "Note",
    "Notice",
    "NoticeTask",
    "OutboxItem",
    "Participant",
    "Person",
    "Question",
    "QuestionMove",
    "ReadLog",
    "Recipient",
    "Relation",
    "SignOff",
    "Step",
    "StepMove",
    "TalkOffer",
    "Tenant",
    "Unit",
    "Update",
    "Visit",
    "Wait",
]
