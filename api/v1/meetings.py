"""Meetings: planned, changed, cancelled, held, concluded."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import (
    Body,
    Choice,
    Moment,
    OneOfCase,
    Several,
    Words,
    YesNo,
    optional,
    optional_day,
    optional_words,
)
from api.v1.shapes import Meetings, MeetingSet, Written
from journey.access.matrix import Action
from journey.access.queries import visible_meetings
from journey.errors import NotYours
from journey.models import Meeting
from journey.selectors.shapes import TimelineItem
from journey.selectors.timeline import timeline
from journey.services.meetings import (
    Invitee,
    MeetingTexts,
    meeting_cancel,
    meeting_conclude,
    meeting_held,
    meeting_plan,
    on_short_notice,
    participant_add,
)

TEXTS = ("title", "purpose", "can_decide", "is_not", "place", "question")
MOST_INVITEES = 50


class InviteeBody(Body):
    name = Words(max_length=200)
    role = Words(max_length=100)
    why = optional_words(max_length=300, help_text="Why this person is there.")
    person = optional(OneOfCase, help_text="The person, if known here; null for a guest by name.")
    is_family = YesNo(default=False)


class MeetingBody(Body):
    title = Words(max_length=200)
    purpose = Words()
    can_decide = optional_words()
    is_not = optional_words()
    place = optional_words(max_length=200)
    question = optional_words(help_text="Compulsory for a meeting without the family.")
    without_family = YesNo(default=False)
    starts_at = Moment()
    ends_at = Moment(required=False, allow_null=True, default=None)
    invitees = Several(child=InviteeBody(), max_length=MOST_INVITEES, help_text="At least one.")
    next_word_on = optional_day()


class MeetingsView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE, "POST": Action.MANAGE_MEETING}

    @reads(Meetings)
    def get(self) -> Meetings:
        """All meetings that I may see, held and cancelled ones too."""
        thread = timeline(self.access)
        found = [item for item in (*thread.past, *thread.current, *thread.ahead) if item.meeting]
        return Meetings(tuple(sorted(found, key=_start)))

    @writes(MeetingBody, MeetingSet)
    def post(self, body: Values) -> MeetingSet:
        """Plan a meeting. The receipt says when it is at short notice."""
        texts = MeetingTexts(**{name: body.pop(name) for name in TEXTS})
        invitees = tuple(Invitee(**one) for one in body.pop("invitees"))
        case, by = self.access.case, self.person
        meeting = meeting_plan(case=case, by=by, texts=texts, invitees=invitees, **body)
        return MeetingSet(meeting.pk, on_short_notice(meeting))


def _start(item: TimelineItem) -> tuple[object, UUID]:
    return (item.at, item.id)


class MeetingEndpoint(CaseEndpoint):
    """An address below one meeting of a case."""

    actions = {"POST": Action.MANAGE_MEETING}
    meeting: Meeting

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        found = visible_meetings(self.access).filter(pk=ids["meeting_id"]).first()
        if found is None:
            raise NotYours
        self.meeting = found


class ParticipantsView(MeetingEndpoint):
    @writes(InviteeBody, Written)
    def post(self, body: Values) -> Written:
        """Invite one more; the family is told at once."""
        return Written(participant_add(meeting=self.meeting, by=self.person, invitee=Invitee(**body)).pk)


class CancelBody(Body):
    cancelled_by = Choice(choices=[("municipality", "municipality"), ("family", "family")])
    reason = Words()
    next_word_on = optional_day()


class CancelView(MeetingEndpoint):
    @writes(CancelBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Cancel; the meeting stays visible with who cancelled and why."""
        return Written(meeting_cancel(meeting=self.meeting, by=self.person, **body).pk)


class HeldBody(Body):
    conclusion_due_on = optional_day(help_text="The day the conclusion is promised by; null: as the template says.")


class HeldView(MeetingEndpoint):
    @writes(HeldBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """The meeting was held; its conclusion is promised by a day."""
        return Written(meeting_held(meeting=self.meeting, by=self.person, **body).pk)


class ConclusionBody(Body):
    conclusion = Words()
    next_word_on = optional_day()


class ConclusionView(MeetingEndpoint):
    @writes(ConclusionBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Publish the conclusion: the same words to everyone."""
        return Written(meeting_conclude(meeting=self.meeting, by=self.person, **body).pk)
