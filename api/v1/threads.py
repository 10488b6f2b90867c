"""Conversations: one per guardian and case, with whoever is responsible at the time."""

from uuid import UUID

from api.endpoint import CaseEndpoint, Endpoint, Values, reads, writes
from api.fields import Body, Choice, FamilyMember, Identifier, Number, Words, optional, optional_day
from api.pagination import AfterId, AfterNumber, Window, cut
from api.v1.shapes import Messages, MessageWritten, Seen, Threads, Written
from journey.access.matrix import Action
from journey.errors import NotYours
from journey.services.questions import Outcome, Reply
from messaging.selectors.feed import Feed, feed_after
from messaging.selectors.inbox import inbox
from messaging.selectors.thread_page import messages_after
from messaging.services.messages import MAX_BODY, message_post, seen_mark
from messaging.services.threads import ThreadAccess, thread_by_id, thread_for


class ThreadsView(Endpoint):
    actions = {"GET": Action.READ_THREAD}

    @reads(Threads, query=AfterId)
    def get(self, asked: Values) -> Threads:
        """The threads I may use now, with what I have not read."""
        mine = inbox(self.person)
        items, next_after = cut(mine, [one.id for one in mine], Window(**asked))
        return Threads(items, next_after)


class ThreadOpenBody(Body):
    guardian = optional(FamilyMember, help_text="Whose thread; null: mine.")


class CaseThreadsView(CaseEndpoint):
    actions = {"POST": Action.READ_CASE}

    @writes(ThreadOpenBody, Written, status=200, repeatable=True)
    def post(self, body: Values) -> Written:
        """The id of a guardian's thread in the case, also before anything has been written in it."""
        guardian = body["guardian"] or self.person
        return Written(thread_for(self.person, self.access.case.pk, guardian.pk, Action.READ_THREAD).thread.pk)


class ThreadEndpoint(Endpoint):
    """An address below one thread."""

    thread: ThreadAccess

    def gate(self, **ids: UUID) -> None:
        if self.need is None:
            raise NotYours
        self.thread = thread_by_id(self.person, ids["thread_id"], self.need)


class MessageBody(Body):
    body = Words(max_length=MAX_BODY)
    client_token = Identifier(
        required=False, allow_null=True, default=None, help_text="Yours: the same token is the same message."
    )
    outcome = Choice(
        choices=[(one.value, one.value) for one in Outcome],
        default=Outcome.ANSWERS.value,
        help_text="What a message of staff does to the open questions of the thread; of the family it is always one.",
    )
    promised_on = optional_day(help_text="For outcome promises: the answer comes by then.")
    read_up_to = Number(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=2**31 - 1,
        help_text="The last message you had on the screen: what crosses a newer one of the family answers nothing.",
    )


class MessagesView(ThreadEndpoint):
    actions = {"GET": Action.READ_THREAD, "POST": Action.POST_MESSAGE}

    @reads(Messages, query=AfterNumber)
    def get(self, asked: Values) -> Messages:
        """The messages after a number: what a client that has been away has not got."""
        after, limit = asked["after"], asked["limit"]
        found = messages_after(self.thread.access, self.thread.thread, after, limit=limit + 1)
        items = tuple(found[:limit])
        return Messages(items, items[-1].seq if items else after, more=len(found) > limit)

    @writes(MessageBody, MessageWritten, repeatable=True)
    def post(self, body: Values) -> MessageWritten:
        """Write a message."""
        token = self.client_token(body["client_token"])
        reply = Reply(Outcome(body["outcome"]), promised_on=body["promised_on"])
        message = message_post(
            thread=self.thread.thread,
            author=self.person,
            body=body["body"],
            client_token=token,
            reply=reply,
            read_up_to=body["read_up_to"],
        )
        return MessageWritten(message.pk, message.seq, message.sent_at)


class SeenBody(Body):
    up_to = Number(min_value=0, max_value=2**31 - 1, help_text="Number of the last message that was on the screen.")


class SeenView(ThreadEndpoint):
    actions = {"POST": Action.READ_THREAD}

    @writes(SeenBody, Seen, status=200, repeatable=True)
    def post(self, body: Values) -> Seen:
        """I have had the thread on the screen up to a message. It only moves forward."""
        mark = seen_mark(thread=self.thread.thread, person=self.person, up_to=body["up_to"])
        return Seen(mark.seen_up_to if mark else 0)


class FeedView(Endpoint):
    actions = {"GET": Action.READ_CASE}

    @reads(Feed, query=AfterNumber)
    def get(self, asked: Values) -> Feed:
        """What has happened for me after a number: kinds and ids only; each is fetched from its own address."""
        return feed_after(self.person, asked["after"], limit=asked["limit"])
