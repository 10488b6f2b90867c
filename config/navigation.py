"""The main navigation. It lives here because it joins journey's pages with messaging's unread counts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from journey.access.queries import family_cases
from journey.access.roles import led_units
from journey.models import Case, Person
from journey.rules import clock
from messaging.selectors.unread import unread_in_case, unread_total

Item = dict[str, Any]
"""label, url, current and count: what templates/components/nav.html shows."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav`` and ``live_seq`` for every page; empty for someone who is not logged in and on error pages."""
    return {
        "nav": _nav(request, request.path, request.resolver_match),
        "live_seq": getattr(request, "live_seq", None),
    }


@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """The navigation of the open page whose path is ``page``, counted now, and a fresh token for its forms.

    The path only says which case is in view, and a case that is not the person's own is none (G9).
    """
    path = request.GET.get("page", "")
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    return render(request, "components/menu.html", {"nav": _nav(request, path, match)})


def _nav(request: HttpRequest, path: str, match: ResolverMatch | None) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or match is None:
        return {}
    case = _case_in_view(match, person)
    if case is not None:
        return {"role": "family", "items": _family_items(path, person, case)}
    if not person.is_staff_member:
        return {"role": "family", "items": []}
    leads = bool(led_units(person, clock.now()))
    return {"role": "leader" if leads else "staff", "items": _staff_items(path, person, leads=leads)}


def _case_in_view(match: ResolverMatch, person: Person) -> Case | None:
    """The family member's own case that the address names; without one in the address, the only one there is."""
    cases = family_cases(person)
    if "case_id" in match.kwargs:
        return cases.filter(pk=match.kwargs["case_id"]).first()
    found = list(cases[:2])
    return found[0] if len(found) == 1 else None


def _item(path: str, label: str, url: str, count: int = 0) -> Item:
    return {"label": label, "url": url, "current": path == url, "count": count}


def _family_items(path: str, person: Person, case: Case) -> list[Item]:
    return [
        _item(path, _("Forløb"), reverse("journey:family_case", args=[case.pk])),
        _item(path, _("Beskeder"), reverse("messaging:mine", args=[case.pk]), unread_in_case(person, case)),
        _item(path, _("Møder"), reverse("journey:family_meetings", args=[case.pk])),
        _item(path, _("Mere"), reverse("journey:family_people", args=[case.pk])),
    ]


def _staff_items(path: str, person: Person, *, leads: bool) -> list[Item]:
    items = [_item(path, _("Mine familier"), reverse("journey:staff_home"), unread_total(person))]
    if leads:
        items.insert(0, _item(path, _("Overblik"), reverse("journey:leader_home")))
    return items
