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
    """The date by which this person hears from us. Never empty while the case is open.

    ``promised_on`` is the date that the last informative word promised. When it passes in silence the person is told a
    new date, which is ``due_on`` from then on; the promise stays broken until a word comes (P4).
    """

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="next_words")
    due_on = models.DateField()
    promised_on = models.DateField()
    last_word_at = models.DateTimeField()
    is_owed = models.BooleanField(default=True)
    """False once the case is closed: nothing is promised any more, and the watch has nothing to look at."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "person"], name="next_word_one_per_person"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("promised_on")), name="next_word_named_after_promised"
            ),
        )
        indexes = (models.Index(fields=["promised_on"], condition=models.Q(is_owed=True), name="next_word_by_date"),)
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
