"""Roles, custody, closing and reopening: what each form does."""

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.families import CustodianAddForm, CustodianEndForm
from journey.forms.people import CloseForm, ReopenForm, RoleAssignForm, RoleEndForm, RoleTakeBackForm
from journey.models import CaseRole, Person
from journey.services.cases import case_close, case_reopen
from journey.services.families import custody_end, custody_start
from journey.services.roles import Undo, role_assign, role_end, role_take_back
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import family_member_of, role_of, role_to_take_back_of
from journey.views.staff_words import done


def assign_role(access: Access, _row: None, form: RoleAssignForm) -> str:
    data = form.cleaned_data
    label = data["label"] or form.role_names()[data["role"]]
    role_assign(
        case=access.case,
        person=data["person"],
        role=data["role"],
        label=label,
        by=access.person,
        can_decide=data["can_decide"],
        is_authority=data["is_authority"],
    )
    return _("%(name)s er nu %(role)s i forløbet.") % {"name": data["person"], "role": label}


def end_role(access: Access, role: CaseRole, _form: RoleEndForm) -> str:
    role_end(held=role, by=access.person)
    return _("Rollen er slut. %(name)s står stadig i historien.") % {"name": role.person}


def take_back_role(access: Access, role: CaseRole, form: RoleTakeBackForm) -> str:
    role_take_back(row=role, undo=Undo(form.cleaned_data["undo"]), by=access.person)
    return _("Det er rettet. Familien får det at vide.")


def close_case(access: Access, _row: None, form: CloseForm) -> str:
    case_close(case=access.case, by=access.person, text=form.cleaned_data["text"])
    return _("Forløbet er slut. Familien kan stadig læse det og skrive til sin kontakt.")


def reopen_case(access: Access, _row: None, form: ReopenForm) -> str:
    if not_mine := form.impossible():
        raise not_mine
    case_reopen(case=access.case, by=access.person, **form.said())
    return done(access, _("Forløbet er åbent igen."))


def add_custodian(access: Access, _row: None, form: CustodianAddForm) -> str:
    custodian = form.custodian()
    relation = custody_start(case=access.case, custodian=custodian, basis=form.cleaned_data["basis"], by=access.person)
    said = _("%(name)s følger nu %(child)s.") % {"name": relation.person, "child": access.case.child}
    return done(access, said)


def end_custody(access: Access, person: Person, form: CustodianEndForm) -> str:
    custody_end(case=access.case, person=person, basis=form.cleaned_data["basis"], by=access.person)
    return _("%(name)s kan ikke se noget fra nu af.") % {"name": person}


ROUTES = (
    CaseRoute("staff_role_assign", "roles/assign/", Action.MANAGE_ROLES, RoleAssignForm, assign_role),
    CaseRoute("staff_role_end", "roles/<uuid:subject_id>/end/", Action.MANAGE_ROLES, RoleEndForm, end_role, role_of),
    CaseRoute(
        "staff_role_take_back", "roles/<uuid:subject_id>/take-back/", Action.MANAGE_ROLES, RoleTakeBackForm,
        take_back_role, role_to_take_back_of,
    ),
    CaseRoute("staff_custodian_add", "custodians/add/", Action.MANAGE_CUSTODY, CustodianAddForm, add_custodian),
    CaseRoute(
        "staff_custodian_end", "custodians/<uuid:subject_id>/end/", Action.MANAGE_CUSTODY, CustodianEndForm,
        end_custody, family_member_of,
    ),
    CaseRoute("staff_close", "close/", Action.CLOSE_CASE, CloseForm, close_case),
    CaseRoute("staff_reopen", "reopen/", Action.CLOSE_CASE, ReopenForm, reopen_case),
)  # fmt: skip
