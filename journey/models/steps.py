"""The steps of the road: what happens, who has it, and every move with its sentence."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow, Visibility
from journey.rules.horizons import Within


class StepState(models.TextChoices):
    PLANNED = "planned"
    NOW = "now"
    DONE = "done"
    SKIPPED = "skipped"


class Certainty(models.TextChoices):
    CERTAIN = "certain"
    EXPECTED = "expected"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class DateKind(models.TextChoices):
    """Four kinds of date that are never merged into one number (RQ-011, L05)."""

    STATUTORY = "statutory"
    PUBLISHED = "published"
    ESTIMATE = "estimate"
    TYPICAL = "typical"


class Step(CaseRow):
    """One step, copied from the blueprint at opening: the texts of a running case do not change behind its back."""

    code = models.SlugField(max_length=60)
    phase = models.CharField(max_length=40, blank=True)
    track = models.CharField(max_length=40, default="main")
    position = models.DecimalField(max_digits=12, decimal_places=6)
    round = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    usual = models.TextField(blank=True)
    you_can = models.TextField(blank=True)
    is_not = models.TextField(blank=True)
    texts_en = models.JSONField(default=dict, blank=True)
    """The same texts in English, by field name."""
    owner_role = models.CharField(max_length=60)
    owner_title = models.CharField(max_length=100, blank=True)
    """The role in words, for as long as no person is named."""
    owner = models.ForeignKey(
        "journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="owned_steps"
    )
    is_authority = models.BooleanField(default=False)
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.POSSIBLE)
    condition = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.PLANNED)
    expected_from = models.DateField(null=True, blank=True)
    expected_to = models.DateField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.RELEASED)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state=StepState.NOW)
                | models.Q(owner__isnull=False, started_at__isnull=False, follow_up_on__isnull=False),
                name="step_now_has_owner",
            ),
            models.CheckConstraint(condition=models.Q(state__in=StepState.values), name="step_state_known"),
            models.CheckConstraint(
                condition=models.Q(expected_from__isnull=True)
                | models.Q(expected_to__isnull=True)
                | models.Q(expected_to__gte=models.F("expected_from")),
                name="step_expected_in_order",
            ),
            models.UniqueConstraint(fields=["case", "code", "round"], name="step_once_per_round"),
        )
        indexes = (
            models.Index(fields=["case", "position"], name="step_by_case"),
            models.Index(fields=["follow_up_on"], condition=models.Q(state=StepState.NOW), name="step_by_follow_up"),
        )


class StepMove(CaseRow):
    """A step went forward, back, was skipped or repeated, with one sentence for the family (RQ-038)."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=12)
    sentence = models.TextField()
    by = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["start", "forward", "back", "skip", "repeat"]),
                name="move_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(sentence=""), name="move_has_sentence"),
        )
        triggers = (APPEND_ONLY,)


DATED = ("step", "wait", "decision", "agreement")
"""What a moved date may be of; each move is of exactly one."""


FIVE_YEARS_AHEAD = timedelta(days=Within.FIVE_YEARS + 1)
"""From the moment of writing; no kind of day may be named further ahead."""


class DateMove(CaseRow):
    """A moved date: the old one stays visible beside the new one, with the reason (RQ-007)."""

    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="date_moves")
    wait = models.ForeignKey("journey.Wait", null=True, blank=True, on_delete=models.PROTECT, related_name="date_moves")
    decision = models.ForeignKey(
        "journey.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="date_moves"
    )
    agreement = models.ForeignKey(
        "journey.Agreement", null=True, blank=True, on_delete=models.PROTECT, related_name="date_moves"
    )
    old_from = models.DateField(null=True, blank=True)
    old_to = models.DateField(null=True, blank=True)
    new_from = models.DateField(null=True, blank=True)
    new_to = models.DateField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=reduce(
                    or_, (models.Q(**{f"{one}__isnull": one != named for one in DATED}) for named in DATED)
                ),
                name="date_move_of_one_thing",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="date_move_has_reason"),
            models.CheckConstraint(
                condition=models.Q(new_to__isnull=True) | models.Q(new_to__lte=models.F("at") + FIVE_YEARS_AHEAD),
                name="date_moves_within_five_years",
            ),
        )
        triggers = (APPEND_ONLY,)
