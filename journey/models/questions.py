"""What a family has asked, who has it and by when: the promise of an answer as a row (P5, RQ-081, RQ-082)."""

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow


class QuestionKind(models.TextChoices):
    MESSAGE = "message"
    """A message in the thread: open until somebody says what became of it."""
    STEP = "step"
    """One neutral tap: "how is it going with this step?" (RQ-082)."""
    CALL = "call"
    """ "Please call me" (RQ-085)."""
    TALK = "talk"
    """A short talk at an hour that suits both (RQ-085)."""
    HEARD = "heard"
    """ "I need to be heard": a human, no template, and no leader is told (RQ-086)."""


class QuestionState(models.TextChoices):
    OPEN = "open"
    PROMISED = "promised"
    """Somebody finds out by a day: still owed."""
    ANSWERED = "answered"
    COVERED = "covered"
    """A word to the family said it."""
    NO_QUESTION = "no_question"
    """The family says that it was none."""


STILL_OWED = (QuestionState.OPEN, QuestionState.PROMISED)
OVER = (QuestionState.ANSWERED, QuestionState.COVERED, QuestionState.NO_QUESTION)


class Question(CaseRow):
    """Owed from the moment it was asked until it is closed by an answer. Being seen closes nothing (G6).

    ``promised_on`` is what was promised; when it passes in silence the asker is told a new date, which is ``due_on``
    from then on, and the promise stays broken until an answer or a person's own new date with a reason comes.
    """

    kind = models.CharField(max_length=10, choices=QuestionKind)
    asker = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="questions")
    owner = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="owned_questions")
    step = models.ForeignKey("journey.Step", null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    words = models.TextField(blank=True)
    """What the family wrote with the tap: when to call, what it is about. The words of a message lie in its thread."""
    about = models.CharField(max_length=300, blank=True)
    """What is to be found out, as the staff who passed it on put it; the family reads it too (RQ-084)."""
    asked_at = models.DateTimeField()
    raised = models.PositiveSmallIntegerField(default=1)
    """How often it has been raised while unanswered: the municipality's debt, never a count of a parent (G12)."""
    promised_on = models.DateField()
    due_on = models.DateField()
    reminded_for = models.DateField(null=True, blank=True)
    """The promised day that whoever answers has been reminded of; another day, or another owner, is reminded anew."""
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=10, blank=True)
    """message, answer, update, call, meeting or family."""
    closed_by = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_id = models.UUIDField(null=True, blank=True)
    """The message, word or meeting that closed it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "asker", "kind", "step"],
                condition=models.Q(state=QuestionState.OPEN)
                | (models.Q(state=QuestionState.PROMISED) & ~models.Q(kind=QuestionKind.MESSAGE)),
                nulls_distinct=False,
                name="question_open_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=QuestionKind.values), name="question_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=QuestionKind.STEP, step__isnull=False)
                | (~models.Q(kind=QuestionKind.STEP) & models.Q(step__isnull=True)),
                name="question_of_a_step_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=STILL_OWED, closed_at__isnull=True, closed_how="", closed_by__isnull=True)
                | (
                    models.Q(state__in=OVER, closed_at__isnull=False)
                    & models.Q(closed_by__isnull=False)
                    & ~models.Q(closed_how="")
                ),
                name="question_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("promised_on")), name="question_named_after_promised"
            ),
            models.CheckConstraint(condition=models.Q(raised__gte=1), name="question_raised_once_or_more"),
        )
        indexes = (
            models.Index(
                fields=["promised_on"], condition=models.Q(closed_at__isnull=True), name="question_owed_by_date"
            ),
            models.Index(fields=["case"], condition=models.Q(closed_at__isnull=True), name="question_owed_by_case"),
            models.Index(fields=["owner"], condition=models.Q(closed_at__isnull=True), name="question_owed_by_owner"),
        )


class QuestionMove(CaseRow):
    """Another person, another date, and why: what was promised before stays in sight (RQ-007, RQ-084)."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="moves")
    old_owner = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    new_owner = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    old_on = models.DateField()
    new_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None: no person did it; the date passed in silence, or the owner left."""
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(reason=""), name="question_move_has_reason"),)
        triggers = (APPEND_ONLY,)


TALK_MINUTES = (15, 20)


class TalkOffer(CaseRow):
    """An hour that staff keep free for a short talk with one family member, until it is picked or taken back."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="talk_offers")
    offered_by = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    meeting = models.OneToOneField(
        "journey.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="talk_offer"
    )
    """What it became when it was picked."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """Another hour was picked, or new hours were offered instead."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person", "starts_at"],
                condition=models.Q(meeting__isnull=True, withdrawn_at__isnull=True),
                name="talk_offer_once",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=TALK_MINUTES[0], minutes__lte=TALK_MINUTES[-1]),
                name="talk_offer_is_short",
            ),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="talk_offer_picked_or_withdrawn",
            ),
        )
