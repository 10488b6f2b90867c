"""Moving along the road: every move with the sentence that the family reads (RQ-038)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.queries import visible_steps
from journey.errors import DomainError
from journey.forms.base import CaseForm, NextWordForm
from journey.forms.fields import NOT_ON_LIST, Chosen, colleagues, day, text
from journey.language import spoken
from journey.models import Step
from journey.models.base import Visibility
from journey.models.steps import StepState
from journey.services.follow_up import look_again_on
from journey.services.steps import MoveKind, begins_hidden, wrong_state

Named = tuple[tuple[str, str], ...]


def planned_steps(access: Access, step: Step) -> Any:
    rows = visible_steps(access).filter(state=StepState.PLANNED, visibility=Visibility.RELEASED)
    return rows.exclude(pk=step.pk).order_by("position", "round")


def earlier_steps(access: Access, step: Step) -> Any:
    rows = visible_steps(access).exclude(state=StepState.NOW).filter(position__lt=step.position)
    hidden = [row.pk for row in rows.select_related("case__blueprint") if begins_hidden(row)]
    return rows.exclude(pk__in=hidden).order_by("-position", "-round")


class StepMoveForm(NextWordForm):
    """What all moves share: the sentence, and who has the step that begins."""

    kind: ClassVar[MoveKind]
    submit = _("Flyt trinnet")

    sentence = text(
        _("Skriv en sætning til familien om, hvorfor"), missing=_("Skriv en sætning til familien om, hvorfor.")
    )
    owner = Chosen(
        colleagues,
        label=_("Hvem har trinnet, der begynder?"),
        hint=_("Tom: den, der har rollen i forløbet. Har ingen den, går trinnet til den rolle, skabelonen peger på."),
    )
    expected_from = day(_("Forventet fra"))
    expected_to = day(_("Forventet senest"))
    follow_up_on = day(_("Vi følger op"), hint=_("Tom: den dag, der følger af skabelonen."), from_today=True)

    field_order = ("to", "sentence", "owner", "expected_from", "expected_to", "next_word_on")
    more = ("follow_up_on",)

    def impossible(self) -> DomainError | None:
        return super().impossible() or wrong_state(self.subject, self.kind)

    def keep(self) -> None:
        super().keep()
        self.fields["sentence"].label = _("Skriv en sætning om, hvorfor")


class StartForm(StepMoveForm):
    kind = MoveKind.START
    heading = _("Trinnet begynder")
    submit = _("Begynd trinnet")


class ForwardForm(StepMoveForm):
    kind = MoveKind.FORWARD
    heading = _("Trinnet er færdigt")
    submit = _("Gå videre")

    to = Chosen(planned_steps, label=_("Hvad begynder nu?"), empty=_("Der begynder ikke noget nyt endnu"))

    def first_values(self) -> dict[str, Any]:
        nearest = planned_steps(self.access, self.subject).filter(position__gt=self.subject.position).first()
        return {**super().first_values(), "to": nearest.pk if nearest else None}


class BackForm(StepMoveForm):
    kind = MoveKind.BACK
    heading = _("Gå tilbage")
    intro = _("Begge trin bliver stående på familiens tidslinje.")
    submit = _("Gå tilbage")

    to = Chosen(
        earlier_steps, label=_("Hvilket trin går I tilbage til?"), missing=_("Vælg, hvilket trin I går tilbage til.")
    )


class SkipForm(StepMoveForm):
    kind = MoveKind.SKIP
    heading = _("Trinnet er ikke nødvendigt")
    submit = _("Spring over")

    to = Chosen(planned_steps, label=_("Hvad begynder i stedet?"), empty=_("Der begynder ikke noget nyt endnu"))


class RepeatForm(StepMoveForm):
    kind = MoveKind.REPEAT
    heading = _("Vi gør det igen")
    submit = _("Begynd igen")

    def is_kept(self) -> bool:
        return begins_hidden(self.subject)


class StepDateForm(NextWordForm):
    """The old dates stay beside the new ones (RQ-007)."""

    heading = _("Flyt trinnets datoer")
    intro = _("Familien ser både den gamle og den nye dato.")
    submit = _("Flyt datoen")

    expected_from = day(_("Forventet fra"))
    expected_to = day(_("Forventet senest"))
    reason = text(_("Hvorfor flytter datoen sig?"), missing=_("Skriv, hvorfor datoen flytter sig."))

    field_order = ("expected_from", "expected_to", "reason", "next_word_on")

    def first_values(self) -> dict[str, Any]:
        dates = {"expected_from": self.subject.expected_from, "expected_to": self.subject.expected_to}
        return {**super().first_values(), **dates}


class StepFollowUpForm(CaseForm):
    """Staff's own reminder; whoever has something to tell the family writes it."""

    heading = _("Vi har fulgt op på trinnet")
    intro = _("Familien får ikke besked om det. Er der noget, de skal vide, så skriv nyt.")
    submit = _("Gem dagen")
    family_reads = False

    follow_up_on = day(_("Vi følger op igen"), missing=_("Vælg den dag, hvor I følger op igen."), from_today=True)

    def first_values(self) -> dict[str, Any]:
        return {"follow_up_on": look_again_on()}


class StepAddForm(CaseForm):
    """A further step of the template that the case was opened from."""

    heading = _("Sæt et trin mere på vejen")
    intro = _("Trinnet kommer på familiens vej som noget, der kan ske. Det begynder ikke endnu.")
    submit = _("Sæt på vejen")

    code = forms.ChoiceField(
        label=_("Trin"),
        error_messages={"required": _("Vælg et trin."), "invalid_choice": NOT_ON_LIST},
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        self.fields["code"].choices = [("", "–"), *self._not_on_the_road()]  # type: ignore[attr-defined]  # a ChoiceField

    def _not_on_the_road(self) -> Named:
        """Only steps the viewer can see count as being there: what is left out must not tell of a withheld one."""
        there = set(visible_steps(self.access).values_list("code", flat=True))
        steps = self.access.case.blueprint.content["steps"]
        return tuple((one["code"], one["title"][spoken()]) for one in steps if one["code"] not in there)


class ReleaseAskForm(CaseForm):
    """The first of two: nothing is shown yet."""

    heading = _("Bed om at vise trinnet")
    intro = _("Familien kan ikke se trinnet endnu. To skal være enige: Du beder om det, en anden viser det.")
    submit = _("Bed om det")
    family_reads = False


class ReleaseWithdrawForm(CaseForm):
    """Nothing has been shown, so nothing has to be told."""

    heading = _("Fortryd, at du bad om det")
    intro = _("Familien har ikke set noget. Trinnet bliver ved med at være skjult.")
    submit = _("Fortryd")
    family_reads = False


class ReleaseForm(NextWordForm):
    """The second of two. What has been shown cannot be taken back."""

    heading = _("Vis trinnet for familien")
    intro = _("En anden skal have bedt om det først. Ring, før du gør det: Familien skal høre det fra et menneske.")
    submit = _("Vis det for familien")

    text = text(
        _("Skriv til familien, hvad de kan se nu, og hvorfor ikke før"),
        missing=_("Skriv til familien, hvad de kan se fra nu af, og hvorfor."),
        rows=5,
    )

    field_order = ("text", "next_word_on")

    def is_kept(self) -> bool:
        """These words are for the family: they see the step with them."""
        return False
