"""A conversation belongs to the case and one guardian, never to an employee (RQ-021, G5)."""

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow


class Thread(CaseRow):
    """One guardian's conversation with whoever is responsible for the case at the time (N4)."""

    guardian = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="threads")
    last_seq = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "guardian"], name="thread_one_per_guardian"),)


class Message(CaseRow):
    """One message. ``seq`` counts within the thread from 1; the client token makes retries one message (T25, R4)."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    from_family = models.BooleanField()
    body = models.TextField()
    seq = models.PositiveIntegerField()
    client_token = models.UUIDField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["thread", "author", "client_token"], name="message_token_once"),
            models.CheckConstraint(condition=~models.Q(body=""), name="message_says_something"),
        )
        triggers = (APPEND_ONLY,)


class ThreadSeen(CaseRow):
    """How far a person has read a thread. Seen is a technical fact: it answers nothing (G6)."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="seen")
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    seen_up_to = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["thread", "person"], name="seen_one_per_person"),)
