"""How one of the family hears from us, agreed by staff together with that person."""

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.communication import FamilyWishesForm
from journey.models import Person
from journey.services.communication import communication_agree
from journey.views.staff_form import CaseRoute
from journey.views.staff_subjects import family_member_of
from journey.views.staff_words import done


def agree_communication(access: Access, person: Person, form: FamilyWishesForm) -> str:
    communication_agree(
        case=access.case,
        person=person,
        wishes=form.wishes(),
        by=access.person,
        asked_by=form.cleaned_data["asked_by"],
    )
    return done(access, _("Aftalen er gemt."))


ROUTES = (
    CaseRoute(
        "staff_communication",
        "communication/<uuid:subject_id>/",
        Action.SET_COMMUNICATION,
        FamilyWishesForm,
        agree_communication,
        family_member_of,
    ),
)
