"""Words from people. An update is for the family; a note is staff's own and can never become one by accident."""

import uuid

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow, Visibility


class UpdateKind(models.TextChoices):
    NEWS = "news"
    NOTHING_NEW = "nothing_new"
    CONTACT_CHANGE = "contact_change"
    ABSENCE = "absence"
    GOOD_NEWS = "good_news"
    AUTOMATIC = "automatic"
    CALL = "call"
    """A talk by phone, with what was said in two lines (RQ-085, RQ-092)."""
    ANSWER = "answer"
    """The answer to one family member's question, by somebody who is not in their thread (P5)."""


class Update(CaseRow):
    """A parent-visible word (RQ-135). Published text is never edited: a correction is a new update."""

    kind = models.CharField(max_length=20, choices=UpdateKind, default=UpdateKind.NEWS)
    author = models.ForeignKey(
        "journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    step = models.ForeignKey("journey.Step", null=True, blank=True, on_delete=models.PROTECT, related_name="updates")
    only_for = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """One entitled person; None: every entitled person, each in their own view."""
    title = models.CharField(max_length=200)
    happened = models.TextField()
    means = models.TextField(blank=True)
    not_means = models.TextField(blank=True)
    next_text = models.TextField(blank=True)
    still_expected = models.TextField(blank=True)
    is_informative = models.BooleanField()
    """Only an informative update moves next word (P4, G4)."""
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    published_at = models.DateTimeField()
    client_token = models.UUIDField(default=uuid.uuid4)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "client_token"], name="update_token_once"),
            models.CheckConstraint(condition=~models.Q(happened=""), name="update_says_something"),
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) | models.Q(kind=UpdateKind.AUTOMATIC, is_informative=False),
                name="update_without_person_never_counts",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=UpdateKind.NOTHING_NEW) | ~models.Q(still_expected=""),
                name="update_nothing_new_says_what_is_expected",
            ),
        )
        indexes = (models.Index(fields=["case", "published_at"], name="update_by_case"),)
        triggers = (APPEND_ONLY,)


class Note(CaseRow):
    """An internal note. It reaches no family view, moves no date and counts as no word (RQ-130, G4)."""

    author = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(body=""), name="note_says_something"),)
        triggers = (APPEND_ONLY,)
