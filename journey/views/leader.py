"""The leader's page: which families do not know, since when, and the one thing to do about each (RQ-145)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from journey.access.staff_side import require_leader
from journey.selectors.absences import absence_lines
from journey.selectors.measures import measures
from journey.selectors.overview import overview
from journey.selectors.staff_shapes import LeaderRow
from journey.views.identity import person_of
from journey.views.leader_charts import figures
from journey.views.staff_rows import said, task


def leader_home(request: HttpRequest) -> HttpResponse:
    """One number, and the rows behind it, oldest first; then how it goes. No text of any thread (G14)."""
    person = require_leader(person_of(request))
    seen = overview(person)
    measured = measures(person)
    context = {
        "overview": seen,
        "silence": measured.longest_silence,
        "figures": figures(measured),
        "uninformed": _with_tasks(seen.uninformed_rows),
        "follow_up": _with_tasks(seen.follow_up),
        "absences": absence_lines(person),
        "elsewhere": [{"late": one, "what": said(one.kind)} for one in seen.elsewhere],
    }
    return render(request, "journey/leader_home.html", context)


def _with_tasks(rows: tuple[LeaderRow, ...]) -> list[dict[str, Any]]:
    return [{"late": one, "task": task(one.row)} for one in rows]
