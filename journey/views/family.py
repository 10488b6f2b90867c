"""The family's pages: gate, selector, page. Opening the page is what makes its news known (P6)."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.forms.communication import OwnWishesForm
from journey.rules import clock
from journey.selectors.case_page import case_page, case_summaries
from journey.selectors.communication import is_asked_again, own_communication
from journey.selectors.involved import by_person, involved
from journey.selectors.questions import questions_of
from journey.selectors.timeline import timeline
from journey.services.communication import communication_agree, wishes_of
from journey.services.visits import visit_open
from journey.views.identity import person_of
from journey.views.staff_form import perform_once


def family_home(request: HttpRequest) -> HttpResponse:
    """All courses of the person, under one login (RQ-037)."""
    cases = case_summaries(person_of(request))
    return render(request, "journey/family_home.html", {"cases": cases, "today": clock.today()})


def family_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who, now, next, next word; below it the thread. Staff who come here are shown their own side."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    if not access.is_family:
        return redirect("journey:staff_case", case_id)
    visit_open(case=access.case, person=access.person)
    context = {
        "page": case_page(access),
        "thread_url": _thread_url(access),
        **_asking(access),
        "ask_again": is_asked_again(access),
        "today": clock.today(),
    }
    return render(request, "journey/family_case.html", context)


def family_people(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who is involved, what they can decide and what they may see; leavers stay (RQ-022, RQ-129)."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    may_set = access.may(Action.SET_OWN_COMMUNICATION)
    context = {"people": by_person(involved(access)), "case": access.case, "may_set": may_set}
    return render(request, "journey/family_people.html", context)


def family_meetings(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Meetings to come, nearest first, and those whose day has passed, newest first."""
    access = case_for(person_of(request), case_id, Action.READ_CASE)
    thread = timeline(access)
    meetings = [item for item in (*thread.ahead, *thread.current, *thread.past) if item.meeting]
    context = {
        "upcoming": [item for item in reversed(meetings) if item.meeting and item.meeting.is_to_come],
        "past": [item for item in meetings if item.meeting and not item.meeting.is_to_come],
    }
    return render(request, "journey/family_meetings.html", context)


def family_communication(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How I hear from you: each guardian's own agreement, seen and set by nobody else at home (RQ-097, G5)."""
    person = person_of(request)
    access = case_for(person, case_id, Action.SET_OWN_COMMUNICATION)
    form = OwnWishesForm(request.POST if request.method == "POST" else None, access=access, subject=person)
    refused = perform_once(request, form, lambda: _agree(access, form)) if form.is_bound else 0
    if form.is_bound and not refused:
        return redirect("journey:family_communication", case_id)
    context = {"form": form, "agreed": own_communication(access), "case": access.case, "today": clock.today()}
    return render(request, "journey/family_communication.html", context, status=refused or HTTPStatus.OK)


def family_communication_keep(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """ "It still fits": one tap, back to the first page. A second tap finds it answered and does nothing more."""
    access = case_for(person_of(request), case_id, Action.SET_OWN_COMMUNICATION)
    if is_asked_again(access):
        wishes = wishes_of(access.case, access.person, clock.today())
        communication_agree(case=access.case, person=access.person, wishes=wishes, by=access.person)
    messages.success(request, _("Tak. Vi fortsætter, som vi gør nu."))
    return redirect("journey:family_case", case_id)


def _agree(access: Access, form: OwnWishesForm) -> str:
    communication_agree(case=access.case, person=access.person, wishes=form.wishes(), by=access.person)
    return _("Dine valg er gemt.")


def _asking(access: Access) -> dict[str, Any]:
    """What one has asked and waits to hear, and where to ask; no new taps on a closed case."""
    ask_url = reverse("journey:family_ask", args=[access.case.pk]) if access.case.is_open else ""
    return {"questions": questions_of(access), "ask_url": ask_url, "call_url": f"{ask_url}#ring" if ask_url else ""}


def _thread_url(access: Access) -> str:
    return reverse("messaging:mine", args=[access.case.pk])
