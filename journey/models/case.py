"""The family's course through the system, and the people around it."""

import uuid
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from journey.models.base import CaseRow, Tenant
from journey.models.blueprint import template_settings
from journey.models.people import Municipality
from journey.rules.case_days import CaseDays

CONTACT_COVERS_CASE = """
IF NOT EXISTS (
    SELECT 1 FROM journey_contactassignment a WHERE a.case_id = the_case.id
    HAVING range_agg(a.period) @> tstzrange(the_case.opened_at, NULL)
) THEN
    RAISE EXCEPTION 'case % has a moment without a contact person', the_case.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_contact_without_hole';
END IF;
"""

NEXT_WORD_FOR_EACH = """
IF the_case.closed_at IS NULL AND EXISTS (
    SELECT 1 FROM journey_relation r
    WHERE r.child_id = the_case.child_id AND r.kind = 'custodian' AND upper_inf(r.period)
      AND NOT EXISTS (SELECT 1 FROM journey_nextword w WHERE w.case_id = the_case.id AND w.person_id = r.person_id)
) THEN
    RAISE EXCEPTION 'open case % has a custodian without a next word', the_case.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'case_next_word_for_each';
END IF;
"""


SINGLE_HOLDER_ROLES = ["decider", "coordinator"]

FOR_THE_CASE = "SELECT * INTO the_case FROM journey_case WHERE id = %s; IF FOUND THEN %s END IF; RETURN NULL;"


def deferred_case_check(name: str, *, case_id: str, body: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """A check that runs at commit: a transaction may pass through any state, but may not end in a broken one."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        declare=[("the_case", "journey_case%ROWTYPE")],
        func=FOR_THE_CASE % (case_id, body),
    )


class Case(Tenant):
    """A course of events for one child. It always has a contact; open, it owes each custodian a date."""

    child = models.ForeignKey("journey.Child", on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey("journey.Unit", on_delete=models.PROTECT, related_name="cases")
    blueprint = models.ForeignKey("journey.Blueprint", on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(max_length=200)
    """What the family calls it: "Støtte i skolen"."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_text = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=models.F("opened_at")),
                name="case_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(closing_text=""),
                name="case_closed_with_a_text",
            ),
            models.UniqueConstraint(fields=["id", "municipality"], name="case_in_municipality"),
        )
        indexes = (models.Index(fields=["unit"], condition=models.Q(closed_at__isnull=True), name="case_open_by_unit"),)
        triggers = (
            deferred_case_check(
                "case_contact_without_hole",
                case_id="NEW.id",
                body=CONTACT_COVERS_CASE,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
            deferred_case_check(
                "case_next_word_for_each",
                case_id="NEW.id",
                body=NEXT_WORD_FOR_EACH,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @cached_property
    def days(self) -> CaseDays:
        """What the case goes by, from its own template version, which never changes. One statement, once."""
        return case_days(self.municipality, template_settings([self.blueprint_id])[self.blueprint_id])


def case_days(municipality: Municipality, said: Mapping[str, Any]) -> CaseDays:
    """What holds where a template version says ``said``, for readers of many cases at once."""
    return CaseDays(said, municipality.settings, municipality.calendar)


class CaseRole(CaseRow):
    """Someone around the child: what they are here, what they can decide, from when to when (RQ-022).

    Leavers stay in the history; the contact person is not here but in ContactAssignment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="case_roles")
    role = models.CharField(max_length=40)
    """Code from the glossary: caseworker, decider, coordinator, ppr_psychologist, school_leader ..."""
    label = models.CharField(max_length=100)
    can_decide = models.CharField(max_length=200, blank=True)
    is_authority = models.BooleanField(default=False)
    period = DateTimeRangeField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="case_role_once_per_person",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="case_role_single_holder",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(role__in=SINGLE_HOLDER_ROLES),
            ),
        )
        indexes = (models.Index(fields=["person"], name="case_role_by_person"),)
