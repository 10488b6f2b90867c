"""How one of the family hears from us: each guardian's own form, and staff's for the same (RQ-096, RQ-099)."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, day, line, one_of, time_of_day
from journey.models.promises import LANGUAGES_SPOKEN, MUST_GO_GROUPS
from journey.rules import clock
from journey.services.communication import LONGEST_PAUSE_DAYS, SILENCE_BUDGET_DAYS, Wishes, wishes_of
from journey.wish_names import FORM_NAMES, LANGUAGE_NAMES, RHYTHM_NAMES

OUT_OF_RANGE = format_lazy(_("Rytmen skal være mellem 1 og {days} dage."), days=SILENCE_BUDGET_DAYS)
RHYTHMS = (7, 10, 14, 21, SILENCE_BUDGET_DAYS)
"""What a guardian chooses from, besides what holds now."""
NO_PAUSE, THIS_WEEK, UNTIL = "none", "this_week", "until"
BY_EMAIL, BY_SMS, BY_BOTH = "email", "sms", "both"
ROADS = ((BY_EMAIL, _("E-mail")), (BY_SMS, _("SMS")), (BY_BOTH, _("E-mail og SMS")))
NEVER_OFF = _("Det kan ikke vælges fra. Når vi dig ikke, prøver vi andre veje.")


def _road(held: Wishes, group: str) -> str:
    by_sms = getattr(held, f"sms_{group}")
    return (BY_BOTH if getattr(held, f"email_{group}") else BY_SMS) if by_sms else BY_EMAIL


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


class WishesForm(CaseForm):
    """All that can be wished, for the person in ``subject``. What was agreed before is filled in."""

    email_news = forms.BooleanField(label=_("Send en e-mail, når der er nyt i forløbet"), required=False)
    sms_news = forms.BooleanField(label=_("Send en SMS, når der er nyt i forløbet"), required=False)
    news_rhythm = one_of(_("Hvornår skal nyt i forløbet sendes?"), tuple(RHYTHM_NAMES.items()))
    email_messages = forms.BooleanField(label=_("Send en e-mail, når der er en besked"), required=False)
    sms_messages = forms.BooleanField(label=_("Send en SMS, når der er en besked"), required=False)
    meetings_by = one_of(_("Møder får du at vide med"), ROADS, hint=NEVER_OFF)
    decisions_by = one_of(_("Svar, afgørelser, frister og støtte får du at vide med"), ROADS, hint=NEVER_OFF)
    people_by = one_of(_("Skift af personer får du at vide med"), ROADS, hint=NEVER_OFF)
    quiet_from = time_of_day(_("Ingen e-mail fra kl."))
    quiet_to = time_of_day(_("til kl."))
    form = one_of(_("Hvordan vil du helst høre fra os?"), tuple(FORM_NAMES.items()), missing=NOT_ON_LIST)
    wants_good_news = forms.BooleanField(label=_("Fortæl også, når noget går godt"), required=False)
    language = forms.ChoiceField(
        label=_("Sprog"),
        required=False,
        choices=(("", "–"), *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES_SPOKEN)),
        error_messages={"invalid_choice": NOT_ON_LIST},
    )
    needs_interpreter = forms.BooleanField(label=_("Der skal være tolk med til møder"), required=False)
    pause = one_of(
        _("Har du brug for en pause?"),
        (
            (NO_PAUSE, _("Nej")),
            (THIS_WEEK, _("Ikke i denne uge")),
            (UNTIL, _("Ja, til den dag jeg vælger")),
        ),
        missing=NOT_ON_LIST,
        hint=_("Vi holder øje imens. Næste nyt kommer stadig til tiden."),
    )
    paused_until = day(
        _("Pausen slutter"),
        hint=format_lazy(_("Højst {days} dage frem."), days=LONGEST_PAUSE_DAYS),
        from_today=True,
    )

    field_order = (
        "freshness_days", "email_news", "sms_news", "news_rhythm", "email_messages", "sms_messages",
        "quiet_from", "quiet_to", "form", "wants_good_news", "language", "needs_interpreter",
        "pause", "paused_until", "watched_by", "asked_by", "meetings_by", "decisions_by", "people_by",
    )  # fmt: skip
    more = ("meetings_by", "decisions_by", "people_by")

    def first_values(self) -> dict[str, Any]:
        held = wishes_of(self.access.case, self.subject, clock.today())
        said = {field.name: getattr(held, field.name) for field in fields(Wishes)}
        roads = {f"{group}_by": _road(held, group) for group in MUST_GO_GROUPS}
        return {**said, **roads, "pause": UNTIL if held.paused_until else NO_PAUSE}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("pause") == UNTIL and not data.get("paused_until"):
            self.add_error("paused_until", _("Vælg, hvornår pausen slutter."))
        ends = {THIS_WEEK: next_monday(clock.today()), UNTIL: data.get("paused_until")}
        data["paused_until"] = ends.get(data.get("pause", ""))
        return data

    def wishes(self) -> Wishes:
        """What was filled in; what this form does not ask about, or nobody chose, stays as it was."""
        names = {field.name for field in fields(Wishes)}
        said = {name: value for name, value in self.cleaned_data.items() if name in names}
        said["news_rhythm"] = said["news_rhythm"] or self.initial["news_rhythm"]
        for group in MUST_GO_GROUPS:
            if chosen := self.cleaned_data[f"{group}_by"]:
                said |= {f"email_{group}": chosen != BY_SMS, f"sms_{group}": chosen != BY_EMAIL}
        if said["paused_until"] is None:
            said["watched_by"] = None
        return replace(wishes_of(self.access.case, self.subject, clock.today()), **said)


class OwnWishesForm(WishesForm):
    """The guardian's own. A shorter rhythm is agreed with the contact, so it is not on the list."""

    heading = _("Sådan holder vi kontakt")
    submit = _("Gem mine valg")

    freshness_days = forms.TypedChoiceField(
        label=_("Hvor ofte vil du høre fra os?"),
        coerce=int,
        error_messages={"required": _("Vælg, hvor ofte."), "invalid_choice": NOT_ON_LIST},
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        days = sorted({*RHYTHMS, self.initial["freshness_days"]})
        self.fields["freshness_days"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one, format_lazy(_("Mindst hver {days}. dag"), days=one)) for one in days
        ]


class FamilyWishesForm(WishesForm):
    """Staff fill it in together with the person, on the phone or at a talk."""

    heading = _("Sådan holder vi kontakt")
    intro = _("Udfyld det sammen med forælderen. Hver forælder har sin egen aftale.")
    submit = _("Gem aftalen")

    freshness_days = forms.IntegerField(
        label=_("Højst så mange dage mellem nyt"),
        min_value=1,
        max_value=SILENCE_BUDGET_DAYS,
        error_messages={
            "required": _("Skriv et antal dage."),
            "invalid": _("Skriv et helt tal."),
            "min_value": OUT_OF_RANGE,
            "max_value": OUT_OF_RANGE,
        },
    )
    watched_by = Chosen(
        colleagues, label=_("Hvem holder øje i pausen?"), hint=_("Tom: familiens kontakt."), empty=_("Kontakten")
    )
    asked_by = line(_("Hvem bad om det?"))
