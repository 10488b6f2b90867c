"""The one mechanism behind every form of the staff side: gate, form, service, redirect.

A form is a row in a table of CaseRoute. The generated access tests walk the same table, so no form can be forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.staff_side import staff_case_for
from journey.errors import DomainError
from journey.forms.base import CaseForm, StaffForm
from journey.views.identity import person_of
from journey.views.once import once

Perform = Callable[[Access, Any, Any], str]
"""Does what the form asks for the case and the row it is about; gives back the sentence that confirms it.

The row and the form differ from route to route, hence Any; each function names its own types.
"""
Subject = Callable[[Access, UUID], Any]
"""The row of the case with this id, as far as the person may see it; raises NotYours."""


@dataclass(frozen=True, slots=True)
class CaseRoute:
    """One form about a case: where it lives, what right it needs, what it asks and what it does."""

    name: str
    path: str
    """Below ``cases/<uuid:case_id>/``; holds ``<uuid:subject_id>`` when the form is about a row of the case."""
    action: Action
    form: type[CaseForm]
    perform: Perform
    subject: Subject | None = None
    template: str = "journey/staff_form.html"
    owner_of: Callable[[Action, UUID], UUID | None] | None = None
    """Whose thing the row is, where the right to it is only for one's own."""
    aside: Callable[[Access, Any], dict[str, Any]] | None = None
    """What the page shows beside the form, computed from the case and the form."""


class CaseFormView(View):
    """Shows the form, or does what it asks; what is refused is said at its field, with everything written kept."""

    route: ClassVar[CaseRoute]
    access: Access
    subject: Any

    @classmethod
    def of(cls, route: CaseRoute) -> type["CaseFormView"]:
        return type(f"{route.name}_view", (cls,), {"route": route})

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        action, owner_of = self.route.action, self.route.owner_of
        owner_id = owner_of(action, kwargs["subject_id"]) if owner_of else None
        self.access = staff_case_for(person_of(request), kwargs["case_id"], action, owner_id=owner_id)
        self.subject = self.route.subject(self.access, kwargs["subject_id"]) if self.route.subject else None

    def get(self, request: HttpRequest, **_ids: UUID) -> HttpResponse:
        form = self.form(None)
        if gone := form.impossible():
            messages.error(request, str(gone.sentence))
            return redirect(self.back())
        return self.page(form)

    def post(self, request: HttpRequest, **_ids: UUID) -> HttpResponse:
        form = self.form(request.POST)
        if "preview" in request.POST:
            return self.page(form)
        refused = perform_once(request, form, lambda: self.route.perform(self.access, self.subject, form))
        return self.page(form, refused) if refused else redirect(self.back())

    def form(self, data: Any) -> CaseForm:
        form = self.route.form(data, access=self.access, subject=self.subject, hints=self.request.GET.dict())
        if form.focus:
            form.fields[form.focus].widget.attrs["autofocus"] = True
        return form

    def back(self) -> str:
        """The list, for those who came from it; the case otherwise."""
        if self.request.POST.get("back") == "home":
            return reverse("journey:staff_home")
        return reverse("journey:staff_case", args=[self.access.case.pk])

    def page(self, form: CaseForm, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {"form": form, "case": self.access.case, "subject": self.subject, "back": self.came_from()}
        context |= self.route.aside(self.access, form) if self.route.aside else {}
        return render(self.request, self.route.template, context, status=status)

    def came_from(self) -> str:
        return str(self.request.POST.get("back") or self.request.GET.get("back") or "")


class NotFilledIn(Exception):
    """The form says itself what is missing."""


def perform_once(request: HttpRequest, form: StaffForm, act: Callable[[], str]) -> int:
    """Do it and say so in a message. A refusal is put into the form; its status is given back, 0 when all went well.

    A second tap is answered before the form is looked at: what was chosen may no longer be on the list.
    """

    def check_and_act() -> str:
        if not form.is_valid():
            raise form.impossible() or NotFilledIn
        return act()

    try:
        done = once(person_of(request), form.token(), _said(request), check_and_act)
    except NotFilledIn:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    except DomainError as error:
        form.refuse(error)
        return error.status
    if done:
        messages.success(request, done)
    return 0


def _said(request: HttpRequest) -> str:
    """Everything that was filled in, as one text: two sendings of one form say the same."""
    return repr(sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"))


def own_form(
    request: HttpRequest, form: StaffForm, act: Callable[[], str], template: str = "journey/staff_form.html"
) -> HttpResponse:
    """The same for a form about no case: show it, or do what it asks and go home."""
    if request.method != "POST":
        return render(request, template, {"form": form})
    refused = perform_once(request, form, act)
    return render(request, template, {"form": form}, status=refused) if refused else redirect("journey:staff_home")


def posted(request: HttpRequest) -> Any:
    """What was sent; None when the form is only to be shown."""
    return request.POST if request.method == "POST" else None
