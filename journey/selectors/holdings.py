"""Who has what in a case: what goes along when one professional takes over from another."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from journey.access.gate import Access
from journey.access.held import held, holders
from journey.models import ContactAssignment, Person, Step
from journey.selectors.people import person_lines, with_work
from journey.selectors.shapes import PersonLine


@dataclass(frozen=True, slots=True)
class Holding:
    """What one person has in the case now, by title."""

    person: PersonLine
    part: str
    """contact or deputy, when the person is one; that changes only with the contact."""
    roles: tuple[str, ...]
    steps: tuple[str, ...]
    waits: tuple[str, ...]
    decisions: tuple[str, ...]
    meetings: tuple[str, ...]
    """Meetings that the person convenes or takes part in."""
    agreements: tuple[str, ...]
    pauses: tuple[str, ...]
    """Names of those of the family whose pause the person watches."""
    is_hidden: bool
    """The family can see nothing of it: giving it to another is no news for them."""


def may_hand_over(access: Access) -> QuerySet[Person]:
    """Everybody who has something in the case that somebody else could take over, by name."""
    return with_work(Person.objects.filter(pk__in=holders(access.case, access.at))).order_by("display_name")


def holdings(access: Access) -> tuple[Holding, ...]:
    """One row per person who has something, by name. Requires MANAGE_ROLES, which the caller has passed at the gate."""
    people = person_lines(holders(access.case, access.at))
    parts = _parts(access)
    rows = (_holding(access, line, parts.get(line.id, "")) for line in people.values())
    return tuple(sorted(rows, key=lambda row: row.person.name))


def _parts(access: Access) -> dict[UUID, str]:
    last = ContactAssignment.objects.get(case=access.case, period__endswith__isnull=True)
    return {last.deputy_id: "deputy", last.person_id: "contact"}


def _holding(access: Access, line: PersonLine, part: str) -> Holding:
    mine = held(access.case, access.at).by(Person(pk=line.id))
    convened = mine.convened.order_by("starts_at").values_list("title", flat=True)
    seats = mine.seats.order_by("meeting__starts_at").values_list("meeting__title", flat=True)
    return Holding(
        person=line,
        part=part,
        roles=_each_once(mine.roles.order_by("label").values_list("label", flat=True)),
        steps=tuple(_title(step) for step in mine.steps.order_by("position")),
        waits=tuple(mine.waits.order_by("since").values_list("awaited", flat=True)),
        decisions=tuple(mine.decisions.order_by("expected_on").values_list("asked", flat=True)),
        meetings=_each_once([*convened, *seats]),
        agreements=tuple(mine.agreements.order_by("due_on").values_list("text", flat=True)),
        pauses=tuple(mine.pauses.order_by("paused_until").values_list("person__display_name", flat=True)),
        is_hidden=mine.shown().is_empty(),
    )


def _title(step: Step) -> str:
    english = str(step.texts_en.get("title") or "") if get_language() == "en" else ""
    return english or step.title


def _each_once(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(titles))
