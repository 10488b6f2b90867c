"""Fields that the forms of staff are made of: words, days and people, each with a sentence for what is missing."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.models import Blueprint, Child, Person
from journey.rules import clock
from journey.selectors import choices
from journey.services.words import MAX_TEXT

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    _ModelChoice = forms.ModelChoiceField[Any]
    _ManyChoices = forms.ModelMultipleChoiceField[Any]
    _Iterator = ModelChoiceIterator[Any]
else:
    _Iterator = ModelChoiceIterator
    _ManyChoices = forms.ModelMultipleChoiceField
    _ModelChoice = forms.ModelChoiceField

Words: TypeAlias = "str | _StrPromise"
Rows = Callable[[Access, Any], QuerySet[Any]]
"""What a field may choose from, given the case and the row that the form is about."""

TOO_LONG = _("Teksten er for lang. Der er plads til %(limit_value)d tegn.")
NOT_A_DATE = _("Skriv datoen som dag, måned og år.")
NOT_STORABLE = _("Teksten indeholder et tegn, der ikke kan gemmes.")
NOT_ON_LIST = _("Vælg noget fra listen.")


def text(label: Words, *, missing: Words = "", hint: Words = "", rows: int = 2) -> forms.CharField:
    """Some sentences. Without ``missing`` the field may be left empty."""
    return _words(label, missing, hint, MAX_TEXT, forms.Textarea(attrs={"rows": rows}))


def line(label: Words, *, missing: Words = "", hint: Words = "", limit: int = 200) -> forms.CharField:
    """One line. Without ``missing`` the field may be left empty."""
    return _words(label, missing, hint, limit, forms.TextInput())


def _words(label: Words, missing: Words, hint: Words, limit: int, widget: forms.Widget) -> forms.CharField:
    field = forms.CharField(label=label, required=bool(missing), help_text=hint, max_length=limit, widget=widget)
    field.error_messages |= {"required": missing, "max_length": TOO_LONG}
    return field


def not_past(value: date | None) -> None:
    """A promise about a day that has gone is none."""
    if value and value < clock.today():
        raise ValidationError(_("Datoen er gået. Vælg i dag eller senere."), code="date_in_the_past")


def day(label: Words, *, missing: Words = "", hint: Words = "", from_today: bool = False) -> forms.DateField:
    """A day, in the browser's own calendar. Without ``missing`` it may be left empty."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        help_text=hint,
        input_formats=["%Y-%m-%d"],
        validators=[not_past] if from_today else [],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": missing, "invalid": NOT_A_DATE},
    )


def time_of_day(label: Words, *, missing: Words = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=bool(missing),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": missing, "invalid": _("Skriv klokkeslættet som timer og minutter.")},
    )


def one_of(
    label: Words, options: tuple[tuple[str, Words], ...], *, missing: Words = "", hint: Words = ""
) -> forms.ChoiceField:
    """One of a few answers, all of them in sight. Without ``missing`` none has to be picked."""
    return forms.ChoiceField(
        label=label,
        required=bool(missing),
        choices=options,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": NOT_ON_LIST},
    )


class Picked(_ModelChoice):
    """One row of a list that the form fills in when it knows who asks, each by what tells it from its neighbours."""

    def __init__(self, *, label: Words, missing: Words = "", hint: Words = "", empty: Words = "–") -> None:
        super().__init__(
            queryset=Person.objects.none(),
            label=label,
            required=bool(missing),
            help_text=hint,
            empty_label=empty,
            error_messages={"required": missing, "invalid_choice": NOT_ON_LIST},
        )

    def to_python(self, value: Any) -> Model | None:
        """An id that is none is a wrong choice, not a sentence about UUIDs."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(NOT_ON_LIST, code="invalid_choice") from error

    def label_from_instance(self, obj: Model) -> str:
        return label_of(obj)


class PickedMany(_ManyChoices):
    """Some rows of a list, each by a box to tick; an id that is none is a wrong choice here too."""

    def __init__(self, *, rows: QuerySet[Any], label: Words, hint: Words = "") -> None:
        super().__init__(
            queryset=rows,
            required=False,
            label=label,
            help_text=hint,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": NOT_ON_LIST, "invalid_pk_value": NOT_ON_LIST},
        )

    def clean(self, value: Any) -> QuerySet[Any]:
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(NOT_ON_LIST, code="invalid_choice") from error


class NearFirst(_Iterator):
    """Those of the case before everybody else, under headings of their own, once there are both."""

    field: "Chosen"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        near, rest = self.field.near(), list(self.queryset)
        mine = [self.choice(row) for row in rest if row.pk in near]
        others = [self.choice(row) for row in rest if row.pk not in near]
        if mine and others:
            yield (gettext("Med i forløbet"), mine)
            yield (gettext("Andre kolleger"), others)
        else:
            yield from (*mine, *others)


def nobody_near() -> Collection[UUID]:
    return frozenset()


class Chosen(Picked):
    """One of the rows that the case allows; ``rows`` is asked when the form is made."""

    iterator = NearFirst
    near: Callable[[], Collection[UUID]] = staticmethod(nobody_near)
    """Ids of those who have a part in the case, asked when the list is shown; they stand first."""

    def __init__(self, rows: Rows, *, label: Words, missing: Words = "", hint: Words = "", empty: Words = "–") -> None:
        self.rows = rows
        super().__init__(label=label, missing=missing, hint=hint, empty=empty)


def label_of(row: Model) -> str:
    """A person with what they do, a child with the year of birth, a template in the reader's language, else a title."""
    if isinstance(row, Person):
        work = (getattr(row, "work_title", ""), getattr(row, "work_unit", ""))
        return ", ".join(part for part in (row.display_name, *work) if part)
    if isinstance(row, Child):
        year = row.born_on and row.born_on.year
        return gettext("%(name)s, født %(year)s") % {"name": row.given_name, "year": year} if year else row.given_name
    if isinstance(row, Blueprint):
        titles: Mapping[str, str] = row.content["title"]
        return titles["en" if get_language() == "en" else "da"]
    return str(getattr(row, "title", row))


def colleagues(access: Access, _subject: object) -> QuerySet[Person]:
    return choices.colleagues(access.case.municipality)


def family(access: Access, _subject: object) -> QuerySet[Person]:
    return choices.family(access)


class TokenField(forms.UUIDField):
    """Names one filling-in of a form, so that a second tap on Send is known for what it is."""

    def __init__(self, *, initial: Callable[[], UUID]) -> None:
        super().__init__(required=False, initial=initial, widget=forms.HiddenInput)
        self.error_messages["invalid"] = _("Siden er for gammel. Indlæs den igen, og send så.")
