"""Answering families: who finds out and by when, the answer, a call in two lines, hours for a talk (RQ-081, RQ-085)."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.questions import around, may_read
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import Chosen, PickedMany, day, line, one_of, text, time_of_day
from journey.models import Question
from journey.models.questions import TALK_MINUTES, QuestionKind
from journey.rules import clock
from journey.selectors.people import with_work
from journey.selectors.question_words import asked_words
from journey.selectors.questions import open_questions
from journey.services.calls import SUMMARY_LIMIT

HOURS = 3
"""Rows for hours to offer at once: enough to choose from, few enough to keep free."""


class AskedField(PickedMany):
    """Open questions, each in words; it is left out where there are none."""

    def __init__(self, *, label: Any, hint: Any = "") -> None:
        super().__init__(rows=Question.objects.none(), label=label, hint=hint)

    def label_from_instance(self, obj: Any) -> str:
        return asked_words(obj)


def offer_questions(form: CaseForm, name: str, asker: Any = None) -> None:
    """Fill the field with what is open now, or take it out of the form."""
    field: Any = form.fields[name]
    field.queryset = open_questions(form.access, asker)
    if not field.queryset:
        del form.fields[name]


def _around(access: Access, _subject: object) -> Any:
    return with_work(around(access.case, access.at)).order_by("display_name")


class QuestionPromiseForm(CaseForm):
    heading = _("Hvem finder ud af det, og hvornår?")
    intro = _("Familien ser det nye navn og den nye dag, og hvorfor. Det gamle bliver stående.")
    submit = _("Lov det")

    owner = Chosen(_around, label=_("Hvem svarer familien?"), missing=_("Vælg en person. En enhed er ikke nok."))
    promised_on = day(_("Svar senest"), missing=_("Vælg den dag, familien senest får svar."), from_today=True)
    reason = text(_("Hvorfor?"), missing=_("Skriv til familien, hvorfor den nye dato eller person."))
    about = line(
        _("Hvad skal der svares på?"),
        hint=_("Til den, der ikke læser samtalen. Familien læser det også."),
        limit=300,
    )

    field_order = ("owner", "promised_on", "reason", "about")

    def first_values(self) -> dict[str, Any]:
        about = self.subject.about if may_read(self.access, self.subject) else ""
        return {"owner": self.subject.owner_id, "about": about}


class QuestionAnswerForm(NextWordForm):
    heading = _("Skriv svaret")
    intro = _("Svaret står på tidslinjen hos den, der har spurgt, og hos ingen anden.")
    submit = _("Send svaret")
    focus = "text"

    text = text(_("Svar"), missing=_("Skriv svaret."), rows=4)

    field_order = ("text", "next_word_on")


class CallForm(NextWordForm):
    """``subject`` is the family member who was on the phone."""

    heading = _("Skriv et opkald ned")
    intro = _("Højst to linjer, som I er enige om, før I lægger på. Det står på tidslinjen hos den, du talte med.")
    submit = _("Gem opkaldet")
    focus = "summary"

    summary = text(
        _("Hvad talte I om?"), missing=_("Skriv med højst to linjer, hvad I talte om."), hint=_("Højst to linjer.")
    )
    next_text = text(_("Hvad sker der nu?"))
    answers = AskedField(label=_("Fik de svar på det her?"))
    told_news = forms.BooleanField(
        label=_("Jeg fortalte også alt det nye, der står på siden. Det tæller som sagt."), required=False
    )

    field_order = ("summary", "next_text", "answers", "told_news", "next_word_on")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["summary"].max_length = SUMMARY_LIMIT  # type: ignore[attr-defined]  # a CharField has it
        offer_questions(self, "answers", self.subject)

    def first_values(self) -> dict[str, Any]:
        calls = open_questions(self.access, self.subject).filter(kind=QuestionKind.CALL)
        return {**super().first_values(), "answers": [one.pk for one in calls]}


class TalkOfferForm(CaseForm):
    """``subject`` is the family member whom the hours are for."""

    heading = _("Foreslå tider til en kort samtale")
    intro = _("Hold tiderne fri. De tider, du har foreslået før, og som ikke er valgt, falder bort.")
    submit = _("Send tiderne")

    minutes = one_of(
        _("Hvor længe?"),
        tuple(zip(map(str, TALK_MINUTES), (_("15 minutter"), _("20 minutter")), strict=True)),
        missing=_("Vælg, hvor længe samtalen varer."),
    )
    place = line(_("Hvor?"), missing=_("Skriv et sted eller et telefonnummer."))

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        for number in range(1, HOURS + 1):
            self.fields[f"day_{number}"] = day(_("Dag %d") % number, from_today=True)
            self.fields[f"time_{number}"] = time_of_day(_("Klokken, dag %d") % number)
        hours = [f"{part}_{number}" for number in range(1, HOURS + 1) for part in ("day", "time")]
        self.order_fields([*hours, "minutes", "place"])

    def first_values(self) -> dict[str, Any]:
        return {"minutes": str(TALK_MINUTES[0]), "place": "Telefon"}

    def starts(self) -> list[datetime]:
        """The hours that were filled in, both day and time."""
        pairs = [(self.cleaned_data[f"day_{n}"], self.cleaned_data[f"time_{n}"]) for n in range(1, HOURS + 1)]
        return [datetime.combine(on, at, tzinfo=clock.LOCAL) for on, at in pairs if on and at]

    def clean(self) -> dict[str, Any]:
        for number in range(1, HOURS + 1):
            on, at = (self.cleaned_data.get(f"{part}_{number}") for part in ("day", "time"))
            if bool(on) != bool(at) and not self.errors:
                self.add_error(f"time_{number}", _("Skriv både dag og klokkeslæt."))
        return self.cleaned_data
