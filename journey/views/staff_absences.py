"""Being away and being back: one's own absence, and that of the people one leads."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.absences import absence_of, may_register_absence
from journey.access.queries import contact_cases
from journey.access.staff_side import require_staff
from journey.forms.absences import AbsenceEndForm, AbsenceForm
from journey.models import Absence, Person
from journey.selectors.absences import answered_by_others
from journey.services.contact import absence_end, absence_register
from journey.views.identity import person_of
from journey.views.staff_form import own_form, posted


def staff_absence(request: HttpRequest) -> HttpResponse:
    """Somebody is away from a day, and somebody named answers."""
    person = require_staff(person_of(request))
    form = AbsenceForm(posted(request), person=person)
    return own_form(request, form, lambda: register_absence(person, form))


def staff_absence_end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """The last day of an absence, once it is known."""
    person = person_of(request)
    absence = absence_of(person, absence_id)
    form = AbsenceEndForm(posted(request), absence=absence)
    return own_form(request, form, lambda: end_absence(person, absence, form))


def register_absence(person: Person, form: AbsenceForm) -> str:
    data = form.cleaned_data
    away = may_register_absence(person, (data.get("person") or person).pk)
    absence = absence_register(
        person=away, cover=data["cover"], first_day=data["first_day"], last_day=data["last_day"], by=person
    )
    families = contact_cases(away).filter(is_contact=True).count()
    told = ngettext("%(count)d familie ser det.", "%(count)d familier ser det.", families) % {"count": families}
    for other in answered_by_others(absence, person):
        sentence = _("I forløbet om %(child)s svarer %(name)s: %(cover)s er selv forælder der.")
        told += " " + sentence % {"child": other.child_name, "name": other.person.name, "cover": data["cover"]}
    if away == person:
        return _("%(name)s svarer, mens du er væk.") % {"name": data["cover"]} + " " + told
    return _("%(name)s svarer for %(away)s.") % {"name": data["cover"], "away": away} + " " + told


def end_absence(person: Person, absence: Absence, form: AbsenceEndForm) -> str:
    absence_end(absence=absence, last_day=form.cleaned_data["last_day"], by=person)
    return _("Dagen er gemt. Familierne kan se den.")
