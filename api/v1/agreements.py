"""Agreements: who promised what by when; made, moved, confirmed, concluded."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import BegunMeeting, Body, Choice, Day, Nothing, OneOfCase, Words, optional, optional_day
from api.v1.shapes import Agreements, Written
from journey.access.matrix import Action
from journey.access.queries import visible_agreements
from journey.errors import NotYours
from journey.models import Agreement
from journey.models.agreements import Outcome
from journey.selectors.timeline import timeline
from journey.services.agreements import agreement_conclude, agreement_confirm, agreement_date_move, agreement_make
from journey.services.follow_up import agreement_followed_up

OUTCOMES = [(one.value, one.value) for one in Outcome]


class AgreementBody(Body):
    text = Words(help_text="What was agreed.")
    owner = OneOfCase(help_text="Who does it. Staff follow up what one of the family does.")
    due_on = Day()
    follow_up_on = optional_day(help_text="When staff look at it; null: on the day it is due.")
    meeting = optional(BegunMeeting, help_text="The meeting at which it was made; null: outside any meeting.")
    made_on = optional_day(help_text="Null: today, or the day of the meeting.")
    next_word_on = optional_day()


class AgreementsView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE, "POST": Action.MANAGE_AGREEMENT}

    @reads(Agreements)
    def get(self) -> Agreements:
        """What was agreed: open ones by their day, then closed ones."""
        return Agreements(timeline(self.access).agreements)

    @writes(AgreementBody, Written)
    def post(self, body: Values) -> Written:
        """Write down an agreement with its owner and its day; the family sees it at once."""
        return Written(agreement_make(case=self.access.case, by=self.person, **body).pk)


class AgreementEndpoint(CaseEndpoint):
    """An address below one agreement of a case."""

    actions = {"POST": Action.MANAGE_AGREEMENT}
    agreement: Agreement

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        found = visible_agreements(self.access).filter(pk=ids["agreement_id"]).first()
        if found is None:
            raise NotYours
        self.agreement = found


class AgreementDateBody(Body):
    reason = Words(help_text="Why the day moves; the family reads it beside the old and the new day.")
    due_on = Day()
    follow_up_on = optional_day(help_text="Null: on the new day.")
    next_word_on = optional_day()


class AgreementDateView(AgreementEndpoint):
    @writes(AgreementDateBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Move the day; the old one stays visible."""
        return Written(agreement_date_move(agreement=self.agreement, by=self.person, **body).pk)


class AgreementFollowUpBody(Body):
    follow_up_on = Day(help_text="The next day on which staff look at it.")


class AgreementFollowUpView(AgreementEndpoint):
    @writes(AgreementFollowUpBody, Written, status=200, repeatable=True)
    def post(self, body: Values) -> Written:
        """It was looked at. The family is not told."""
        return Written(agreement_followed_up(agreement=self.agreement, by=self.person, **body).pk)


class AgreementConfirmView(AgreementEndpoint):
    @writes(Nothing, Written, status=200)
    def post(self, _: Values) -> Written:
        """Whoever took it over tells the family that it holds."""
        return Written(agreement_confirm(agreement=self.agreement, by=self.person).pk)


class AgreementOutcomeBody(Body):
    outcome = Choice(choices=OUTCOMES)
    text = Words(help_text="What became of it: why it was not done, or what holds instead.")
    next_word_on = optional_day()


class AgreementOutcomeView(AgreementEndpoint):
    @writes(AgreementOutcomeBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Close it with what became of it."""
        return Written(agreement_conclude(agreement=self.agreement, by=self.person, **body).pk)
