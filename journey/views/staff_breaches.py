"""Owning up to a broken promise: what the form of staff does (P4)."""

from django.utils.translation import gettext as _

from journey.access.gaps import gap_within, owner_of_gap
from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.breaches import BreachForm
from journey.language import spoken
from journey.models import Gap
from journey.rules import danish_dates
from journey.services.breaches import breach_explain
from journey.views.staff_form import CaseRoute


def explain_breach(access: Access, gap: Gap, form: BreachForm) -> str:
    told = breach_explain(gap=gap, by=access.person, **form.said())
    day = form.cleaned_data["next_word_on"] or gap.respond_by
    return _("Sendt til %(names)s. De venter på nyt fra %(holder)s %(day)s.") % {
        "names": ", ".join(one.only_for.given_name for one in told if one.only_for),
        "holder": gap.responsible.display_name,
        "day": danish_dates.by(day, language=spoken()),
    }


ROUTES = (
    CaseRoute(
        "staff_breach", "gaps/<uuid:subject_id>/explain/", Action.EXPLAIN_BREACH, BreachForm, explain_breach,
        gap_within, owner_of=owner_of_gap,
    ),
)  # fmt: skip
