"""Words to the family, and staff's own notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.queries import visible_steps, visible_updates
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.expectation import suggested_expectation
from journey.forms.fields import Chosen, family, line, text
from journey.forms.questions import AskedField, offer_questions
from journey.models import Update
from journey.models.base import Visibility
from journey.models.updates import UpdateKind


def _steps_begun(access: Access, _subject: object) -> Any:
    steps = visible_steps(access).filter(visibility=Visibility.RELEASED)
    return steps.exclude(state="planned").order_by("-position")


class UpdateForm(NextWordForm):
    """News in five short answers (RQ-135): under a minute, and nothing left to guess."""

    heading = _("Skriv nyt")
    intro = _("Skriv, som du ville sige det i telefonen. Korte sætninger. Ingen forkortelser.")
    submit = _("Send til familien")
    focus = "happened"

    happened = text(_("Hvad er der sket?"), missing=_("Skriv, hvad der er sket."), rows=3)
    means = text(_("Hvad betyder det for barnet?"), missing=_("Skriv, hvad det betyder for barnet."))
    not_means = text(_("Hvad betyder det ikke?"), missing=_("Skriv, hvad det ikke betyder."))
    next_text = text(_("Hvad sker der nu?"), missing=_("Skriv, hvad der sker nu."))
    title = line(_("Overskrift"), hint=_("Tom: den første sætning bliver overskrift."), limit=120)
    step = Chosen(_steps_begun, label=_("Hører til trinnet"), empty=_("Hele forløbet"))
    only_for = Chosen(family, label=_("Hvem skal have det?"), empty=_("Alle med forældremyndighed, hver for sig"))

    is_good = forms.BooleanField(label=_("Det er godt nyt"), required=False)
    covers = AskedField(
        label=_("Svarer det også på det her?"), hint=_("Kun spørgsmål fra dem, der får beskeden. Ellers står de åbne.")
    )

    field_order = ("happened", "means", "not_means", "next_text", "covers", "next_word_on")
    more = ("is_good", "title", "step", "only_for")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        offer_questions(self, "covers")

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "is_good": "good" in self.hints, **self._corrected()}

    @property
    def kind(self) -> UpdateKind:
        """Good news says so, so that not every word is a report on a bad day (RQ-087)."""
        return UpdateKind.GOOD_NEWS if self.cleaned_data.get("is_good") else UpdateKind.NEWS

    def _corrected(self) -> dict[str, Any]:
        """The words of an update that is to be put right: published text stays, the new one says what was wrong."""
        earlier = self.corrected()
        if earlier is None:
            return {}
        return {
            "title": f"Rettelse: {earlier.title[:100]}",
            "happened": earlier.happened,
            "means": earlier.means,
            "not_means": earlier.not_means,
            "next_text": earlier.next_text,
            "step": earlier.step_id,
            "only_for": earlier.only_for_id,
            "is_good": earlier.kind == UpdateKind.GOOD_NEWS,
        }

    def corrected(self) -> Update | None:
        wanted = str(self.hints.get("corrects", ""))
        return next((row for row in visible_updates(self.access) if str(row.pk) == wanted), None) if wanted else None


class NothingNewForm(NextWordForm):
    """ "Nothing new, because …; still expected …" in two taps and one sentence (RQ-005).

    Why there is nothing new is left to the person: a reason that a form can make up explains nothing (G4).
    """

    heading = _("Intet nyt, fordi …")
    intro = _("Familien får en dato, også når der ikke er sket noget. Skriv, hvorfor.")
    submit = _("Send til familien")
    focus = "because"

    because = text(
        _("Hvorfor er der ikke nyt?"),
        missing=_("Skriv med en sætning, hvorfor der ikke er nyt."),
        hint=_("Med dine egne ord, f.eks. »Vi mangler …« eller »Jeg har selv …«."),
    )
    still_expected = text(
        _("Hvad venter I stadig, og hvornår?"), missing=_("Skriv, hvad I stadig forventer, og hvornår.")
    )
    only_for = Chosen(family, label=_("Hvem skal have det?"), empty=_("Alle med forældremyndighed, hver for sig"))

    field_order = ("because", "still_expected", "next_word_on")
    more = ("only_for",)

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "still_expected": suggested_expectation(self.access)}


class NoteForm(CaseForm):
    """Staff's own room (RQ-130)."""

    heading = _("Internt notat")
    intro = _("Familien ser det ikke, og det tæller ikke som nyt til familien. Det kan ikke slettes igen.")
    submit = _("Gem notatet")
    family_reads = False

    body = text(_("Notat"), missing=_("Notatet er tomt."), rows=5)
