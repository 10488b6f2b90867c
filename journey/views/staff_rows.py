"""Ordering what is owed: the groups of "my families", and the one thing to do about each row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.rules.next_word import Stage
from journey.selectors.shapes import DeskRow, FamilyRow

BROKEN = {Stage.BROKEN, Stage.FAMILY_TOLD}
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are owed something at the same time; ``code`` is broken, today, week or later."""

    code: str
    title: str | Promise
    rows: tuple[FamilyRow, ...]


GROUPS = (
    ("broken", _("Løftet er brudt")),
    ("today", _("I dag")),
    ("week", _("Denne uge")),
    ("later", _("Senere")),
)


def grouped(rows: Sequence[FamilyRow], today: date) -> list[Group]:
    """Families by what they are owed: a broken promise first, then by day. Empty groups are left out."""
    groups = [Group(code, title, tuple(row for row in rows if when_owed(row, today) == code)) for code, title in GROUPS]
    return [group for group in groups if group.rows]


def when_owed(row: FamilyRow, today: date) -> str:
    if row.stage in BROKEN or row.due_on < today:
        return "broken"
    if row.due_on == today:
        return "today"
    return "week" if row.due_on <= today + timedelta(days=SUNDAY - today.weekday()) else "later"


@dataclass(frozen=True, slots=True)
class Task:
    """A desk row with the one thing to do about it."""

    row: DeskRow
    label: str | Promise
    url: str
    what: str | Promise


_DO = {
    "wait_review": ("staff_wait_review", _("Se på ventetiden"), _("Ventetid skal ses på")),
    "step_follow_up": ("staff_step_follow_up", _("Følg op"), _("Trin skal følges op")),
    "meeting_unsettled": ("staff_meeting_held", _("Sig, hvad der skete"), _("Mødets dag er gået")),
    "conclusion_due": ("staff_meeting_conclude", _("Skriv konklusionen"), _("Konklusion mangler")),
    "decision_due": ("staff_decision_conclude", _("Skriv svaret"), _("Svar er lovet")),
    "decision_without_decider": ("staff_decision_reassign", _("Vælg, hvem der afgør"), _("Ingen er sat til at afgøre")),
    "next_word_broken": ("staff_update", _("Skriv til familien"), _("Næste nyt er overskredet")),
    "next_word_due": ("staff_update", _("Skriv til familien"), _("Næste nyt i dag")),
    "next_word_soon": ("staff_nothing_new", _("Intet nyt …"), _("Næste nyt nærmer sig")),
}


def task(row: DeskRow) -> Task:
    name, label, what = _DO[row.kind]
    return Task(row=row, label=label, url=_address(name, row.case_id, row.subject_id), what=what)


def _address(name: str, case_id: UUID, subject_id: UUID) -> str:
    about_the_case = name in ("staff_update", "staff_nothing_new")
    return reverse(f"journey:{name}", args=[case_id] if about_the_case else [case_id, subject_id])


def other_tasks(rows: Iterable[DeskRow]) -> list[Task]:
    """What is on the desk besides next words, which the list of families already shows."""
    return [task(row) for row in rows if not row.kind.startswith("next_word")]
