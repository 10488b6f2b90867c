"""Addresses of the staff side, below ``staff/``. The forms about a case come from one table."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from journey.views import leader, staff, staff_absences, staff_opening
from journey.views.staff_form import CaseFormView
from journey.views.staff_routes import STAFF_ROUTES

takes_form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", require_safe(staff.staff_home), name="staff_home"),
    path("overview/", require_safe(leader.leader_home), name="leader_home"),
    path("absence/", takes_form(staff_absences.staff_absence), name="staff_absence"),
    path("absence/<uuid:absence_id>/end/", takes_form(staff_absences.staff_absence_end), name="staff_absence_end"),
    path("colleagues/new/", takes_form(staff_opening.staff_colleague_new), name="staff_colleague_new"),
    path("families/new/", takes_form(staff_opening.staff_family_new), name="staff_family_new"),
    path("cases/open/", takes_form(staff_opening.staff_case_open), name="staff_case_open"),
    path("cases/<uuid:case_id>/", require_safe(staff.staff_case), name="staff_case"),
    path("cases/<uuid:case_id>/as/<uuid:person_id>/", require_safe(staff.staff_family_view), name="staff_family_view"),
    *(
        path(f"cases/<uuid:case_id>/{route.path}", takes_form(CaseFormView.of(route).as_view()), name=route.name)
        for route in STAFF_ROUTES
    ),
]
