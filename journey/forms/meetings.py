"""Meetings: what for, who and why, what can be decided; cancelled ones stay (RQ-068, RQ-075, RQ-077, RQ-078)."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import Chosen, colleagues, day, line, one_of, text, time_of_day
from journey.language import spoken
from journey.models import Person
from journey.rules import clock
from journey.rules.danish_dates import weekday_date
from journey.selectors import choices
from journey.services.meetings import INVITED_TWICE, Invitee, conclusion_due

ROWS = 4
"""How many professionals one can invite at once; more can be added to the planned meeting."""


class ParticipantForm(CaseForm):
    """One professional at a meeting: a colleague from the list, or somebody else by name."""

    heading = _("Tilføj en deltager")
    intro = _("Familien får besked med det samme: ingen skal møde en, de ikke vidste kom.")
    submit = _("Tilføj deltageren")

    person = Chosen(colleagues, label=_("Kollega"), empty=_("Ikke på listen"))
    name = line(_("Eller navn"))
    role = line(_("Hvad er personen her?"), limit=100)
    why = line(_("Hvorfor er personen med?"), limit=300)

    def __init__(self, data: Any = None, *, access: Any, subject: Any = None, hints: Any = None, row: str = "") -> None:
        self.row = row
        super().__init__(data, access=access, subject=subject, hints=hints)

    def add_prefix(self, field_name: str) -> str:
        return f"{self.row}-{field_name}" if self.row else field_name

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("person") or self.cleaned_data.get("name"))

    def clean(self) -> dict[str, Any]:
        """A row nobody is named in is no row; a named one says what the person is."""
        if self.is_blank and not self.row:
            self.add_error("name", _("En deltager mangler navn."))
        if not self.is_blank and not (self.cleaned_data.get("role") or self._work()):
            self.add_error("role", _("En deltager mangler rolle."))
        return self.cleaned_data

    def _work(self) -> str:
        return str(getattr(self.cleaned_data.get("person"), "work_title", None) or "")

    def invitee(self) -> Invitee:
        person: Person | None = self.cleaned_data.get("person")
        return Invitee(
            name=person.display_name if person else self.cleaned_data["name"],
            role=self.cleaned_data["role"] or self._work(),
            why=self.cleaned_data["why"],
            person=person,
        )


class MeetingPlanForm(NextWordForm):
    heading = _("Aftal et møde")
    intro = _("Familien ser det hele: hvad mødet er, hvad det ikke er, og hvem der kommer, og hvorfor.")
    submit = _("Aftal mødet")

    title = line(_("Hvad er det for et møde?"), missing=_("Mødet mangler et navn."))
    purpose = text(_("Hvad skal mødet bruges til?"), missing=_("Skriv, hvad mødet skal bruges til."))
    can_decide = text(
        _("Hvad kan I beslutte på mødet?"), hint=_("Skriv »Intet«, hvis mødet kun er til at tale sammen.")
    )
    is_not = text(_("Hvad handler mødet ikke om?"))
    on_day = day(_("Dag"), missing=_("Vælg en dag."), from_today=True)
    starts_at = time_of_day(_("Fra kl."), missing=_("Skriv, hvornår mødet begynder."))
    ends_at = time_of_day(_("Til kl."))
    place = line(_("Sted"), hint=_("Hvem kommer til hvem? Eller et telefonnummer."))
    family = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        label=_("Familien"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Uden nogen fra familien står mødet på deres liste med sit spørgsmål."),
    )
    question = text(_("Hvilket spørgsmål mødes I om?"), hint=_("Skal skrives, når familien ikke er med."))

    field_order = (
        "title", "purpose", "on_day", "starts_at", "ends_at", "place", "family", "question",
        "can_decide", "is_not", "next_word_on",
    )  # fmt: skip

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["family"].queryset = choices.family(self.access)  # type: ignore[attr-defined]  # a model choice
        self.rows = [
            ParticipantForm(data, access=self.access, row=f"deltager{number}") for number in range(1, ROWS + 1)
        ]
        if data is None:
            self.rows[0].initial["person"] = self.access.person.pk
        self.fields["on_day"].help_text = self._notice()

    def _notice(self) -> str:
        """From which day the meeting is not at short notice; empty where the template asks for none."""
        days = self.access.case.days
        number = days.number("meeting_notice_working_days")
        if not number:
            return ""
        said = {"days": number, "day": weekday_date(days.meeting_from(clock.today()), language=spoken())}
        return gettext("%(day)s eller senere giver %(days)s arbejdsdage. Er det før, så ring også.") % said

    def first_values(self) -> dict[str, Any]:
        return {**super().first_values(), "family": list(choices.family(self.access))}

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)]) and self._each_once()

    def _each_once(self) -> bool:
        """Said at the row in which somebody is chosen again: an invited person has one seat, also as a parent."""
        seated = {one.pk for one in self._family()}
        for row in self.rows:
            person: Person | None = row.cleaned_data.get("person")
            if person and person.pk in seated:
                row.add_error("person", INVITED_TWICE)
                self.add_error(None, INVITED_TWICE)
            elif person:
                seated.add(person.pk)
        return not self.errors

    def clean(self) -> dict[str, Any]:
        """The day and the hours together are what the meeting has: aware moments in Danish time."""
        data = self.cleaned_data
        if not data.get("family") and not data.get("question"):
            self.add_error("question", _("Skriv, hvilket spørgsmål I mødes om."))
        if data.get("on_day"):
            for name in ("starts_at", "ends_at"):
                data[name] = local_moment(data["on_day"], data[name]) if data.get(name) else None
        return data

    def invitees(self) -> tuple[Invitee, ...]:
        parents = (Invitee(one.display_name, _role_of(one), person=one, is_family=True) for one in self._family())
        return (*parents, *(row.invitee() for row in self.rows if not row.is_blank))

    def _family(self) -> list[Person]:
        return list(self.cleaned_data["family"])


def _role_of(_parent: Person) -> str:
    return str(_("Forælder"))


def local_moment(day_of: date, at: time) -> datetime:
    return datetime.combine(day_of, at, clock.LOCAL)


class MeetingCancelForm(NextWordForm):
    heading = _("Aflys mødet")
    intro = _("Mødet bliver stående som aflyst. Alle kan se hvem, hvornår og hvorfor.")
    submit = _("Aflys mødet")

    cancelled_by = one_of(
        _("Hvem aflyser?"),
        (("municipality", _("Vi aflyser")), ("family", _("Familien har bedt om det"))),
        missing=_("Vælg, om kommunen eller familien aflyser."),
    )
    reason = text(
        _("Hvorfor, og hvad sker der så?"),
        missing=_("Skriv, hvorfor mødet er aflyst."),
        hint=_("Skriv aldrig om nogens helbred eller private forhold."),
    )

    field_order = ("cancelled_by", "reason", "next_word_on")


class MeetingHeldForm(CaseForm):
    heading = _("Mødet er holdt")
    intro = _("Familien får at vide, hvornår konklusionen kommer.")
    submit = _("Gem")

    conclusion_due_on = day(
        _("Konklusionen kommer senest"), missing=_("Vælg, hvornår konklusionen kommer."), from_today=True
    )

    def first_values(self) -> dict[str, Any]:
        return {"conclusion_due_on": conclusion_due(self.subject)}


class MeetingConcludeForm(NextWordForm):
    heading = _("Mødets konklusion")
    intro = _(
        "Alle får de samme ord. Skriv det, I sagde på mødet: hvad I blev enige om, hvem der gør hvad, og hvornår."
    )
    submit = _("Send konklusionen til alle")

    conclusion = text(_("Det blev konklusionen"), missing=_("Skriv, hvad mødet konkluderede."), rows=6)

    field_order = ("conclusion", "next_word_on")
