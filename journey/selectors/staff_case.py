"""A case as staff see it: the family's page beside staff's own side. Notes are read here and nowhere else."""

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.access.queries import entitled_family
from journey.selectors.case_page import case_page
from journey.selectors.communication import family_communication
from journey.selectors.desk import desk_for, promise_lines
from journey.selectors.involved import involved
from journey.selectors.people import person_lines
from journey.selectors.shapes import CasePage
from journey.selectors.staff_shapes import NoteLine, StaffCasePage


def staff_case(access: Access) -> StaffCasePage:
    """Requires READ_STAFF_SIDE, which the caller has passed at the gate."""
    case = access.case
    return StaffCasePage(
        page=case_page(access),
        promises=promise_lines([case])[case.pk],
        communications=family_communication(access) if case.is_open else (),
        desk=tuple(row for row in desk_for(access.person) if row.case_id == case.pk),
        notes=notes(access),
        people=involved(access),
    )


def preview_for_family(access: Access) -> dict[str, CasePage]:
    """The page as each family member sees it, by first name."""
    family = entitled_family(access.case, access.at).order_by("given_name")
    return {person.given_name: case_page(access, viewer=person) for person in family}


def notes(access: Access) -> tuple[NoteLine, ...]:
    """Staff's own notes, the newest first; none for those who may not read them."""
    if not access.may(Action.READ_NOTES):
        return ()
    rows = list(access.case.notes.order_by("-written_at"))
    people = person_lines(note.author_id for note in rows)
    return tuple(NoteLine(note.pk, note.body, people[note.author_id], note.written_at) for note in rows)
