"""People and how they stand to each other: dated, with a basis, never inferred."""

import uuid
from datetime import time
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models

from journey.models.base import Tenant
from journey.rules import clock


def default_settings() -> dict[str, Any]:
    return {}


class Municipality(models.Model):
    """A tenant. ``settings`` holds the municipality's own numbers; code holds none (RQ-150)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    governance = models.CharField(max_length=20, default="decentral")
    calendar = models.CharField(max_length=10, default="DK")
    """Holiday calendar by name: "DK" or "none"."""
    settings = models.JSONField(default=default_settings, blank=True)

    def __str__(self) -> str:
        return self.name


class Unit(Tenant):
    """A school, a PPR office, a department: the place people work, never a substitute for a person."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, default="school")
    lineage = ArrayField(models.UUIDField(), default=list, editable=False)
    """The unit itself and all above it: a leader reaches what lies below (kept by the unit_create service)."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "slug"], name="unit_slug_unique"),)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login_name=username)


def random_login_name() -> str:
    return uuid.uuid4().hex


class Person(AbstractBaseUser):
    """Someone who can be named: a parent, a young person, a member of staff.

    A login only ever binds to a person that exists (ExternalIdentity); it never makes one. ``login_name`` is random
    and shown nowhere: a protected person has no name to fall back to (security, claims traps).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="people")
    login_name = models.CharField(max_length=64, unique=True, default=random_login_name, editable=False)
    display_name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="da")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_staff_member(self) -> bool:
        """Whether the person works in a unit of the municipality."""
        return self.employments.exists()


class ExternalIdentity(Tenant):
    """Binds a login at an identity provider to a person. The subject is never a CPR number."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["issuer", "subject"], name="identity_unique"),)


class Employment(Tenant):
    """A person's work in a unit, with the hours in which the person answers (RQ-083)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="employments")
    title = models.CharField(max_length=100)
    """What the person is called in plain words: "klasselærer"."""
    is_leader = models.BooleanField(default=False)
    answer_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    """Weekdays on which the person answers, Monday 0."""
    answer_from = models.TimeField(default=time(8))
    answer_to = models.TimeField(default=time(15))
    period = DateTimeRangeField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="employment_once_per_unit",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        )


class Child(Tenant):
    """The child the case is about. The child has no login before the law gives one."""

    given_name = models.CharField(max_length=100)
    born_on = models.DateField(null=True, blank=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="child")

    def __str__(self) -> str:
        return self.given_name


class RelationKind(models.TextChoices):
    CUSTODIAN = "custodian"
    NON_CUSTODIAL_PARENT = "non_custodial_parent"
    FOSTER_CARER = "foster_carer"
    KIN_CARER = "kin_carer"
    COMPANION = "companion"


NEXT_WORD_FOR_CUSTODIAN = """
IF NEW.kind = 'custodian' AND upper_inf(NEW.period) AND EXISTS (
    SELECT 1 FROM journey_case c WHERE c.child_id = NEW.child_id AND c.closed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM journey_nextword w WHERE w.case_id = c.id AND w.person_id = NEW.person_id)
) THEN
    RAISE EXCEPTION 'a custodian of child % has no next word in an open case', NEW.child_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'relation_next_word_for_custodian';
END IF;
RETURN NULL;
"""
"""The other side of case_next_word_for_each: whoever becomes a custodian is owed a date by the same commit."""


class Relation(Tenant):
    """How a person stands to a child, from when to when, and on what basis. Only ``custodian`` gives rights here."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="relations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=30, choices=RelationKind)
    label = models.CharField(max_length=50, blank=True)
    """What the child calls the person: "mor", "far"."""
    basis = models.CharField(max_length=200, default="")
    period = DateTimeRangeField()

    class Meta:
        triggers = (
            pgtrigger.Trigger(
                name="next_word_for_custodian",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NEXT_WORD_FOR_CUSTODIAN,
            ),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=RelationKind.values), name="relation_kind_known"),
            ExclusionConstraint(
                name="relation_once_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        )
