"""Somebody around the child changes: what each form does, and the page beside it that says what goes along."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.changes import ContactCallOffForm, ContactChangeForm, ResponsibilityForm, StaffChangeForm
from journey.rules import clock
from journey.selectors.holdings import holdings
from journey.services.call_off import contact_change_call_off
from journey.services.contact import contact_change, staff_change_announce
from journey.services.responsibility import responsibility_move
from journey.views.staff_form import CaseRoute
from journey.views.staff_words import done, told


def change_contact(access: Access, _row: None, form: ContactChangeForm) -> str:
    data = form.cleaned_data
    contact_change(
        case=access.case,
        to=data["to"],
        deputy=data["deputy"],
        by=access.person,
        words=form.words(),
        from_at=_start(data["from_day"]),
        next_word_on=data["next_word_on"],
    )
    return told(access)


def call_off_contact(access: Access, _row: None, form: ContactCallOffForm) -> str:
    contact_change_call_off(
        case=access.case, by=access.person, words=form.words(), next_word_on=form.cleaned_data["next_word_on"]
    )
    return told(access)


def _start(day: date | None) -> datetime | None:
    """The beginning of a coming day; None for today, which means now."""
    return clock.midnight(day) if day and day > clock.today() else None


def announce_change(access: Access, _row: None, form: StaffChangeForm) -> str:
    staff_change_announce(
        case=access.case, by=access.person, words=form.words(), next_word_on=form.cleaned_data["next_word_on"]
    )
    return told(access)


def move_responsibility(access: Access, _row: None, form: ResponsibilityForm) -> str:
    data = form.cleaned_data
    responsibility_move(
        case=access.case,
        leaver=data["leaver"],
        to=data["to"],
        by=access.person,
        told=form.told(),
        label=data["label"],
        keeps=form.kept_codes(),
        stays=data["stays"],
        next_word_on=data["next_word_on"],
    )
    return done(access, _("%(name)s har det nu.") % {"name": data["to"]})


def what_goes_along(access: Access, _form: ResponsibilityForm) -> dict[str, Any]:
    return {"holdings": holdings(access)}


ROUTES = (
    CaseRoute("staff_contact_change", "contact/", Action.CHANGE_CONTACT, ContactChangeForm, change_contact),
    CaseRoute(
        "staff_contact_call_off", "contact/call-off/", Action.CHANGE_CONTACT, ContactCallOffForm, call_off_contact
    ),
    CaseRoute("staff_change", "change/", Action.POST_UPDATE, StaffChangeForm, announce_change),
    CaseRoute(
        "staff_responsibility", "responsibility/", Action.MANAGE_ROLES, ResponsibilityForm, move_responsibility,
        template="journey/staff_responsibility.html", aside=what_goes_along,
    ),
)  # fmt: skip
