"""The main navigation. It lives here because it joins journey's pages with messaging's unread counts."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from journey.access.queries import followed_cases
from journey.access.roles import led_units
from journey.models import Case, Person
from journey.rules import clock
from messaging.selectors.unread import unread_at_work, unread_in_case

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
    works, follows = person.is_staff_member, list(followed_cases(person))
    leads = works and bool(led_units(person, clock.now()))
    at_work = works and _is_of_work(path, match, follows)
    nav = _work(path, person, leads=leads) if at_work else _family(path, match, person, follows)
    return {**nav, "switch": _switch(follows, leads=leads, at_work=at_work) if works and follows else []}


def _is_of_work(path: str, match: ResolverMatch, follows: Sequence[Case]) -> bool:
    """Whether the page is of the person's work. Decided from the address, so that both sides can be open at once."""
    if path.startswith(reverse("journey:staff_home")) or not follows:
        return True
    return "case_id" in match.kwargs and _case_in_view(match, follows) is None


def _work(path: str, person: Person, *, leads: bool) -> dict[str, Any]:
    return {"role": "leader" if leads else "staff", "items": _staff_items(path, person, leads=leads)}


def _family(path: str, match: ResolverMatch, person: Person, follows: Sequence[Case]) -> dict[str, Any]:
    case = _case_in_view(match, follows)
    return {"role": "family", "items": _family_items(path, person, case) if case else []}


def _switch(follows: Sequence[Case], *, leads: bool, at_work: bool) -> list[Item]:
    """For a colleague who is a parent too: the way between the two. Neither side tells anything of the other."""
    work = reverse("journey:leader_home" if leads else "journey:staff_home")
    child = (
        reverse("journey:family_case", args=[follows[0].pk]) if len(follows) == 1 else reverse("journey:family_home")
    )
    return [
        {"label": _("Mit arbejde"), "url": work, "current": at_work},
        {"label": _("Mit barn"), "url": child, "current": not at_work},
    ]


def _case_in_view(match: ResolverMatch, follows: Sequence[Case]) -> Case | None:
    """The family member's own case that the address names; without one in the address, the only one there is."""
    if "case_id" in match.kwargs:
        return next((case for case in follows if case.pk == match.kwargs["case_id"]), None)
    return follows[0] if len(follows) == 1 else None


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
    unread = sum(unread_at_work(person).values())
    items = [_item(path, _("Mine familier"), reverse("journey:staff_home"), unread)]
    if leads:
        items.insert(0, _item(path, _("Overblik"), reverse("journey:leader_home")))
    return items
