"""What a family asks for with a tap or two: nothing has to be filled in but what is wanted (RQ-082, RQ-085, RQ-086)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.queries import visible_steps
from journey.errors import DomainError
from journey.models import Step
from journey.models.questions import QuestionKind
from journey.services.questions import ASKED_BY_TAP, WORDS_LIMIT

WHEN = (
    ("Når som helst", _("Når som helst")),
    ("Om formiddagen", _("Om formiddagen")),
    ("Om eftermiddagen", _("Om eftermiddagen")),
)
"""Stored in Danish whatever language the family reads in: it is staff who call."""


class AskForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in ASKED_BY_TAP])
    step: Any = forms.ModelChoiceField(queryset=Step.objects.none(), required=False)
    when = forms.ChoiceField(choices=WHEN, required=False)
    words = forms.CharField(required=False, strip=False, max_length=WORDS_LIMIT)
    client_token = forms.UUIDField(required=False)

    def __init__(self, data: Any = None, *, access: Access) -> None:
        super().__init__(data)
        steps: Any = self.fields["step"]
        steps.queryset = visible_steps(access)

    @property
    def wish(self) -> QuestionKind:
        return QuestionKind(self.cleaned_data["kind"])

    @property
    def said(self) -> str:
        """When it suits, and what was written beside it."""
        when = self.cleaned_data["when"] if self.wish == QuestionKind.CALL else ""
        return "\n".join(part for part in (when, self.cleaned_data["words"].strip()) if part)

    def refuse(self, error: DomainError) -> None:
        self.add_error(None, str(error.sentence))
