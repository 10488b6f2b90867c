"""What the pages of staff and leaders show, and the API with them: plain, frozen shapes without behaviour.

What the family reads is in `shapes`; staff see the same page, and their own side beside it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from journey.selectors.people_shapes import CommunicationCard, RoleLine
from journey.selectors.shapes import CasePage, PersonLine


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One family member's promised date, as staff see it."""

    person_id: UUID
    name: str
    first_name: str
    label: str
    """What the child calls the person: "mor"."""
    due_on: date
    last_word_on: date
    freshness_days: int
    stage: str
    """calm, soon, due, broken or family_told (journey.rules.next_word.Stage)."""
    has_login: bool
    """No login is bound to the person yet, when false: what is written here reaches nobody until one is."""


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One family on the contact person's page, ordered by what is due."""

    case_id: UUID
    child_name: str
    case_title: str
    now_title: str
    promises: tuple[PromiseLine, ...]
    """The earliest date first; never empty for an open case."""
    my_role: str
    """contact, cover, professional or leader."""
    contact_name: str
    contact_is_away: bool
    """Today; whoever is deputy or cover answers instead."""

    @property
    def due_on(self) -> date:
        return self.promises[0].due_on

    @property
    def stage(self) -> str:
        return self.promises[0].stage


@dataclass(frozen=True, slots=True)
class DeskRow:
    """Something that somebody has to do, with a day: what an alarm is before it is a gap."""

    kind: str
    """next_word_soon, next_word_due, next_word_broken, wait_review, step_follow_up, meeting_unsettled, conclusion_due,
    decision_due, decision_without_decider, agreement_due, agreement_follow_up, agreement_to_confirm, ask_first,
    ask_again, ask_phase, pause_over, question_message, question_step, question_call, question_talk, question_heard,
    question_passed (to whoever finds out without reading the thread), or question_late (to leaders, who do not learn
    which)."""
    case_id: UUID
    child_name: str
    case_title: str
    subject_id: UUID
    what: str
    about: str
    """First name of the family member left waiting, for next word and questions; empty otherwise and for leaders."""
    about_id: UUID | None
    """The same family member; None where no one is named."""
    is_open: bool
    """Whether the case is; a question in a closed one still has somebody to answer it (RQ-038)."""
    due_on: date
    is_late: bool
    is_near: bool = False
    """A question that is to be answered by the next working day, or nearer."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    id: UUID
    body: str
    author: PersonLine
    written_at: datetime


@dataclass(frozen=True, slots=True)
class StaffCasePage:
    """What staff see of a case: the family's page as the family sees it, and staff's own side beside it."""

    page: CasePage
    promises: tuple[PromiseLine, ...]
    communications: tuple[CommunicationCard, ...]
    """How each of the family hears from us; none on a closed case."""
    desk: tuple[DeskRow, ...]
    notes: tuple[NoteLine, ...]
    people: tuple[RoleLine, ...]


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """One late thing in a case of the leader's units. No text of any thread (G14)."""

    row: DeskRow
    holder_name: str
    """Who has it; the contact, where it is nobody else's."""
    days_late: int


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """One late thing that the leader's people hold in a case of another unit. It names no child."""

    kind: str
    """step_follow_up, wait_review or decision_due."""
    what: str
    """The step's title; empty for what was written about the case."""
    holder_name: str
    unit_name: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class Overview:
    open_cases: int
    uninformed: int
    """Cases in which a day that the family was told has passed: the product's one number."""
    soon: int
    """Promises that fall due within three working days."""
    uninformed_rows: tuple[LeaderRow, ...]
    """The rows behind ``uninformed``: broken promises to families."""
    follow_up: tuple[LeaderRow, ...]
    """Staff's own reminders: no family waits for them."""
    elsewhere: tuple[ElsewhereRow, ...]
