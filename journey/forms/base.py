"""What every form about a case has: its case, its token, and a place for what the domain refuses."""

from collections.abc import Callable
from datetime import date
from functools import cache, cached_property
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.errors import Conflict, DomainError
from journey.forms.fields import NOT_STORABLE, Chosen, TokenField, Words, day
from journey.models import Person
from journey.models.base import Visibility
from journey.rules import clock
from journey.rules.working_days import working_day_on_or_before
from journey.selectors import choices
from journey.services.next_word import latest_allowed
from journey.services.open_case import CLOSED


class StaffForm(forms.Form):
    """A form with a heading, an explanation, a verb on its button, and room for a refusal beside the right field."""

    heading: ClassVar[Words] = ""
    intro: Words = ""
    submit: ClassVar[Words] = _("Gem")
    family_reads: bool = True
    """Whether the family reads these words: said on the page, so that nobody has to guess."""
    focus: ClassVar[str] = ""
    """The field that one writes in at once, where the form has the page to itself."""
    more: ClassVar[tuple[str, ...]] = ()
    """Fields that are rarely needed, folded away."""

    client_token = TokenField(initial=uuid4)
    data: Any
    """What was sent: a QueryDict, which the stubs know as a mapping only."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        for field in self.fields.values():
            field.error_messages.setdefault("null_characters_not_allowed", NOT_STORABLE)

    def token(self) -> UUID | None:
        """Which filling-in this is, known before anything else in the form is looked at; None without one."""
        try:
            return UUID(self.data.get("client_token", ""))
        except ValueError:
            return None

    def impossible(self) -> DomainError | None:
        """Why nothing that one could fill in would help: what it is about has gone on. None: it can be done."""
        return None

    def refuse(self, error: DomainError) -> None:
        """Show what the domain says at the field it is about, or above the form; a used token gives way to a new."""
        if error.code == "token_reused":
            self.data = self.data.copy()
            self.data["client_token"] = str(uuid4())
        self.add_error(error.field if error.field in self.fields else None, str(error.sentence))


class CaseForm(StaffForm):
    """A form about one case and, for most, one row of it (``subject``)."""

    def __init__(self, data: Any = None, *, access: Access, subject: Any = None, hints: Any = None) -> None:
        self.access, self.subject = access, subject
        self.hints: dict[str, str] = dict(hints or {})
        """What the address says beside the path: a suggestion, never trusted."""
        super().__init__(data, initial=self.first_values())
        for field in self.fields.values():
            if isinstance(field, Chosen):
                field.queryset = field.rows(access, subject)
                if field.queryset.model is Person:
                    field.near = self.near

    @cached_property
    def near(self) -> Callable[[], frozenset[UUID]]:
        """Ids of those who have a part in the case, found once for all the lists of the form."""
        return cache(lambda: choices.near_ids(self.access))

    def said(self) -> dict[str, Any]:
        """What was filled in, without the token that only the form itself needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "client_token"}

    def first_values(self) -> dict[str, Any]:
        """What is filled in beforehand, so that an update takes less than a minute (RQ-142)."""
        return {}


class NextWordForm(CaseForm):
    """A form whose words move the next word; the date is filled in from the agreement with the family."""

    next_word_on = day(
        _("Familien hører igen senest"),
        hint=_("Tom eller for sent: den aftalte grænse for hver forælder."),
        from_today=True,
    )

    def __init__(self, data: Any = None, **about: Any) -> None:
        super().__init__(data, **about)
        if self.is_kept():
            self.keep()

    def first_values(self) -> dict[str, Any]:
        return {"next_word_on": suggested_next_word(self.access)}

    def impossible(self) -> DomainError | None:
        return None if self.access.case.is_open else Conflict("case_closed", CLOSED)

    def is_kept(self) -> bool:
        """Whether it is about a step that the family cannot see."""
        step = getattr(self.subject, "step", self.subject)
        return getattr(step, "visibility", None) == Visibility.WITHHELD

    def keep(self) -> None:
        """Say so, and promise nobody anything (L13)."""
        self.family_reads = False
        self.intro = _("Familien kan ikke se trinnet. Bliver det vist for dem, ser de også det, du skriver her.")
        for name in ("next_word_on", "to"):
            self.fields.pop(name, None)


def suggested_next_word(access: Access) -> date | None:
    """The last working day within everybody's rhythm; the last day itself when no working day is left before it."""
    limits = [latest_allowed(access.case, person, access.at) for person in choices.family(access)]
    if not limits:
        return None
    limit = min(limits)
    suggested = working_day_on_or_before(limit, access.case.days.calendar)
    return suggested if suggested > clock.today() else limit
