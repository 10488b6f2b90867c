"""Agreements: who does what by when, moved with a reason, closed with an outcome (P7, RQ-031)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import Chosen, day, one_of, text
from journey.models import Meeting, Person
from journey.models.agreements import Outcome
from journey.selectors import choices
from journey.services.follow_up import look_again_on

OUTCOMES = (
    (Outcome.DONE, _("Det er gjort")),
    (Outcome.NOT_DONE, _("Det blev ikke gjort")),
    (Outcome.CHANGED, _("Vi har aftalt noget andet i stedet")),
)


def anyone(access: Access, _subject: object) -> QuerySet[Person]:
    return choices.anyone(access)


def begun_meetings(access: Access, _subject: object) -> QuerySet[Meeting]:
    return choices.begun_meetings(access)


class AgreementMakeForm(NextWordForm):
    heading = _("Skriv en aftale")
    intro = _("Familien ser, hvem der gør hvad og hvornår. Aftalen gælder også, når en person skifter.")
    submit = _("Gem aftalen")

    text = text(_("Hvad har I aftalt?"), missing=_("Skriv, hvad I har aftalt."))
    owner = Chosen(
        anyone,
        label=_("Hvem gør det?"),
        missing=_("Vælg en person. En enhed er ikke nok."),
        hint=_("Skriv kun en forælder på, hvis forælderen selv har sagt ja. I følger op."),
    )
    due_on = day(_("Senest"), missing=_("Vælg den dag, det skal være gjort."), from_today=True)
    follow_up_on = day(_("I følger op"), hint=_("Tom: samme dag."), from_today=True)
    meeting = Chosen(begun_meetings, label=_("Aftalt på mødet"), empty=_("Ikke på et møde"))
    made_on = day(_("Aftalt den"), hint=_("Tom: i dag eller mødets dag."))

    field_order = ("text", "owner", "due_on", "follow_up_on", "meeting", "next_word_on")
    more = ("made_on",)

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "meeting": self.hints.get("meeting", "")}


class AgreementDateForm(NextWordForm):
    heading = _("Flyt aftalens dag")
    intro = _("Familien ser både den gamle og den nye dag.")
    submit = _("Flyt dagen")

    due_on = day(_("Ny dag, senest"), missing=_("Vælg den dag, det skal være gjort."), from_today=True)
    follow_up_on = day(_("I følger op"), hint=_("Tom: samme dag."), from_today=True)
    reason = text(_("Hvorfor flytter dagen sig?"), missing=_("Skriv, hvorfor datoen flytter sig."))

    field_order = ("due_on", "follow_up_on", "reason", "next_word_on")


class AgreementFollowUpForm(CaseForm):
    """Staff's own reminder; whoever has something to tell the family writes it."""

    heading = _("I har fulgt op på aftalen")
    intro = _("Familien får ikke besked om det, men kan se dagen. Er der noget, de skal vide, så skriv nyt.")
    submit = _("Gem dagen")

    follow_up_on = day(_("I følger op igen"), missing=_("Vælg den dag, hvor I følger op igen."), from_today=True)

    def first_values(self) -> dict[str, Any]:
        return {"follow_up_on": look_again_on()}


class AgreementConfirmForm(CaseForm):
    heading = _("Bekræft, at aftalen holder")
    intro = _("Du har overtaget aftalen. Familien får at vide, at den holder, og at dagen er den samme.")
    submit = _("Bekræft over for familien")


class AgreementConcludeForm(NextWordForm):
    heading = _("Hvad blev der af aftalen?")
    submit = _("Afslut aftalen")

    outcome = one_of(_("Hvordan gik det?"), OUTCOMES, missing=_("Vælg, hvad der blev af aftalen."))
    text = text(
        _("Skriv det til familien"),
        missing=_("Skriv, hvad der blev af aftalen."),
        hint=_("Blev det ikke gjort: hvorfor? Er det ændret: hvad gælder nu?"),
        rows=3,
    )

    field_order = ("outcome", "text", "next_word_on")
