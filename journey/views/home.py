"""The front door: to the place where this person's work or worry is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from journey.access.queries import followed_cases
from journey.access.roles import led_units
from journey.rules import clock
from journey.views.identity import person_of


def home(request: HttpRequest) -> HttpResponse:
    """Family: their case, or the list when there are several. Leaders: the overview. Other staff: their families."""
    person = person_of(request)
    cases = list(followed_cases(person).filter(closed_at__isnull=True)[:2])
    if len(cases) == 1:
        return redirect("journey:family_case", cases[0].pk)
    if cases or not person.is_staff_member:
        return redirect("journey:family_home")
    return redirect("journey:leader_home" if led_units(person, clock.now()) else "journey:staff_home")
