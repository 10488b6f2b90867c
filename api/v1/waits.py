"""Waits as objects: open, move, end."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, writes
from api.fields import Body, Choice, Colleague, Day, StepOfCase, Words, optional, optional_day, optional_words
from api.v1.shapes import Written
from journey.access.matrix import Action
from journey.access.queries import visible_waits
from journey.errors import NotYours
from journey.models import Wait
from journey.models.steps import DateKind
from journey.services.waits import WaitTexts, wait_date_move, wait_end, wait_open, wait_reviewed

TEXTS = ("awaited", "why", "ends_when", "meanwhile", "family_can", "expected_from", "expected_to", "expected_kind")


class WaitBody(Body):
    awaited = Words(max_length=300, help_text="What the case waits for.")
    holder = Colleague(help_text="On whose desk it is.")
    why = Words()
    ends_when = Words(help_text="What ends the wait.")
    meanwhile = optional_words(
        help_text="What staff do meanwhile; compulsory for a wait longer than the template's `meanwhile_after_days`."
    )
    family_can = optional_words()
    review_on = Day(help_text="When somebody looks at it again.")
    since = optional_day(help_text="Null: today.")
    step = optional(StepOfCase)
    expected_from = optional_day()
    expected_to = optional_day()
    expected_kind = Choice(
        choices=[(kind.value, kind.value) for kind in DateKind],
        allow_blank=True,
        default="",
        help_text="What kind of date `expected_to` is: a statutory deadline is never mixed with an estimate.",
    )
    next_word_on = optional_day()


class WaitsView(CaseEndpoint):
    actions = {"POST": Action.MANAGE_WAIT}

    @writes(WaitBody, Written)
    def post(self, body: Values) -> Written:
        """Make a wait visible: what for, on whose desk, why, what ends it."""
        texts = WaitTexts(**{name: body.pop(name) for name in TEXTS})
        return Written(wait_open(case=self.access.case, by=self.person, texts=texts, **body).pk)


class WaitEndpoint(CaseEndpoint):
    """An address below one wait of a case."""

    wait: Wait

    def gate(self, **ids: UUID) -> None:
        super().gate(**ids)
        found = visible_waits(self.access).filter(pk=ids["wait_id"]).first()
        if found is None:
            raise NotYours
        self.wait = found


class WaitDateBody(Body):
    reason = Words(help_text="Why the date moves; the family reads it beside the old and the new date.")
    expected_from = optional_day()
    expected_to = optional_day(help_text="Null: it is no longer known.")
    meanwhile = optional_words(help_text="What staff do meanwhile; empty: what the wait says so far stays.")
    next_word_on = optional_day()


class WaitDateView(WaitEndpoint):
    actions = {"POST": Action.MANAGE_WAIT}

    @writes(WaitDateBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Move the expected end of a wait; the old date stays visible."""
        return Written(wait_date_move(wait=self.wait, by=self.person, **body).pk)


class WaitReviewBody(Body):
    review_on = Day(help_text="When somebody looks at it again; after today.")
    meanwhile = optional_words(
        help_text="What staff do meanwhile; empty: what the wait says so far stays. Compulsory where it says nothing "
        "and will then have lasted longer than the template's `meanwhile_after_days`."
    )


class WaitReviewView(WaitEndpoint):
    actions = {"POST": Action.MANAGE_WAIT}

    @writes(WaitReviewBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """An open wait has been looked at. The family can see the new day, but is not told: nothing of theirs moved."""
        return Written(wait_reviewed(wait=self.wait, by=self.person, **body).pk)


class WaitEndBody(Body):
    how = Words(help_text="How the wait ended.")
    next_word_on = optional_day()


class WaitEndView(WaitEndpoint):
    actions = {"POST": Action.MANAGE_WAIT}

    @writes(WaitEndBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """End a wait with a sentence."""
        return Written(wait_end(wait=self.wait, by=self.person, **body).pk)
