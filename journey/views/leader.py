"""The leader's page: which families do not know, since when, and the one thing to do about each (RQ-145)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from journey.access.staff_side import require_leader
from journey.selectors.absences import absence_lines
from journey.selectors.overview import overview
from journey.views.identity import person_of
from journey.views.staff_rows import task


def leader_home(request: HttpRequest) -> HttpResponse:
    """One number, and the rows behind it, oldest first. No text of any thread (G14)."""
    person = require_leader(person_of(request))
    seen = overview(person)
    rows = [{"late": row, "task": task(row.row)} for row in seen.late]
    return render(
        request, "journey/leader_home.html", {"overview": seen, "rows": rows, "absences": absence_lines(person)}
    )
