"""What each family member has been promised: rhythm and next word, per person (P4, N1, G5)."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow
from journey.models.case import NEXT_WORD_FOR_EACH, deferred_case_check


class CommunicationAgreement(CaseRow):
    """How often this person hears from us. A new agreement is a new row; the old one stays (RQ-096, RQ-097)."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="agreements_on_contact")
    freshness_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(30)])
    valid_from = models.DateField()
    asked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "person", "valid_from"], name="agreement_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(freshness_days__gte=1, freshness_days__lte=30),
                name="agreement_within_silence_budget",
            ),
        )


class NextWord(CaseRow):
    """The date by which this person hears from us. Never empty while the case is open."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="next_words")
    due_on = models.DateField()
    last_word_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="next_word_one_per_person"),)
        indexes = (models.Index(fields=["due_on"], name="next_word_by_date"),)
        triggers = (
            deferred_case_check(
                "next_word_stays",
                case_id="OLD.case_id",
                body=NEXT_WORD_FOR_EACH,
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        )


class NextWordChange(CaseRow):
    """History of a promised date: what the person saw before and after, and which update moved it."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    update_row = models.ForeignKey(
        "journey.Update", null=True, blank=True, on_delete=models.PROTECT, related_name="next_word_changes"
    )
    old = models.DateField(null=True, blank=True)
    new = models.DateField()
    at = models.DateTimeField()

    class Meta:
        triggers = (APPEND_ONLY,)
        indexes = (models.Index(fields=["update_row", "person"], name="next_word_change_by_update"),)
