"""Opening a course for a child one already follows, taking in a new child with its family, and a new colleague."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.access.queries import entitled_family
from journey.access.staff_side import require_leader, require_staff
from journey.forms.colleagues import ColleagueForm
from journey.forms.families import FamilyForm
from journey.forms.opening import CaseOpenForm
from journey.models import Case, Child, Person
from journey.rules import clock
from journey.selectors.desk import promise_lines
from journey.services.cases import case_open
from journey.services.colleagues import colleague_employ
from journey.services.families import family_register
from journey.views.identity import person_of
from journey.views.staff_form import own_form, posted


def staff_case_open(request: HttpRequest) -> HttpResponse:
    """Open a case for a child the person already follows."""
    person = require_staff(person_of(request))
    form = CaseOpenForm(posted(request), person=person)
    return own_form(request, form, lambda: open_case(person, form))


def staff_family_new(request: HttpRequest) -> HttpResponse:
    """A child that nobody here follows yet: child, custodians and first case in one act."""
    person = require_staff(person_of(request))
    form = FamilyForm(posted(request), person=person)
    return own_form(request, form, lambda: register_family(person, form), "journey/staff_family_new.html")


def staff_colleague_new(request: HttpRequest) -> HttpResponse:
    """A leader takes in a colleague."""
    person = require_leader(person_of(request))
    form = ColleagueForm(posted(request), person=person)
    return own_form(request, form, lambda: employ_colleague(person, form))


def open_case(person: Person, form: CaseOpenForm) -> str:
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


def register_family(person: Person, form: FamilyForm) -> str:
    data = form.cleaned_data
    case = family_register(
        unit=data["unit"],
        child_name=data["child_name"],
        born_on=data["born_on"],
        custodians=form.custodians(),
        basis=data["basis"],
        blueprint=data["blueprint"],
        contact=data["contact"],
        deputy=data["deputy"],
        by=person,
        title=data["title"],
        rhythm_days=data["rhythm_days"],
    )
    said = _("Forløbet for %(child)s er åbent. Familien kan se det nu.")
    if not all(line.has_login for line in promise_lines([case])[case.pk]):
        said = _("Forløbet for %(child)s er åbent. Ring til familien: de kan først se det, når de har fået adgang.")
    return said % {"child": case.child}


def employ_colleague(person: Person, form: ColleagueForm) -> str:
    data = form.cleaned_data
    work = colleague_employ(
        unit=data["unit"],
        who=form.who(),
        title=data["title"],
        by=person,
        answer_days=data["answer_days"],
        answer_from=data["answer_from"],
        answer_to=data["answer_to"],
    )
    return _("%(name)s er nu kollega: %(unit)s.") % {"name": work.person, "unit": work.unit}
