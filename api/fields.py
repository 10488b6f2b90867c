"""Parts of request bodies: strict about what they take, with sentences of our own, and never a write.

People and rows are named by id and looked up among what the asking person may choose from: an id from elsewhere is
answered like one that does not exist (T32).
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty

from journey.access.held import announcements
from journey.access.queries import visible_steps
from journey.access.staff_side import custodians_known_to, units_to_open_in, units_to_staff
from journey.models import Blueprint, Meeting, Person, Question, Step, Unit, Update
from journey.selectors import choices
from journey.selectors.holdings import may_hand_over
from journey.selectors.questions import open_questions
from journey.services.words import MAX_TEXT

if TYPE_CHECKING:
    from api.endpoint import CaseEndpoint

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""Days outside cannot be meant, and some would break every page that shows them."""

MISSING = {"required": _("Feltet mangler."), "null": _("Feltet må ikke være tomt.")}
UNSTORABLE = _("Teksten indeholder et tegn, der ikke kan gemmes.")
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can spell and UTF-8 cannot."""


class Body(serializers.Serializer[Any]):
    """An object with exactly the declared fields: what is not declared is refused, not ignored (T31)."""

    default_error_messages = {
        **MISSING,
        "invalid": _("Her skal være et JSON-objekt."),
        "unknown_field": _("Feltet findes ikke her."),
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: [self.error_messages["unknown_field"]] for name in sorted(unknown)}, code="unknown_field"
            )
        return super().to_internal_value(data)

    def run_validation(self, data: Any = empty) -> Any:
        if data is None and self.parent is None:  # the framework's own sentence for it is in English
            raise serializers.ValidationError({"non_field_errors": [self.error_messages["invalid"]]}, code="invalid")
        return super().run_validation(data)


class Nothing(Body):
    """A body without fields."""


class Words(serializers.CharField):
    """A text. Whether it may be empty is for the service to say, in words that fit."""

    default_error_messages = {
        **MISSING,
        "invalid": _("Her skal være en tekst."),
        "max_length": _("Teksten er for lang. Der er plads til {max_length} tegn."),
        "null_characters_not_allowed": UNSTORABLE,
        "surrogate_characters_not_allowed": UNSTORABLE,
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", MAX_TEXT)
        super().__init__(allow_blank=True, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if "\x00" in data:
            self.fail("null_characters_not_allowed")
        if SURROGATE.search(data):
            self.fail("surrogate_characters_not_allowed")
        return super().to_internal_value(data)


def optional_words(**options: Any) -> Words:
    return Words(required=False, default="", **options)


class Day(serializers.DateField):
    """A date without a time, ISO 8601."""

    default_error_messages = {
        **MISSING,
        "invalid": _("Skriv datoen som ÅÅÅÅ-MM-DD."),
        "range": _("Datoen ligger uden for det, der kan være rigtigt."),
    }

    def to_internal_value(self, value: Any) -> date:
        try:
            day = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        if day is None:
            self.fail("invalid")
        if not EARLIEST <= day <= LATEST:
            self.fail("range")
        return day


def optional_day(**options: Any) -> Day:
    return Day(required=False, allow_null=True, default=None, **options)


class Clock(serializers.TimeField):
    """A time of day on a Danish wall, HH:MM."""

    default_error_messages = {**MISSING, "invalid": _("Skriv klokkeslættet som TT:MM.")}

    def __init__(self, *, default: time) -> None:
        super().__init__(required=False, default=default, input_formats=["%H:%M"])


class Moment(serializers.DateTimeField):
    """A point in time, ISO 8601 with its offset: a time without one is two different times each October."""

    default_error_messages = {
        **MISSING,
        "invalid": _("Skriv tiden som ÅÅÅÅ-MM-DDTTT:MM+01:00, med tidszone."),
        "range": _("Tidspunktet ligger uden for det, der kan være rigtigt."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail("invalid")
        if not EARLIEST <= moment.date() <= LATEST:
            self.fail("range")
        return moment.astimezone(UTC)


class Hour(serializers.TimeField):
    """A local time of day, "21:00"."""

    default_error_messages = {**MISSING, "invalid": _("Skriv klokkeslættet som TT:MM.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M"], **options)

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str):
            self.fail("invalid")
        return super().to_internal_value(value)


class YesNo(serializers.BooleanField):
    default_error_messages = {**MISSING, "invalid": _("Her skal være true eller false.")}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class QueryNumber(serializers.IntegerField):
    """A whole number in the address, where everything is text."""

    default_error_messages = {
        **MISSING,
        "invalid": _("Her skal være et helt tal."),
        "max_value": _("Tallet må højst være {max_value}."),
        "min_value": _("Tallet skal være mindst {min_value}."),
    }


class Number(QueryNumber):
    """A whole number as JSON writes one: neither "7" nor 7.0."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    default_error_messages = {**MISSING, "invalid_choice": _("Vælg en af mulighederne.")}


