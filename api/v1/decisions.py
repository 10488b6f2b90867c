"""Decisions: what was asked, who decides, when, and the outcome. Forwarded is not refused."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, writes
from api.fields import Body, Choice, Colleague, StepOfCase, Words, optional, optional_day, optional_words
from api.v1.shapes import Written
from journey.access.matrix import Action
from journey.access.queries import visible_decisions
from journey.errors import NotYours
from journey.models import Decision
from journey.models.decisions import OUTCOMES
from journey.services.decisions import decision_ask, decision_conclude, decision_date_move, decision_reassign


class DecisionBody(Body):
    asked = Words(help_text="What is to be decided.")
    decider_role = Words(max_length=100, help_text="Who decides, by role, in words for the family.")
    decider = optional(Colleague, help_text="Null: nobody is named yet, and the family sees that.")
    body = optional_words(max_length=200, help_text="The forum that decides, when it is one.")
    expected_on = optional_day()
    step = optional(StepOfCase)
    next_word_on = optional_day()


class DecisionsView(CaseEndpoint):
    actions = {"POST": Action.MANAGE_DECISION}

    @writes(DecisionBody, Written)
    def post(self, body: Values) -> Written:
        """Show that something is to be decided: what, by whom, by when."""
        return Written(decision_ask(case=self.access.case, by=self.person, **body).pk)


class DecisionEndpoint(CaseEndpoint):
    """An address below one decision of a case."""

    actions = {"POST": Action.MANAGE_DECISION}
    decision: Decision

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        found = visible_decisions(self.access).filter(pk=ids["decision_id"]).first()
        if found is None:
            raise NotYours
        self.decision = found


class OutcomeBody(Body):
    outcome = Choice(choices=[(outcome, outcome) for outcome in OUTCOMES])
    means = Words(help_text="What it means for the child.")
    reasons = optional_words(help_text="Needed for everything but a yes and a withdrawal.")
    next_word_on = optional_day()


class OutcomeView(DecisionEndpoint):
    @writes(OutcomeBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Record the outcome, with what it means for the child."""
        return Written(decision_conclude(decision=self.decision, by=self.person, **body).pk)


class DeciderBody(Body):
    decider = Colleague()


class DeciderView(DecisionEndpoint):
    @writes(DeciderBody, Written, status=200, repeatable=True)
    def post(self, body: Values) -> Written:
        """Name who decides; the expected date does not move with the person."""
        return Written(decision_reassign(decision=self.decision, by=self.person, **body).pk)


class DecisionDateBody(Body):
    reason = Words(help_text="Why the date moves; the family reads it beside the old and the new date.")
    expected_on = optional_day(help_text="Null: it is no longer known.")
    next_word_on = optional_day()


class DecisionDateView(DecisionEndpoint):
    @writes(DecisionDateBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Move the expected date; the old one stays visible."""
        return Written(decision_date_move(decision=self.decision, by=self.person, **body).pk)
