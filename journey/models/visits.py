"""When a family member last looked, so that news can be marked as new. Nobody else sees it (G5)."""

from django.db import models

from journey.models.base import CaseRow


class Visit(CaseRow):
    """``seen_until`` is the end of the visit before this one: news after it is marked "new since your last visit"."""

    person = models.ForeignKey("journey.Person", on_delete=models.PROTECT, related_name="visits")
    seen_until = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "person"], name="visit_one_per_person"),)
