"""What became of a call or a letter about important news, and why nobody tries any longer (N7)."""

from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm
from journey.forms.fields import one_of, text

REACHED, NOT_REACHED = "reached", "not_reached"


class NoticeCallForm(CaseForm):
    """``subject`` is the family member who has not been proven to know."""

    heading = _("Ring om det, der ikke er læst")
    intro = _(
        "Fortæl det nye, der står på siden. Taler I om mere, så skriv også opkaldet ned. Får du ikke fat i nogen, "
        "er næste skridt et brev."
    )
    submit = _("Gem")
    family_reads = False

    outcome = one_of(
        _("Hvordan gik det?"),
        ((REACHED, _("Jeg fik fat i personen og fortalte det")), (NOT_REACHED, _("Jeg fik ikke fat i personen"))),
        missing=_("Vælg, hvordan det gik."),
    )


class NoticeLetterForm(CaseForm):
    """``subject`` is the family member who has not been proven to know."""

    heading = _("Send et brev om det, der ikke er læst")
    intro = _(
        "Skriv på papir, hvad der er nyt, og hvordan I kan nås. Et sendt brev er ikke et læst brev: nyheden står åben, "
        "til personen har set den, eller nogen afslutter den med en grund."
    )
    submit = _("Brevet er sendt")
    family_reads = False


class SignOffForm(CaseForm):
    """``subject`` is the news to one person, as it was told."""

    heading = _("Stop med at prøve")
    intro = _("Dit navn og din grund står i forløbet hos jer. Familiens side er, som den var.")
    submit = _("Afslut med mit navn")
    focus = "reason"
    family_reads = False

    reason = text(_("Hvorfor prøver I ikke længere?"), missing=_("Skriv, hvorfor I ikke prøver længere."))
