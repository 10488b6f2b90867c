"""What each family member has been promised: rhythm and next word, per person (P4, N1, G5)."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from journey.models.base import APPEND_ONLY, CaseRow
from journey.models.case import NEXT_WORD_FOR_EACH, deferred_case_check


class WishedForm(models.TextChoices):
    """How somebody would rather be spoken with. A wish that staff read, never a condition (RQ-099, RQ-160)."""

    WRITTEN = "written"
    SHORT = "short"
    """In writing, and brief."""
    PHONE = "phone"
    HOME = "home"


LANGUAGES_SPOKEN = ("da", "en", "ar", "de", "fa", "ku", "pl", "ro", "so", "tr", "uk", "ur")
"""What a family may ask to be met in. The product itself speaks those of settings.LANGUAGES."""


class NewsRhythm(models.TextChoices):
    """When ordinary news leaves by e-mail or SMS. In the product it stands at once (RQ-094)."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    """Once a day, at the municipality's hour."""


MUST_GO_GROUPS = ("meetings", "decisions", "people")
"""Kinds of news that one chooses the road for, and cannot turn off (RQ-093)."""
NEWS_GROUPS = ("news", "messages", *MUST_GO_GROUPS)
"""Each has an ``email_`` and an ``sms_`` wish of its own (RQ-096)."""


class CommunicationAgreement(CaseRow):
    """How this person hears from us. A new agreement is a new row; the old one stays (RQ-096, RQ-097).

    It says how often and by which road. Staff change, decision, deadline and meeting come whatever it says (RQ-093):
    of them it says by which road they are told first, and who does not learn of them by it is told by others (N7).
    """

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="agreements_on_contact")
    freshness_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(30)])
    valid_from = models.DateField()
    asked_by = models.CharField(max_length=200, blank=True)
    email_news = models.BooleanField(default=True)
    """Whether ordinary news also comes as an e-mail; in the product it always stands."""
    sms_news = models.BooleanField(default=False)
    email_messages = models.BooleanField(default=True)
    sms_messages = models.BooleanField(default=False)
    email_meetings = models.BooleanField(default=True)
    sms_meetings = models.BooleanField(default=False)
    email_decisions = models.BooleanField(default=True)
    """Decisions, deadlines and what else must be known: dates that move, support that begins or ends."""
    sms_decisions = models.BooleanField(default=False)
    email_people = models.BooleanField(default=True)
    """Who is there for the family: another contact, an absence."""
    sms_people = models.BooleanField(default=False)
    news_rhythm = models.CharField(max_length=8, choices=NewsRhythm, default=NewsRhythm.AT_ONCE)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    """Local hours without e-mail; they may run over midnight. Both or neither (RQ-094)."""
    language = models.CharField(max_length=10, blank=True)
    """Code of the language to meet the person in; empty: not asked (RQ-095)."""
    needs_interpreter = models.BooleanField(default=False)
    form = models.CharField(max_length=10, choices=WishedForm, default=WishedForm.WRITTEN)
    wants_good_news = models.BooleanField(default=False)
    """Asked to hear also when something goes well (RQ-087)."""
    paused_until = models.DateField(null=True, blank=True)
    """The day on which it goes on again after a pause that began with this agreement; the next word stays (RQ-099)."""
    watched_by = models.ForeignKey("journey.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who watches during the pause; None: the contact of the moment."""
    ask_again_on = models.DateField()
    """When staff ask whether it still fits (RQ-097)."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "person", "valid_from"], name="agreement_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(freshness_days__gte=1, freshness_days__lte=30),
                name="agreement_within_silence_budget",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False)
                & ~models.Q(quiet_from=models.F("quiet_to")),
                name="agreement_quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(condition=models.Q(form__in=WishedForm.values), name="agreement_form_known"),
            models.CheckConstraint(
                condition=models.Q(news_rhythm__in=NewsRhythm.values), name="agreement_news_rhythm_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(email_meetings=True) | models.Q(sms_meetings=True),
                    models.Q(email_decisions=True) | models.Q(sms_decisions=True),
                    models.Q(email_people=True) | models.Q(sms_people=True),
                ),
                name="agreement_what_must_go_has_a_road",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_until__isnull=True, watched_by__isnull=True)
                | models.Q(paused_until__gt=models.F("valid_from")),
                name="agreement_pause_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(ask_again_on__gt=models.F("valid_from")), name="agreement_is_asked_again"
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
