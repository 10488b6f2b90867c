"""The two forms that are about no case yet: being away, and opening a case."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.queries import contact_cases, entitled_family
from journey.access.staff_side import require_staff
from journey.forms.base import StaffForm
from journey.forms.opening import CaseOpenForm
from journey.forms.people import AbsenceForm
from journey.models import Case, Child, Person
from journey.rules import clock
from journey.services.cases import case_open
from journey.services.contact import absence_register
from journey.views.identity import person_of
from journey.views.staff_form import perform_once


def staff_absence(request: HttpRequest) -> HttpResponse:
    """I am away from a day, and somebody named answers."""
    return _answer(request, AbsenceForm, register_absence)


def staff_case_open(request: HttpRequest) -> HttpResponse:
    """Open a case for a child the person already follows."""
    return _answer(request, CaseOpenForm, open_case)


def _answer(request: HttpRequest, form_class: type, act: Callable[[Person, StaffForm], str]) -> HttpResponse:
    person = require_staff(person_of(request))
    form: StaffForm = form_class(request.POST if request.method == "POST" else None, person=person)
    if request.method != "POST":
        return render(request, "journey/staff_form.html", {"form": form})
    refused = perform_once(request, form, lambda: act(person, form))
    if refused:
        return render(request, "journey/staff_form.html", {"form": form}, status=refused)
    return redirect("journey:staff_home")


def register_absence(person: Person, form: StaffForm) -> str:
    data = form.cleaned_data
    absence_register(
        person=person, cover=data["cover"], first_day=data["first_day"], last_day=data["last_day"], by=person
    )
    families = contact_cases(person).filter(is_contact=True).count()
    told = ngettext("%(count)d familie ser det.", "%(count)d familier ser det.", families) % {"count": families}
    return _("%(name)s svarer, mens du er væk.") % {"name": data["cover"]} + " " + told


def open_case(person: Person, form: StaffForm) -> str:
    data = form.cleaned_data
    case = case_open(
        child=data["child"],
        unit=data["unit"],
        blueprint=data["blueprint"],
        contact=data["contact"],
        deputy=data["deputy"],
        opened_by=person,
        title=data["title"],
        rhythm_days=_rhythm(data["child"], data["rhythm_days"]),
    )
    return _("Forløbet for %(child)s er åbent. Familien kan se det nu.") % {"child": case.child}


def _rhythm(child: Child, days: int | None) -> dict[Person, int]:
    if not days:
        return {}
    custodians = entitled_family(Case(child=child), clock.now())
    return dict.fromkeys(custodians, days)
