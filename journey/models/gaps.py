"""A broken promise is a row, not a feeling: what, whom it leaves uninformed, who has it now, since when, until when."""

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow


class GapKind(models.TextChoices):
    """One kind per broken row of P1-P7, by what a person can do about it."""

    CONTACT_UNREACHABLE = "contact_unreachable"
    """P1: neither the contact nor the deputy nor a cover is there."""
    WAIT_REVIEW_LATE = "wait_review_late"
    """P2: the day on which somebody was to look at a wait again has passed."""
    STEP_FOLLOW_UP_LATE = "step_follow_up_late"
    """P2: the same for a current step."""
    HOLDER_LEFT = "holder_left"
    """P2, P7: a current step, an open wait or an agreement lies with somebody who no longer works here."""
    WAITS_IN_A_CIRCLE = "waits_in_a_circle"
    """P2: two or more units wait for each other (product, what makes it different, 8)."""
    NOTHING_NEXT = "nothing_next"
    """P3: no step, meeting or decision lies ahead."""
    NEXT_WORD_BROKEN = "next_word_broken"
    """P4: the promised day passed without an informative word to this person."""
    QUESTION_LATE = "question_late"
    """P5: a question has passed the day on which an answer was promised."""
    NOT_INFORMED = "not_informed"
    """P6: critical news has not been proven to have reached this person."""
    UNREACHABLE = "unreachable"
    """P6: no e-mail, no SMS and no Digital Post reaches this person with critical news."""
    INFORMED_UNEQUALLY = "informed_unequally"
    """P6: one entitled person knows, another does not (RQ-109)."""
    MEETING_UNSETTLED = "meeting_unsettled"
    """P7: a meeting's day has passed and nobody has said what became of it."""
    CONCLUSION_LATE = "conclusion_late"
    """P7: the promised conclusion of a meeting is missing (RQ-078)."""
    AGREEMENT_LATE = "agreement_late"
    """P7: something agreed has passed its day without an outcome. A parent's is the contact's to chase."""
    DECISION_LATE = "decision_late"
    """P7: the day on which an answer was expected has passed."""
    DECISION_WITHOUT_DECIDER = "decision_without_decider"
    """P2: something is to be decided and nobody decides it."""


class Gap(CaseRow):
    """Open from the moment the promise was broken to the moment it was put right; never two for the same thing."""

    kind = models.CharField(max_length=30, choices=GapKind)
    subject_id = models.UUIDField()
    """The wait, step, meeting, decision, notice or next word; the case itself where it is about the whole case."""
    person = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The family member left uninformed; None: everyone entitled to follow the case."""
    broken_on = models.DateField()
    """The first local day on which the promise was broken."""
    opened_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    """How far it has climbed: the place of ``responsible`` in the chain of journey.rules.gaps."""
    responsible = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="gaps")
    respond_by = models.DateField()
    """The last day on which the responsible person may put it right before it climbs."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When the family was last told that the promise is broken and who has it."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "subject_id", "person"],
                condition=models.Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="gap_open_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=GapKind.values), name="gap_kind_known"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_how="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_how="")),
                name="gap_closed_by_something",
            ),
        )
        indexes = (
            models.Index(fields=["case"], condition=models.Q(closed_at__isnull=True), name="gap_open_by_case"),
            models.Index(fields=["responsible"], condition=models.Q(closed_at__isnull=True), name="gap_open_by_person"),
            models.Index(fields=["respond_by"], condition=models.Q(closed_at__isnull=True), name="gap_open_by_date"),
        )


class GapMove(CaseRow):
    """Who had a gap, from when, and why it went on: the history that no later holder can rewrite."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="moves")
    level = models.PositiveSmallIntegerField()
    responsible = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    respond_by = models.DateField()
    at = models.DateTimeField()

    class Meta:
        triggers = (APPEND_ONLY,)
