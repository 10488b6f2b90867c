"""Somebody around the child changes: told in five texts, whatever changes hands (RQ-020, RQ-023, RQ-026)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.held import announcements
from journey.access.queries import coming_change
from journey.errors import Conflict, DomainError
from journey.forms.base import NextWordForm
from journey.forms.fields import Chosen, PickedMany, colleagues, day, line, text
from journey.language import spoken
from journey.models import CaseRole, Update
from journey.rules import clock, danish_dates
from journey.selectors.choices import held_roles
from journey.selectors.holdings import may_hand_over
from journey.services.call_off import NO_CHANGE_PLANNED
from journey.services.contact import ChangeWords
from journey.services.responsibility import is_hidden, told_by

TEXTS = ("title", "happened", "means", "not_means", "next_text")


class ChangeForm(NextWordForm):
    """The words of a change. There is no field for a private reason (G2)."""

    title = line(_("Overskrift"), missing=_("Skriv en overskrift."))
    happened = text(_("Hvad sker der?"), missing=_("Skriv, hvad der sker."))
    means = text(_("Hvad betyder det for barnet?"), missing=_("Skriv, hvad det betyder for barnet."))
    not_means = text(_("Hvad betyder det ikke?"), missing=_("Skriv, hvad det ikke betyder."))
    next_text = text(_("Hvad sker der nu?"), missing=_("Skriv, hvad der sker nu."))

    def words(self) -> ChangeWords:
        return ChangeWords(**{name: self.cleaned_data[name] for name in TEXTS})


class ContactChangeForm(ChangeForm):
    """A new contact or deputy, told to the family in the same breath."""

    heading = _("Ny kontakt for familien")
    intro = _("Familien får skiftet at vide med dine ord. Skriv aldrig, hvorfor nogen går eller er væk.")
    submit = _("Skift kontakt, og fortæl familien det")

    to = Chosen(
        colleagues,
        label=_("Ny kontakt"),
        missing=_("Vælg en person."),
        hint=_("Den samme som nu, hvis kun stedfortræderen er ny."),
    )
    deputy = Chosen(colleagues, label=_("Stedfortræder"), missing=_("Vælg en person."))
    from_day = day(_("Fra"), hint=_("Tom: fra nu af."), from_today=True)

    field_order = ("to", "deputy", "from_day", *TEXTS, "next_word_on")

    def first_values(self) -> dict[str, Any]:
        words = {
            "title": "I får en ny kontakt",
            "not_means": "Ingen datoer flytter sig, fordi I får en ny kontakt.",
        }
        return {**super().first_values(), **words}


class ContactCallOffForm(ChangeForm):
    """What was announced does not happen: told to those who were told of the change (RQ-023)."""

    heading = _("Aflys skiftet af kontakt")
    submit = _("Aflys skiftet, og fortæl familien det")
    focus = "happened"

    field_order = (*TEXTS, "next_word_on")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.planned = coming_change(self.access.case, self.access.at).select_related("person", "deputy").first()
        if self.planned:
            self.intro = _(
                "%(name)s skulle være kontakt fra %(day)s, med %(deputy)s som stedfortræder. Familien har fået det at "
                "vide. De beholder dem, de har, og får dine ord om det. Skriv aldrig noget privat om nogen."
            ) % {
                "name": self.planned.person,
                "deputy": self.planned.deputy,
                "day": danish_dates.weekday_date(clock.local(self.planned.period.lower).date(), language=spoken()),
            }

    def impossible(self) -> DomainError | None:
        nothing = None if self.planned else Conflict("no_change_planned", NO_CHANGE_PLANNED)
        return super().impossible() or nothing

    def first_values(self) -> dict[str, Any]:
        words = {"title": "Skiftet sker ikke alligevel", "not_means": "Ingen datoer flytter sig."}
        return {**super().first_values(), **words}


NO_DATES_MOVE = "Ingen datoer flytter sig, fordi der kommer en anden. I skal ikke fortælle det hele igen."
"""Suggested to staff and read by families: Danish whatever language the author works in."""


class StaffChangeForm(ChangeForm):
    """Told as soon as it is known, also while nobody knows who comes after (RQ-023)."""

    heading = _("Fortæl om et skift")
    intro = _("Sig det, så snart du ved det. Også når I ikke ved, hvem der kommer. Skriv aldrig, hvorfor nogen går.")
    submit = _("Fortæl familien det")
    focus = "title"

    field_order = (*TEXTS, "next_word_on")

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "not_means": NO_DATES_MOVE}


class Announced(Chosen):
    """One of the words that have told the whole family of a change, by title and day."""

    def label_from_instance(self, obj: Any) -> str:
        language: danish_dates.Language = "en" if get_language() == "en" else "da"
        day_of = danish_dates.weekday_date(clock.local(obj.published_at).date(), language=language)
        return f"»{obj.title}«, {day_of}"


def _announced(access: Access, _subject: object) -> Any:
    return announcements(access.case, access.at)


class KeptField(PickedMany):
    """Roles held now, each with whose it is."""

    def __init__(self, *, label: Any, hint: Any) -> None:
        super().__init__(rows=CaseRole.objects.none(), label=label, hint=hint)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}: {obj.label}"


class ResponsibilityForm(ChangeForm):
    """All that one colleague has here goes to another, and the family knows (P6)."""

    heading = _("Giv en kollegas ansvar videre")
    intro = _("Alt flytter på én gang: roller, trin, ventetid, afgørelser og møder. Ingen datoer flytter sig.")
    submit = _("Giv ansvaret videre")
    use_required_attribute = False

    leaver = Chosen(lambda access, _subject: may_hand_over(access), label=_("Fra hvem?"), missing=_("Vælg en person."))
    to = Chosen(colleagues, label=_("Til hvem?"), missing=_("Vælg en person."))
    label = line(_("Hvad er den nye person her?"), hint=_("Tom: det samme som den, der går."), limit=100)
    keeps = KeptField(
        label=_("Roller, der bliver, hvor de er"),
        hint=_("Sæt kryds ved det, som den, der giver videre, stadig er. Alt andet flytter."),
    )
    stays = forms.BooleanField(label=_("Personen er stadig kontakt eller stedfortræder"), required=False)
    told_in = Announced(
        _announced,
        label=_("Hvor får familien det at vide?"),
        empty=_("Jeg skriver det her"),
        hint=_("Eller vælg den besked, hvor du har skrevet det."),
    )

    field_order = ("leaver", "to", "label", "keeps", "stays", "told_in", *TEXTS, "next_word_on")

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["keeps"].queryset = held_roles(self.access)  # type: ignore[attr-defined]  # a model choice
        if not held_roles(self.access).exists():
            del self.fields["keeps"]
        if data and data.get("told_in"):
            for name in TEXTS:
                self.fields[name].required = False

    def first_values(self) -> dict[str, Any]:
        chosen = {"leaver": self.hints.get("leaver")} if self.hints.get("leaver") else {}
        return {**super().first_values(), "not_means": NO_DATES_MOVE, **chosen}

    def clean_keeps(self) -> Any:
        """The service knows roles by code, and two people may have the same: here it is still said whose it is."""
        kept, leaver = self.cleaned_data["keeps"], self.cleaned_data.get("leaver")
        if leaver and any(role.person_id != leaver.pk for role in kept):
            raise ValidationError(_("Vælg kun roller, som den, der giver videre, har."), code="role_not_held")
        return kept

    def clean(self) -> dict[str, Any]:
        """No words are asked for where the family can see nothing of what moves (L13)."""
        data, leaver = self.cleaned_data, self.cleaned_data.get("leaver")
        if leaver and is_hidden(self.access.case, leaver, self.kept_codes()):
            for name in TEXTS:
                if self.has_error(name, "required"):
                    del self.errors[name]
                    data[name] = ""
        return data

    def kept_codes(self) -> list[str]:
        """Codes of the roles that stay."""
        return [role.role for role in self.cleaned_data.get("keeps", ())]

    def told(self) -> ChangeWords | Update:
        return told_by(self.words(), told_in=self.cleaned_data["told_in"])
