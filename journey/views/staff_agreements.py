"""Agreements: what each form does."""

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.agreements import (
    AgreementConcludeForm,
    AgreementConfirmForm,
    AgreementDateForm,
    AgreementFollowUpForm,
    AgreementMakeForm,
)
from journey.forms.base import CaseForm
from journey.models import Agreement
from journey.services.agreements import agreement_conclude, agreement_confirm, agreement_date_move, agreement_make
from journey.services.follow_up import agreement_followed_up
from journey.views.staff_form import CaseRoute, Perform
from journey.views.staff_subjects import agreement_of
from journey.views.staff_words import done


def make_agreement(access: Access, _row: None, form: AgreementMakeForm) -> str:
    agreement_make(case=access.case, by=access.person, **form.said())
    return done(access, _("Aftalen er gemt, og familien kan se den."))


def move_agreement_date(access: Access, agreement: Agreement, form: AgreementDateForm) -> str:
    agreement_date_move(agreement=agreement, by=access.person, **form.said())
    return done(access, _("Dagen er flyttet."))


def follow_up_agreement(access: Access, agreement: Agreement, form: AgreementFollowUpForm) -> str:
    agreement_followed_up(agreement=agreement, by=access.person, follow_up_on=form.cleaned_data["follow_up_on"])
    return _("Dagen er gemt.")


def confirm_agreement(access: Access, agreement: Agreement, _form: AgreementConfirmForm) -> str:
    agreement_confirm(agreement=agreement, by=access.person)
    return _("Familien ved nu, at aftalen holder.")


def conclude_agreement(access: Access, agreement: Agreement, form: AgreementConcludeForm) -> str:
    agreement_conclude(agreement=agreement, by=access.person, **form.said())
    return done(access, _("Aftalen er afsluttet, og familien kan se hvordan."))


def _route(name: str, verb: str, form: type[CaseForm], perform: Perform) -> CaseRoute:
    return CaseRoute(
        name, f"agreements/<uuid:subject_id>/{verb}/", Action.MANAGE_AGREEMENT, form, perform, agreement_of
    )


ROUTES = (
    CaseRoute("staff_agreement_make", "agreements/make/", Action.MANAGE_AGREEMENT, AgreementMakeForm, make_agreement),
    _route("staff_agreement_date", "date", AgreementDateForm, move_agreement_date),
    _route("staff_agreement_follow_up", "follow-up", AgreementFollowUpForm, follow_up_agreement),
    _route("staff_agreement_confirm", "confirm", AgreementConfirmForm, confirm_agreement),
    _route("staff_agreement_conclude", "outcome", AgreementConcludeForm, conclude_agreement),
)
