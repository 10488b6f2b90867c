"""The main navigation. It lives here because it joins journey's pages with messaging's unread counts."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access.queries import family_cases
from journey.access.roles import led_units
from journey.models import Case, Person
from journey.rules import clock
from messaging.selectors.unread import unread_in_case, unread_total

Item = dict[str, Any]
"""label, url, current and count: what templates/components/nav.html shows."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``nav`` and ``live_seq`` for every page; empty for someone who is not logged in and on error pages."""
    return {"nav": _nav(request), "live_seq": getattr(request, "live_seq", None)}


def _nav(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or request.resolver_match is None:
        return {}
    case = _case_in_view(request, person)
    if case is not None:
        return {"role": "family", "items": _family_items(request, person, case)}
    if not person.is_staff_member:
        return {"role": "family", "items": []}
    leads = bool(led_units(person, clock.now()))
    return {"role": "leader" if leads else "staff", "items": _staff_items(request, person, leads=leads)}


def _case_in_view(request: HttpRequest, person: Person) -> Case | None:
    """The family member's own case that the address names; without one in the address, the only one there is."""
    match = request.resolver_match
    cases = family_cases(person)
    if match and "case_id" in match.kwargs:
        return cases.filter(pk=match.kwargs["case_id"]).first()
    found = list(cases[:2])
    return found[0] if len(found) == 1 else None


def _item(request: HttpRequest, label: str, url: str, count: int = 0) -> Item:
    return {"label": label, "url": url, "current": request.path == url, "count": count}


def _family_items(request: HttpRequest, person: Person, case: Case) -> list[Item]:
    return [
        _item(request, _("Forløb"), reverse("journey:family_case", args=[case.pk])),
        _item(request, _("Beskeder"), reverse("messaging:mine", args=[case.pk]), unread_in_case(person, case)),
        _item(request, _("Møder"), reverse("journey:family_meetings", args=[case.pk])),
        _item(request, _("Mere"), reverse("journey:family_people", args=[case.pk])),
    ]


def _staff_items(request: HttpRequest, person: Person, *, leads: bool) -> list[Item]:
    items = [_item(request, _("Mine familier"), reverse("journey:staff_home"), unread_total(person))]
    if leads:
        items.insert(0, _item(request, _("Overblik"), reverse("journey:leader_home")))
    return items