class Several(serializers.ListField):
    """A list; how many it may hold is said by the field."""

    default_error_messages = {
        **MISSING,
        "not_a_list": _("Her skal være en liste."),
        "min_length": _("Listen er for kort. Der skal være mindst {min_length}."),
        "max_length": _("Listen er for lang. Der er plads til {max_length}."),
    }


class Identifier(serializers.UUIDField):
    default_error_messages = {**MISSING, "invalid": _("Id'et kan ikke læses.")}

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        found: UUID = super().to_internal_value(data)
        return found


class _Chosen(Identifier):
    """Reads an id and gives the row (so Any), if it is among those that may be chosen here."""

    default_error_messages = {"unknown": _("Vælg en, der hører til her.")}

    def to_internal_value(self, data: Any) -> Any:
        pk = super().to_internal_value(data)
        offered = self.offered(self.context["endpoint"])
        found = next((row for rows in offered if (row := rows.filter(pk=pk).first())), None)
        if found is None:
            self.fail("unknown")
        return found

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Any], ...]:
        raise NotImplementedError


class Colleague(_Chosen):
    """Someone who works in the municipality of the person asking."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Person], ...]:
        return (choices.colleagues(endpoint.person.municipality),)


class FamilyMember(_Chosen):
    """Someone entitled to follow the case now."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Person], ...]:
        return (choices.family(endpoint.access),)


class OneOfCase(_Chosen):
    """A member of the family or a colleague: whoever can sit at a meeting."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Person], ...]:
        return (choices.family(endpoint.access), choices.colleagues(endpoint.person.municipality))


class Holder(_Chosen):
    """Someone who has something in the case that another could take over."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Person], ...]:
        return (may_hand_over(endpoint.access),)


class Announcement(_Chosen):
    """A word on a change of people that the whole family of the case has had."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Update], ...]:
        return (announcements(endpoint.access.case, endpoint.access.at),)


class KnownCustodian(_Chosen):
    """A parent of a child that the person asking follows as staff; nobody else's parents."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Person], ...]:
        return (custodians_known_to(endpoint.person),)


class OpenUnit(_Chosen):
    """A unit that the person asking works in or leads."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Unit], ...]:
        return (units_to_open_in(endpoint.person),)


class LedUnit(_Chosen):
    """A unit that the person asking leads, or one below it."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Unit], ...]:
        return (units_to_staff(endpoint.person),)


class Template(_Chosen):
    """The newest version of a process template of the municipality."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Blueprint], ...]:
        return (choices.latest_blueprints(endpoint.person.municipality),)


class BegunMeeting(_Chosen):
    """A meeting of the case at which something can have been agreed."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Meeting], ...]:
        return (choices.begun_meetings(endpoint.access),)


class StepOfCase(_Chosen):
    """A step of the case that the person may see."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Step], ...]:
        return (visible_steps(endpoint.access),)


class OpenQuestion(_Chosen):
    """A question that is still owed an answer, of those that the person may answer."""

    def offered(self, endpoint: "CaseEndpoint") -> tuple[QuerySet[Question], ...]:
        return (open_questions(endpoint.access),)


def optional(kind: type[_Chosen], **options: Any) -> _Chosen:
    return kind(required=False, allow_null=True, default=None, **options)
