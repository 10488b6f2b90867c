"""The family's pages: gate, selector, page. Opening the page is what makes its news known (P6)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.rules import clock
from journey.selectors.case_page import case_page, case_summaries
from journey.selectors.involved import by_person, involved
from journey.selectors.timeline import timeline
from journey.services.visits import visit_open
from journey.views.identity import person_of


def family_home(request: HttpRequest) -> HttpResponse:
    """All courses of the person, under one login (RQ-037)."""
    return render(request, "journey/family_home.html", {"cases": case_summaries(person_of(request))})


def family_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who, now, next, next word; below it the thread. Staff who come here are shown their own side."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    if not access.is_family:
        return redirect("journey:staff_case", case_id)
    visit_open(case=access.case, person=access.person)
    context = {
        "page": case_page(access),
        "thread_url": _thread_url(access),
        "call_url": "",
        "today": clock.today(),
    }
    return render(request, "journey/family_case.html", context)


def family_people(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who is involved, what they can decide and what they may see; leavers stay (RQ-022, RQ-129)."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    return render(request, "journey/family_people.html", {"people": by_person(involved(access))})


def family_meetings(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Meetings to come, nearest first, and those held or cancelled, newest first."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    thread = timeline(access)
    meetings = {"upcoming": reversed((*thread.current, *thread.ahead)), "past": thread.past}
    context = {part: [item for item in items if item.kind == "meeting"] for part, items in meetings.items()}
    return render(request, "journey/family_meetings.html", context)


def _thread_url(access: Access) -> str:
    return reverse("messaging:mine", args=[access.case.pk])
