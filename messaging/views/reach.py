"""By what I am reached: shown and changed by nobody but me, and only soon after I have shown who I am (T46)."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from journey.errors import DomainError, TooOften
from journey.identity.freshness import is_fresh
from journey.identity.views import login_again_urls
from journey.models import Person
from journey.views.identity import person_of
from messaging.forms import ReachForm
from messaging.services.reach import Saved, reach_change

SAID = {
    Saved.UNCHANGED: _("Der er ikke ændret noget."),
    Saved.CHANGED: _("Det er gemt."),
    Saved.TOLD: _("Det er gemt. Det, du havde før, får besked om det."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not is_fresh(request.session):
        return _not_fresh(request, person)
    form = ReachForm(request.POST or None, initial=ReachForm.values_of(person))
    if not form.is_bound:
        return _shown(request, form)
    if form.is_valid():
        try:
            saved = reach_change(person=person, reach=form.reach())
        except TooOften as error:
            form.add_error(None, str(error.sentence))
            answer = _shown(request, form, error.status)
            answer["Retry-After"] = str(error.retry_after)
            return answer
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        else:
            messages.success(request, SAID[saved])
            return redirect("messaging:reach")
    return _shown(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _not_fresh(request: HttpRequest, person: Person) -> HttpResponse:
    """What there is now; after a try, also what was typed. It is not kept for after the login: somebody else may have
    typed it on a telephone left on a table (T46)."""
    now = ReachForm.values_of(person)
    if request.method != "POST":
        return _shown(request, ReachForm(initial=now))
    return _shown(request, ReachForm(request.POST, initial=now), HTTPStatus.FORBIDDEN)


def _shown(request: HttpRequest, form: ReachForm, status: int = HTTPStatus.OK) -> HttpResponse:
    may = is_fresh(request.session)
    again = [] if may else login_again_urls(reverse("messaging:reach"))
    return render(request, "messaging/reach.html", {"form": form, "may": may, "again": again}, status=status)
