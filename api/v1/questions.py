"""What families ask: who has it and by when, the answer, calls in two lines, hours for a short talk (P5)."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Values, reads, writes
from api.fields import (
    Body,
    Choice,
    Colleague,
    Day,
    FamilyMember,
    Identifier,
    Moment,
    Nothing,
    Number,
    OpenQuestion,
    Several,
    StepOfCase,
    Words,
    YesNo,
    optional,
    optional_day,
    optional_words,
)
from api.v1.shapes import Offered, Written
from journey.access.matrix import Action
from journey.access.questions import question_for, talk_for
from journey.models import Question, TalkOffer
from journey.models.questions import TALK_MINUTES, QuestionKind
from journey.selectors.questions import Questions, questions_of
from journey.services.calls import SUMMARY_LIMIT, call_log
from journey.services.questions import (
    ASKED_BY_TAP,
    WORDS_LIMIT,
    question_answer,
    question_ask,
    question_promise,
    question_withdraw,
)
from journey.services.talks import MOST_OFFERS, talk_offer, talk_pick


class QuestionBody(Body):
    kind = Choice(
        choices=[(kind.value, kind.value) for kind in ASKED_BY_TAP],
        help_text="step: how does this step go; call: call me; talk: a short talk; heard: I need to be heard.",
    )
    step = optional(StepOfCase, help_text="For kind step: which one; it must be going on.")
    words = optional_words(max_length=WORDS_LIMIT, help_text="When to call, what it is about; free.")


class QuestionsView(CaseEndpoint):
    actions = {"GET": Action.READ_CASE, "POST": Action.ASK_QUESTION}

    @reads(Questions)
    def get(self) -> Questions:
        """The open questions that I may see, the next date first; hours to pick; and by when one is answered.

        Family members see their own, contact and stand-in all, others those they were asked to find out.
        """
        return questions_of(self.access)

    @writes(QuestionBody, Written)
    def post(self, body: Values) -> Written:
        """Ask with one tap. One more tap raises the same question: it moves no date."""
        kind = QuestionKind(body.pop("kind"))
        return Written(question_ask(case=self.access.case, by=self.person, kind=kind, **body).pk)


class QuestionEndpoint(CaseEndpoint):
    """An address below one question of a case."""

    question: Question

    def gate(self, **ids: UUID) -> None:
        need = self.need or Action.ANSWER_QUESTION
        self.access, self.question = question_for(self.person, ids["case_id"], ids["question_id"], need)


class AnswerBody(Body):
    text = Words(help_text="The answer; on the timeline of whoever asked, and of nobody else.")
    next_word_on = optional_day()


class AnswerView(QuestionEndpoint):
    actions = {"POST": Action.ANSWER_QUESTION}

    @writes(AnswerBody, Written)
    def post(self, body: Values) -> Written:
        """Answer on the timeline. A message in the thread answers too, unless it says that it does not."""
        return Written(question_answer(question=self.question, by=self.person, **body).pk)


class PromiseBody(Body):
    owner = Colleague(help_text="Who finds out; somebody around the child.")
    promised_on = Day(help_text="By when.")
    reason = Words(help_text="Why the name or the day; the family reads it beside the old ones.")
    about = optional_words(max_length=300, help_text="What is to be found out, for who does not read the thread.")


class PromiseView(QuestionEndpoint):
    actions = {"POST": Action.PROMISE_ANSWER}

    @writes(PromiseBody, Written, status=200)
    def post(self, body: Values) -> Written:
        """Say who finds out and by when. What was promised before stays in sight."""
        return Written(question_promise(question=self.question, by=self.person, **body).pk)


class WithdrawView(QuestionEndpoint):
    actions = {"POST": Action.WITHDRAW_QUESTION}

    @writes(Nothing, Written, status=200)
    def post(self, _body: Values) -> Written:
        """It was no question."""
        return Written(question_withdraw(question=self.question, by=self.person).pk)


class CallBody(Body):
    person = FamilyMember(help_text="Whom the talk was with.")
    summary = Words(max_length=SUMMARY_LIMIT, help_text="What was said, in two lines at most.")
    next_text = optional_words(max_length=SUMMARY_LIMIT, help_text="What comes now.")
    told_news = YesNo(default=False, help_text="Everything that the person had not seen yet was told: it is proven.")
    answers = Several(
        child=OpenQuestion(),
        default=list,
        max_length=50,
        help_text="What it answered.",
    )
    next_word_on = optional_day()
    client_token = Identifier(required=False, allow_null=True, default=None)


class CallsView(CaseEndpoint):
    actions = {"POST": Action.POST_UPDATE}

    @writes(CallBody, Written, repeatable=True)
    def post(self, body: Values) -> Written:
        """Write down a talk by phone: a word to that one person, on their timeline."""
        token = self.client_token(body.pop("client_token"))
        return Written(call_log(case=self.access.case, by=self.person, client_token=token, **body).pk)


class TalksBody(Body):
    person = FamilyMember(help_text="Whom the hours are for.")
    starts = Several(child=Moment(), min_length=1, max_length=MOST_OFFERS)
    minutes = Number(min_value=TALK_MINUTES[0], max_value=TALK_MINUTES[-1], default=TALK_MINUTES[0])
    place = optional_words(max_length=200)


class TalksView(CaseEndpoint):
    actions = {"POST": Action.OFFER_TALK}

    @writes(TalksBody, Offered)
    def post(self, body: Values) -> Offered:
        """Keep hours free for a short talk with one family member; earlier hours that nobody picked are taken back."""
        body["place"] = body["place"] or "Telefon"
        return Offered(tuple(one.pk for one in talk_offer(case=self.access.case, by=self.person, **body)))


class TalkPickView(CaseEndpoint):
    actions = {"POST": Action.PICK_TALK}
    offer: TalkOffer

    def gate(self, **ids: UUID) -> None:
        _need = self.need
        self.access, self.offer = talk_for(self.person, ids["case_id"], ids["offer_id"])

    @writes(Nothing, Written, status=200)
    def post(self, _body: Values) -> Written:
        """Pick an hour; what comes back is the meeting it became."""
        return Written(talk_pick(offer=self.offer, by=self.person).pk)
