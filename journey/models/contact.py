"""Who the family can reach: exactly one contact at every instant (P1, RQ-020, RQ-021)."""

from datetime import timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models

from journey.models.base import CaseRow, Tenant
from journey.models.case import CONTACT_COVERS_CASE, deferred_case_check
from journey.rules.horizons import Within

A_YEAR_AHEAD = timedelta(days=Within.YEAR + 1)
"""From the moment of writing, whatever the time of the day. Rows that are older than the rule are not held to it."""


class WithADay(models.Manager["ContactAssignment"]):
    """Leaves out what was called off before its first day."""

    def get_queryset(self) -> models.QuerySet["ContactAssignment"]:
        return super().get_queryset().filter(period__isempty=False)


class ContactAssignment(CaseRow):
    """The contact person of a case in a period, with the standing deputy behind."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="contact_assignments")
    deputy = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="deputy_assignments")
    period = DateTimeRangeField()
    """Empty: called off before it began. Such a row is only found by ``everything``."""

    objects = WithADay()
    everything = models.Manager["ContactAssignment"]()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="contact_exactly_one",
                expressions=[("case", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("deputy")), name="contact_deputy_is_another"),
            models.CheckConstraint(
                condition=models.Q(period__startswith__lte=models.F("recorded_at") + A_YEAR_AHEAD),
                name="contact_begins_within_a_year",
            ),
        )
        indexes = (
            models.Index(fields=["person"], name="contact_by_person"),
            models.Index(fields=["deputy"], name="contact_by_deputy"),
        )
        triggers = (
            deferred_case_check(
                "contact_without_hole",
                case_id="COALESCE(NEW.case_id, OLD.case_id)",
                body=CONTACT_COVERS_CASE,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        )


DAYS_AWAY = models.Func(
    models.F("first_day"),
    models.F("last_day"),
    RangeBoundary(inclusive_lower=True, inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)
"""Both days counted; without a last day it has no end."""


class Absence(Tenant):
    """A period in which a member of staff is away. The reason is stored nowhere (G2).

    Nobody is away twice at once: two covers on one day would be two answers to who can be reached (P1).
    """

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    """None: away, and the return is not known."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
                name="absence_ends_after_start",
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("cover")), name="absence_cover_is_another"),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("recorded_at") + A_YEAR_AHEAD),
                name="absence_begins_within_a_year",
            ),
            ExclusionConstraint(
                name="absences_apart",
                expressions=[("person", RangeOperators.EQUAL), (DAYS_AWAY, RangeOperators.OVERLAPS)],
            ),
        )
        indexes = (models.Index(fields=["person", "first_day"], name="absence_by_person"),)
