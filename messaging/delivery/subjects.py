"""What the row behind an event says about who may know of it. Read anew each time: rows get withheld."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from journey.access.questions import answers_now
from journey.access.translated import ROW, Rows, Translation
from journey.models import (
    Absence,
    Agreement,
    CaseRole,
    CommunicationAgreement,
    ContactAssignment,
    Decision,
    Event,
    Gap,
    Meeting,
    Question,
    Relation,
    Step,
    TalkOffer,
    Update,
    Wait,
)
from journey.models.base import Visibility
from journey.models.updates import UpdateKind
from journey.rules import clock
from messaging.models import Message, Thread

_UPDATE: Rows[Update] = Rows(lambda: Update.objects.filter(pk=ROW))
_GAP: Rows[Gap] = Rows(lambda: Gap.objects.filter(pk=ROW))
STAFF_CHANGES = {UpdateKind.CONTACT_CHANGE, UpdateKind.ABSENCE}


@dataclass(frozen=True, slots=True)
class Subject:
    is_withheld: bool = False
    """Kept from the family, who must not be able to tell that it exists (T11)."""
    only_for: UUID | None = None
    """The one family member it concerns."""
    from_family: bool = False
    concerns: frozenset[UUID] = frozenset()
    """Staff with whom something begins to lie by this event, whatever they were in the case before (RQ-025)."""
    must_go: bool = False
    """Goes whatever a person's preferences say, also where others of its kind are ordinary news (RQ-093)."""
    about_id: UUID | None = None
    """What an open page calls it: a message is news of its thread."""


def subject_of(event: Event) -> Subject:
    """Nothing to say about kinds without a row of their own; a row that is gone counts as withheld."""
    read = _READERS.get(event.kind.split(".")[0])
    return read(event) if read else Subject()


def _withheld(*visibilities: str | None) -> bool:
    return Visibility.WITHHELD in visibilities


def _update(event: Event) -> Subject:
    row = _UPDATE.first({ROW: event.subject_id})
    if row is None:
        return Subject(is_withheld=True)
    only_for, must_go = row.only_for_id, row.kind in STAFF_CHANGES
    return Subject(is_withheld=_withheld(row.visibility), only_for=only_for, must_go=must_go)


def _step(event: Event) -> Subject:
    row = Step.objects.filter(pk=event.subject_id).values_list("visibility", "owner").first()
    return Subject(is_withheld=row is None or _withheld(row[0]), concerns=_people(row[1] if row else None))


def _wait(event: Event) -> Subject:
    row = Wait.objects.filter(pk=event.subject_id).values_list("visibility", "step__visibility", "holder").first()
    return Subject(is_withheld=row is None or _withheld(*row[:2]), concerns=_people(row[2] if row else None))


def _role(event: Event) -> Subject:
    """Whoever gets or loses the role is told of it, also when it was their only part here (RQ-025)."""
    if event.kind == "role.told":
        return Subject()  # the family's line, and no role
    return Subject(concerns=_people(*CaseRole.objects.filter(pk=event.subject_id).values_list("person", flat=True)))


def _people(*ids: UUID | None) -> frozenset[UUID]:
    return frozenset(one for one in ids if one)


def _contact(event: Event) -> Subject:
    """The next contact and deputy, also while they are only announced, and when that is called off."""
    row = ContactAssignment.everything.filter(pk=event.subject_id).values_list("person", "deputy").get()
    return Subject(concerns=_people(*row))


def _absence(event: Event) -> Subject:
    return Subject(concerns=_people(Absence.objects.filter(pk=event.subject_id).values_list("cover", flat=True).get()))


def _meeting(event: Event) -> Subject:
    row = Meeting.objects.filter(pk=event.subject_id).values_list("visibility", "only_for").first()
    return Subject(is_withheld=row is None or _withheld(row[0]), only_for=row[1] if row else None)


def _decision(event: Event) -> Subject:
    row = Decision.objects.filter(pk=event.subject_id).values_list("visibility", "step__visibility", "decider").first()
    return Subject(is_withheld=row is None or _withheld(*row[:2]), concerns=_people(row[2] if row else None))


def _agreement(event: Event) -> Subject:
    """It lies with its owner; what one of the family does lies with nobody else than before."""
    row = Agreement.objects.select_related("meeting").filter(pk=event.subject_id).first()
    if row is None:
        return Subject(is_withheld=True)
    seen = (row.visibility, row.meeting.visibility if row.meeting else None)
    return Subject(is_withheld=_withheld(*seen), concerns=_people(row.holder_id))


def _communication(event: Event) -> Subject:
    person, watcher = (
        CommunicationAgreement.objects.filter(pk=event.subject_id).values_list("person", "watched_by").get()
    )
    return Subject(only_for=person, concerns=_people(watcher))


def _relation(event: Event) -> Subject:
    return Subject(only_for=Relation.objects.filter(pk=event.subject_id).values_list("person", flat=True).get())


def _gap(event: Event) -> Subject:
    """A broken promise is the task of the one who has it, and nobody else's news."""
    [row] = _GAP.all({ROW: event.subject_id})
    return Subject(concerns=frozenset({row.responsible_id}))


def _question(event: Event) -> Subject:
    question = Question.objects.select_related("case").get(pk=event.subject_id)
    if event.kind == "question.due_soon":
        return Subject(only_for=question.asker_id, concerns=_reminded(question))
    concerns = frozenset({question.owner_id})
    return Subject(only_for=question.asker_id, concerns=concerns, from_family=event.actor_id == question.asker_id)


def _reminded(question: Question) -> frozenset[UUID]:
    """Whoever has it, and the contact or who stands in; nobody once it has been answered."""
    if question.closed_at is not None:
        return frozenset()
    return frozenset({question.owner_id, answers_now(question.case, clock.now()).pk})


def _talk(event: Event) -> Subject:
    return Subject(only_for=TalkOffer.objects.filter(pk=event.subject_id).values_list("person", flat=True).get())


def _message(event: Event) -> Subject:
    if event.kind == "message.seen":
        guardian = Thread.objects.filter(pk=event.subject_id).values_list("guardian", flat=True).get()
        return Subject(only_for=guardian, from_family=event.actor_id == guardian, about_id=event.subject_id)
    row = event.subject_row
    if isinstance(row, Message):  # a message is never withheld, and never changes
        return Subject(only_for=row.thread.guardian_id, from_family=row.from_family, about_id=row.thread_id)
    ((thread, guardian, from_family),) = _of_message().rows({ROW: event.subject_id})
    return Subject(only_for=guardian, from_family=from_family, about_id=thread)


@cache
def _of_message() -> Translation:
    return Translation.of(Message.objects.filter(pk=ROW).values("thread", "thread__guardian", "from_family"))


_READERS: dict[str, Callable[[Event], Subject]] = {
    "update": _update,
    "promise": _update,
    "gap": _gap,
    "role": _role,
    "step": _step,
    "wait": _wait,
    "meeting": _meeting,
    "decision": _decision,
    "contact": _contact,
    "absence": _absence,
    "agreement": _agreement,
    "communication": _communication,
    "relation": _relation,
    "question": _question,
    "talk": _talk,
    "message": _message,
}
