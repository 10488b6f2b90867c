"""Waits: what for, on whose desk, why, what ends it, and when somebody looks again (RQ-002)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.queries import visible_steps
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, day, line, text
from journey.models.steps import DateKind
from journey.selectors import choices
from journey.services.follow_up import look_again_on

DATE_KINDS = (
    ("", "–"),
    (DateKind.STATUTORY, _("En frist i loven")),
    (DateKind.PUBLISHED, _("Kommunens egen frist")),
    (DateKind.ESTIMATE, _("Et skøn")),
    (DateKind.TYPICAL, _("Det plejer at tage så lang tid")),
)


def current_steps(access: Access, _subject: object) -> Any:
    return visible_steps(access).filter(state="now").order_by("position")


def steps_to_wait_in(access: Access, _subject: object) -> Any:
    """Current steps that do not wait for anything yet: a step waits for one thing at a time."""
    waiting = choices.open_waits(access).values("step")
    return current_steps(access, None).exclude(pk__in=waiting)


class WaitOpenForm(NextWordForm):
    heading = _("Det venter vi på")
    intro = _("Familien ser, hvad I venter på. De ser også hos hvem, og hvad der slutter ventetiden.")
    submit = _("Vis ventetiden")

    awaited = line(_("Hvad venter I på?"), missing=_("Skriv, hvad I venter på."), limit=300)
    holder = Chosen(colleagues, label=_("Hos hvem ligger det?"), missing=_("Vælg en person. En enhed er ikke nok."))
    why = text(_("Hvorfor venter I?"), missing=_("Skriv, hvorfor I venter."))
    ends_when = text(_("Ventetiden slutter, når …"), missing=_("Skriv, hvad der slutter ventetiden."))
    meanwhile = text(_("Hvad gør I imens?"), hint=_("Skal skrives, når I venter længe. Gør I intet, så skriv »Intet«."))
    family_can = text(_("Hvad kan familien gøre?"), hint=_("Tom: »Intet.«"))
    review_on = day(_("I ser på det igen"), missing=_("Vælg den dag, hvor I ser på det igen."), from_today=True)
    expected_from = day(_("Forventet slut fra"))
    expected_to = day(_("Forventet slut senest"))
    expected_kind = forms.ChoiceField(
        label=_("Hvad slags dato er det?"),
        choices=DATE_KINDS,
        required=False,
        error_messages={"invalid_choice": NOT_ON_LIST},
    )
    step = Chosen(
        steps_to_wait_in,
        label=_("Hvilket trin venter?"),
        missing=_("Vælg det trin, der er i gang og venter."),
        hint=_("Kun trin, der er i gang og ikke allerede venter på noget."),
    )
    since = day(_("Ventetiden begyndte"), hint=_("Tom: i dag."))

    field_order = (
        "step", "awaited", "holder", "why", "ends_when", "meanwhile", "family_can", "review_on",
        "expected_from", "expected_to", "expected_kind", "next_word_on",
    )  # fmt: skip
    more = ("since",)

    def first_values(self) -> dict[str, Any]:
        step = steps_to_wait_in(self.access, None).first()
        of_step = {"step": step.pk, "holder": step.owner_id} if step else {}
        return {**super().first_values(), **of_step}


class WaitDateForm(NextWordForm):
    heading = _("Flyt ventetidens datoer")
    intro = _("Familien ser både den gamle og den nye dato.")
    submit = _("Flyt datoen")

    expected_from = day(_("Forventet slut fra"))
    expected_to = day(_("Forventet slut senest"))
    reason = text(_("Hvorfor flytter datoen sig?"), missing=_("Skriv, hvorfor datoen flytter sig."))
    meanwhile = text(_("Hvad gør I imens?"), hint=_("Skal skrives, når I venter længe. Gør I intet, så skriv »Intet«."))

    field_order = ("expected_from", "expected_to", "reason", "meanwhile", "next_word_on")

    def first_values(self) -> dict[str, Any]:
        dates = {"expected_from": self.subject.expected_from, "expected_to": self.subject.expected_to}
        return {**super().first_values(), **dates, "meanwhile": self.subject.meanwhile}


class WaitReviewForm(CaseForm):
    """Staff's own reminder; whoever has something to tell the family writes it."""

    heading = _("Vi har set på ventetiden")
    intro = _("Familien får ikke besked, men kan se dagen, og hvad I gør imens. Skal de vide noget, så skriv nyt.")
    submit = _("Gem dagen")

    review_on = day(_("I ser på det igen"), missing=_("Vælg den dag, hvor I ser på det igen."), from_today=True)
    meanwhile = text(_("Hvad gør I imens?"), hint=_("Skal skrives, når I venter længe. Gør I intet, så skriv »Intet«."))

    def first_values(self) -> dict[str, Any]:
        return {"review_on": look_again_on(), "meanwhile": self.subject.meanwhile}


class WaitEndForm(NextWordForm):
    heading = _("Ventetiden er slut")
    submit = _("Slut ventetiden")

    how = text(_("Hvordan sluttede den?"), missing=_("Skriv, hvordan ventetiden sluttede."))

    field_order = ("how", "next_word_on")
