"""Staff's page on how news reached the family: gate, selector, page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from journey.access.matrix import Action
from journey.access.staff_side import staff_case_for
from journey.views.identity import person_of
from messaging.selectors.ledger import ledger, silences


@require_safe
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    access = staff_case_for(person_of(request), case_id, Action.READ_DELIVERY)
    context = {"case": access.case, "lines": ledger(access), "silences": silences(access)}
    context["may_settle"] = access.may(Action.SETTLE_NOTICE)
    return render(request, "messaging/ledger.html", context)
