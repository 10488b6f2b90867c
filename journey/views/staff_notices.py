"""Important news that has not been proven to arrive: what the forms of staff do (N7, RQ-092)."""

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.notices import told_family_one
from journey.forms.notices import REACHED, NoticeCallForm, NoticeLetterForm, SignOffForm
from journey.models import Person, Recipient
from journey.services.unreached import notice_call, notice_letter, notice_sign_off
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import family_member_of


def call_made(access: Access, person: Person, form: NoticeCallForm) -> str:
    reached = form.cleaned_data["outcome"] == REACHED
    notice_call(case=access.case, person=person, by=access.person, reached=reached)
    if reached:
        return _("Gemt. %(name)s ved det nu.") % {"name": person.given_name}
    return _("Gemt. Næste skridt er et brev til %(name)s.") % {"name": person.given_name}


def letter_sent(access: Access, person: Person, _form: NoticeLetterForm) -> str:
    notice_letter(case=access.case, person=person, by=access.person)
    return _("Gemt. Nyheden står åben, til %(name)s har set den.") % {"name": person.given_name}


def sign_off(access: Access, recipient: Recipient, form: SignOffForm) -> str:
    notice_sign_off(recipient=recipient, by=access.person, reason=form.cleaned_data["reason"])
    return _("Afsluttet med dit navn og din grund.")


ROUTES = (
    CaseRoute(
        "staff_notice_call", "unread/<uuid:subject_id>/call/", Action.SETTLE_NOTICE, NoticeCallForm, call_made,
        family_member_of,
    ),
    CaseRoute(
        "staff_notice_letter", "unread/<uuid:subject_id>/letter/", Action.SETTLE_NOTICE, NoticeLetterForm, letter_sent,
        family_member_of,
    ),
    CaseRoute(
        "staff_notice_sign_off", "notices/<uuid:subject_id>/sign-off/", Action.SETTLE_NOTICE, SignOffForm, sign_off,
        told_family_one,
    ),
)  # fmt: skip
