"""What I have been told, and that I have seen it; for staff, how news reached the family and what they did about it."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import Body, Choice, FamilyMember, Nothing, Words
from api.pagination import AfterId
from api.v1.shapes import Ledger, NoticeLine, Notices, Written, WrittenAll
from journey.access.matrix import Action
from journey.access.notices import notice_for, own_notices, told_family_one
from journey.access.staff_side import staff_case_for
from journey.models import Recipient
from journey.services.notices import notice_acknowledge
from journey.services.unreached import notice_call, notice_letter, notice_sign_off
from messaging.selectors.ledger import ledger, silences

CALL_OUTCOMES = [("reached", "reached"), ("not_reached", "not_reached")]
MOST_OWN = 100


class NoticesView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(Notices)
    def get(self) -> Notices:
        """The latest news to me in the case, and since when it is known that I know it. Nobody else's."""
        rows = own_notices(self.access).select_related("notice").order_by("-recorded_at", "pk")[:MOST_OWN]
        return Notices(
            tuple(
                NoticeLine(one.pk, one.notice.kind, one.notice.is_critical, one.recorded_at, one.informed_at)
                for one in rows
            )
        )


class AcknowledgeView(CaseEndpoint):
    actions = {"POST": Action.ACKNOWLEDGE_NOTICE}
    notice: Recipient

    def gate(self, **ids: UUID) -> None:
        need = self.need or Action.ACKNOWLEDGE_NOTICE
        self.access, self.notice = notice_for(self.person, ids["case_id"], ids["notice_id"], need)

    @writes(Nothing, Written, status=200, repeatable=True)
    def post(self, _body: Values) -> Written:
        """The app has shown me this piece of news. Nothing more is tried to reach me with it."""
        return Written(notice_acknowledge(recipient=self.notice).pk)


class StaffNoticeEndpoint(CaseEndpoint):
    """The staff side of the same, which does not exist for staff who are custodians of the child."""

    def gate(self, **ids: UUID) -> None:
        self.access = staff_case_for(self.person, ids["case_id"], self.need or Action.READ_DELIVERY)


class DeliveryView(StaffNoticeEndpoint):
    actions = {"GET": Action.READ_DELIVERY}

    @reads(Ledger, query=AfterId)
    def get(self, asked: Values) -> Ledger:
        """News to the family, the newest first: by which road, in which state, why not. Contact, cover and leaders."""
        limit = asked["limit"]
        lines = ledger(self.access, limit=limit + 1, after=asked["after"])
        more = lines[limit - 1].id if len(lines) > limit else None
        return Ledger(tuple(lines[:limit]), tuple(silences(self.access)), more)


class NoticeCallBody(Body):
    person = FamilyMember(help_text="Who was called.")
    outcome = Choice(choices=CALL_OUTCOMES, help_text="Whether the person was told.")


class NoticeCallView(StaffNoticeEndpoint):
    actions = {"POST": Action.SETTLE_NOTICE}

    @writes(NoticeCallBody, WrittenAll)
    def post(self, body: Values) -> WrittenAll:
        """Somebody has called about everything important that the person has not been proven to know."""
        reached = body["outcome"] == "reached"
        done = notice_call(case=self.access.case, person=body["person"], by=self.person, reached=reached)
        return WrittenAll(tuple(one.pk for one in done))


class NoticeLetterBody(Body):
    person = FamilyMember(help_text="To whom the letter was sent.")


class NoticeLetterView(StaffNoticeEndpoint):
    actions = {"POST": Action.SETTLE_NOTICE}

    @writes(NoticeLetterBody, WrittenAll)
    def post(self, body: Values) -> WrittenAll:
        """A letter has been sent. It informs nobody: the news stays open until there is proof or a sign-off."""
        done = notice_letter(case=self.access.case, person=body["person"], by=self.person)
        return WrittenAll(tuple(one.pk for one in done))


class SignOffBody(Body):
    reason = Words(help_text="Why nobody tries any longer. The family does not read it.")


class SignOffView(StaffNoticeEndpoint):
    actions = {"POST": Action.SETTLE_NOTICE}
    notice: Recipient

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        self.notice = told_family_one(self.access, ids["notice_id"])

    @writes(SignOffBody, Written)
    def post(self, body: Values) -> Written:
        """The stop rule: I say why nobody tries any longer, after somebody has called or written."""
        return Written(notice_sign_off(recipient=self.notice, by=self.person, reason=body["reason"]).pk)
