"""Moving along the road."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, writes
from api.fields import Body, Choice, Colleague, Day, Nothing, StepOfCase, Words, optional, optional_day
from api.v1.shapes import Written
from journey.access.matrix import Action
from journey.access.queries import visible_steps
from journey.errors import NotYours
from journey.models import Step
from journey.services.cases import step_add
from journey.services.follow_up import step_followed_up
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.withheld import step_release, step_release_ask, step_release_withdraw


class StepBody(Body):
    code = Words(max_length=60, help_text="Code of the step in the case's own blueprint version.")


class StepsView(CaseEndpoint):
    actions = {"POST": Action.MOVE_STEP}

    @writes(StepBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Put a further step of the blueprint on the road, as a planned step."""
        return Written(step_add(case=self.access.case, by=self.person, **body).pk)


class StepEndpoint(CaseEndpoint):
    """An address below one step of a case."""

    step: Step

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        found = visible_steps(self.access).filter(pk=ids["step_id"]).first()
        if found is None:
            raise NotYours
        self.step = found


class StepMoveBody(Body):
    kind = Choice(choices=[(kind.value, kind.value) for kind in MoveKind])
    sentence = Words(help_text="One sentence to the family: why.")
    to = optional(StepOfCase, help_text="The step that begins; needed for `back`.")
    owner = optional(
        Colleague,
        help_text="Who has the step that begins; null: its owner, else whoever holds its role or has it fall back.",
    )
    expected_from = optional_day()
    expected_to = optional_day()
    follow_up_on = optional_day()
    next_word_on = optional_day()


class StepMoveView(StepEndpoint):
    actions = {"POST": Action.MOVE_STEP}

    @writes(StepMoveBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Start, forward, back, skip or repeat. The receipt names the step that begins, else the one that was moved."""
        kind = MoveKind(body.pop("kind"))
        set_up = {name: body.pop(name) for name in ("owner", "expected_from", "expected_to", "follow_up_on")}
        return Written(step_move(step=self.step, kind=kind, by=self.person, takeover=Takeover(**set_up), **body).pk)


class StepDateBody(Body):
    reason = Words(help_text="Why the date moves; the family reads it beside the old and the new date.")
    expected_from = optional_day()
    expected_to = optional_day()
    next_word_on = optional_day()


class StepDateView(StepEndpoint):
    actions = {"POST": Action.MOVE_STEP}

    @writes(StepDateBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Move the expected dates of a step; the old ones stay visible."""
        return Written(step_date_move(step=self.step, by=self.person, **body).pk)


class StepReleaseAskView(StepEndpoint):
    actions = {"POST": Action.RELEASE_STEP}

    @writes(Nothing, Written, status=200)
    def post(self, _: Values) -> Written:
        """Ask that the family is shown a withheld step. Somebody else must do it."""
        return Written(step_release_ask(step=self.step, by=self.person).pk)


class StepReleaseWithdrawView(StepEndpoint):
    actions = {"POST": Action.RELEASE_STEP}

    @writes(Nothing, Written, status=200)
    def post(self, _: Values) -> Written:
        """Take back what you have asked for; nothing has been shown."""
        return Written(step_release_withdraw(step=self.step, by=self.person).pk)


class StepReleaseBody(Body):
    text = Words(help_text="To the family: what they see from now on, and why not before.")
    next_word_on = optional_day(help_text="When the family hears again; cut to each person's own rhythm.")


class StepReleaseView(StepEndpoint):
    actions = {"POST": Action.RELEASE_STEP}

    @writes(StepReleaseBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Show the family a withheld step; refused unless another person has asked for it."""
        return Written(step_release(step=self.step, by=self.person, **body).pk)


class StepFollowUpBody(Body):
    follow_up_on = Day(help_text="When somebody looks at it again; after today.")


class StepFollowUpView(StepEndpoint):
    actions = {"POST": Action.MOVE_STEP}

    @writes(StepFollowUpBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """A current step has been looked at; the next look is then. Staff's own reminder: no family member is told."""
        return Written(step_followed_up(step=self.step, by=self.person, **body).pk)
