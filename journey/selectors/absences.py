"""Who is away and who answers instead, as far as it is the reader's business."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from journey.access.absences import absences_in_sight, not_covered
from journey.access.questions import answers_now
from journey.models import Absence, Person
from journey.rules import clock
from journey.selectors.people import person_lines
from journey.selectors.shapes import PersonLine


@dataclass(frozen=True, slots=True)
class AnswersInstead:
    """Nobody answers at work in the case of their own child: who does there, while the contact is away."""

    case_id: UUID
    child_name: str
    person: PersonLine


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence that goes on or is to come. The reason is stored nowhere (G2)."""

    id: UUID
    person: PersonLine
    cover: PersonLine
    first_day: date
    last_day: date | None
    """Null: the return is not known."""
    has_begun: bool
    whose: str
    """mine, covered (I answer instead) or led (one of those I lead)."""
    elsewhere: tuple[AnswersInstead, ...]
    """Families whom somebody else answers, because the cover is a custodian of the child; as far as I may see them."""


def absence_lines(reader: Person) -> tuple[AbsenceLine, ...]:
    """The reader's own first, then those the reader covers, then colleagues the reader leads; the nearest day first."""
    rows = list(absences_in_sight(reader).select_related("cover").order_by("first_day"))
    people = person_lines(one for row in rows for one in (row.person_id, row.cover_id))
    lines = [
        AbsenceLine(
            id=row.pk,
            person=people[row.person_id],
            cover=people[row.cover_id],
            first_day=row.first_day,
            last_day=row.last_day,
            has_begun=row.first_day <= clock.today(),
            whose=_whose(reader, row.person_id, row.cover_id),
            elsewhere=answered_by_others(row, reader),
        )
        for row in rows
    ]
    order = {"mine": 0, "covered": 1, "led": 2}
    return tuple(sorted(lines, key=lambda line: (order[line.whose], line.first_day, line.person.name)))


def answered_by_others(absence: Absence, reader: Person) -> tuple[AnswersInstead, ...]:
    """Which of the families get another than the cover, and whom, as it stands now."""
    start = max(clock.now(), clock.midnight(absence.first_day))
    found = {row.case: answers_now(row.case, max(start, row.period.lower)).pk for row in not_covered(absence, reader)}
    people = person_lines(found.values())
    return tuple(AnswersInstead(case.pk, case.child.given_name, people[one]) for case, one in found.items())


def _whose(reader: Person, person_id: UUID, cover_id: UUID) -> str:
    if person_id == reader.pk:
        return "mine"
    return "covered" if cover_id == reader.pk else "led"
