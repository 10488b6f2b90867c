"""Staff's own pages: my families, one case, and the case as a family member sees it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.queries import coming_change
from journey.access.roles import led_units
from journey.access.staff_side import require_staff, staff_case_for
from journey.forms.updates import UpdateForm
from journey.rules import clock
from journey.selectors.absences import absence_lines
from journey.selectors.case_page import case_page
from journey.selectors.choices import family, held_roles, open_waits, roles_to_take_back, without_login
from journey.selectors.desk import desk_for, my_families
from journey.selectors.release_asks import release_asks
from journey.selectors.staff_case import staff_case as read_case
from journey.selectors.staff_shapes import StaffCasePage
from journey.views.identity import person_of
from journey.views.staff_gaps import gap_rows
from journey.views.staff_rows import agenda, other_tasks
from journey.views.staff_subjects import found
from journey.views.staff_updates import preview


def staff_home(request: HttpRequest) -> HttpResponse:
    """My families by what they are owed, and what else is on my desk."""
    person = require_staff(person_of(request))
    rows = my_families(person)
    context = {
        "families": rows,
        "groups": agenda(rows, other_tasks(desk_for(person)), today=clock.today()),
        "absences": absence_lines(person),
        "leads": bool(led_units(person, clock.now())),
        "today": clock.today(),
    }
    return render(request, "journey/staff_home.html", context)


def staff_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The road, the promises and the people of one case, with the one-minute form beside them."""
    access = staff_case_for(person_of(request), case_id, Action.READ_STAFF_SIDE)
    staff_page = read_case(access)
    context = {"staff": staff_page, "case": access.case, "today": clock.today(), "may": _may(access)}
    context |= {
        "is_unseen": access.is_unseen,
        "without_login": list(without_login(access)),
        **_parts(access, staff_page),
    }
    if access.may(Action.POST_UPDATE) and access.case.is_open:
        form = UpdateForm(access=access)
        context |= {"form": form, **preview(access, form)}
    return render(request, "journey/staff_case.html", context)


def _may(access: Access) -> dict[str, bool]:
    """What the person may do here, by the name of the right: the page offers nothing that would be refused."""
    return {action.name.lower(): access.may(action) for action in Action}


def _parts(access: Access, staff_page: StaffCasePage) -> dict[str, Any]:
    page = staff_page.page
    everything = (*page.current, *reversed(page.ahead), *page.past)
    return {
        "current": [item for item in page.current if item.kind == "step"],
        "ahead": [item for item in reversed(page.ahead) if item.kind == "step"],
        "past": [item for item in page.past if item.kind in ("step", "update")],
        "meetings": [item for item in everything if item.kind == "meeting"],
        "decisions": [item for item in everything if item.kind == "decision"],
        "waits": list(open_waits(access)),
        "roles": list(held_roles(access)),
        "recent_roles": list(roles_to_take_back(access)),
        "coming_change": coming_change(access.case, access.at).first(),
        "tasks": other_tasks(staff_page.desk),
        "gaps": gap_rows(access),
        "asks": release_asks(access),
    }


def staff_family_view(request: HttpRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """The family's page as one of them sees it, so that nobody has to guess (RQ-139). It marks nothing as seen."""
    access = staff_case_for(person_of(request), case_id, Action.READ_STAFF_SIDE)
    reader = found(family(access), person_id)
    context = {"page": case_page(access, viewer=reader), "reader": reader, "today": clock.today()}
    return render(request, "journey/staff_family_view.html", context)
