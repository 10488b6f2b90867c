"""Ordering what is owed: one list of promises, questions and tasks by day, and the one thing to do about each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.rules import clock
from journey.selectors.staff_shapes import DeskRow, FamilyRow

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Task:
    """A desk row with the one thing to do about it."""

    row: DeskRow
    label: str | Promise
    url: str
    what: str | Promise

    @property
    def days_late(self) -> int:
        return _days_late(self.row.due_on, clock.today())


_DO = {
    "wait_review": ("staff_wait_review", _("Se på ventetiden"), _("Ventetid skal ses på")),
    "step_follow_up": ("staff_step_follow_up", _("Følg op"), _("Trin skal følges op")),
    "meeting_unsettled": ("staff_meeting_held", _("Sig, hvad der skete"), _("Mødets dag er gået")),
    "conclusion_due": ("staff_meeting_conclude", _("Skriv konklusionen"), _("Konklusion mangler")),
    "decision_due": ("staff_decision_conclude", _("Skriv svaret"), _("Svar er lovet")),
    "decision_without_decider": ("staff_decision_reassign", _("Vælg, hvem der afgør"), _("Ingen er sat til at afgøre")),
    "agreement_due": ("staff_agreement_conclude", _("Skriv, hvad der skete"), _("Aftalens dag er kommet")),
    "agreement_follow_up": ("staff_agreement_follow_up", _("Følg op"), _("Aftale skal følges op")),
    "agreement_to_confirm": ("staff_agreement_confirm", _("Bekræft aftalen"), _("Aftale er overtaget")),
    "ask_first": ("staff_communication", _("Aftal det"), _("Aftal, hvordan I holder kontakt")),
    "ask_again": ("staff_communication", _("Spørg igen"), _("Passer måden, vi holder kontakt på?")),
    "ask_phase": (
        "staff_communication",
        _("Spørg igen"),
        _("Ny del af forløbet. Passer måden, vi holder kontakt på?"),
    ),
    "pause_over": ("staff_update", _("Skriv til familien"), _("Pausen er slut")),
    "next_word_broken": ("staff_update", _("Skriv til familien"), _("Næste nyt er overskredet")),
    "next_word_due": ("staff_update", _("Skriv til familien"), _("Næste nyt i dag")),
    "next_word_soon": ("staff_nothing_new", _("Intet nyt …"), _("Næste nyt nærmer sig")),
    "contact_unreachable": (
        "staff_contact_change",
        _("Vælg en ny kontakt"),
        _("Familien mangler en kontakt, der er her"),
    ),
    "holder_left": (
        "staff_responsibility",
        _("Giv det til en anden"),
        _("Noget ligger hos en, der ikke længere kan tage sig af det"),
    ),
    "waits_in_a_circle": ("staff_case", _("Se, hvem der venter"), _("Enheder venter på hinanden")),
    "nothing_next": ("staff_step_add", _("Tilføj et trin"), _("Der er intet næste skridt")),
    "not_informed": ("staff_call", _("Ring, og skriv det ned"), _("Vigtigt nyt er ikke nået frem")),
    "unreachable": ("staff_notice_call", _("Ring, og sig, hvordan det gik"), _("Ingen vej når frem")),
    "notice_call": ("staff_notice_call", _("Ring, og sig, hvordan det gik"), _("Vigtigt nyt er ikke læst")),
    "notice_letter": ("staff_notice_letter", _("Send et brev"), _("Vigtigt nyt er ikke læst")),
    "informed_unequally": ("staff_call", _("Ring, og skriv det ned"), _("Den ene ved det, den anden ikke")),
    "question_message": ("thread", _("Svar"), _("Har skrevet og venter på svar")),
    "question_step": ("thread", _("Svar"), _("Spørger, hvordan det går")),
    "question_heard": ("thread", _("Svar"), _("Har brug for at blive hørt")),
    "question_call": ("staff_call", _("Ring, og skriv det ned"), _("Vil gerne ringes op")),
    "question_talk": ("staff_talk_offer", _("Foreslå tider"), _("Vil gerne tale kort med jer")),
    "question_passed": ("staff_question_answer", _("Skriv svaret"), _("Venter på svar fra dig")),
    "question_late": ("staff_question_promise", _("Giv det et navn og en dag"), _("Et spørgsmål er ikke besvaret")),
}
_ABOUT_CASE = {
    "staff_update",
    "staff_nothing_new",
    "staff_contact_change",
    "staff_responsibility",
    "staff_case",
    "staff_step_add",
}
_ABOUT_PERSON = {"thread", "staff_call", "staff_talk_offer", "staff_notice_call", "staff_notice_letter"}


def said(kind: str) -> str | Promise:
    """What is due, in words."""
    return _DO[kind][2]


def task(row: DeskRow) -> Task:
    name, label, what = _DO[row.kind]
    return Task(row=row, label=label, url=_address(name, row), what=what)


def _address(name: str, row: DeskRow) -> str:
    if name in _ABOUT_CASE:
        return reverse(f"journey:{name}", args=[row.case_id])
    if name in _ABOUT_PERSON:
        place = "messaging" if name == "thread" else "journey"
        return reverse(f"{place}:{name}", args=[row.case_id, row.about_id])
    return reverse(f"journey:{name}", args=[row.case_id, row.subject_id])


def other_tasks(rows: Iterable[DeskRow]) -> list[Task]:
    """What is on the desk besides next words, which the list of families already shows."""
    return [task(row) for row in rows if not row.kind.startswith("next_word")]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list: a family with what it is owed, or one task. Exactly one of the two is set."""

    due_on: date
    days_late: int
    case_title: str
    """Only where the child's name stands for several courses of the list; empty otherwise."""
    family: FamilyRow | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What is due at the same time; ``code`` is late, today, week or later."""

    code: str
    title: str | Promise
    rows: tuple[Entry, ...]


GROUPS = (
    ("late", _("Forsinket")),
    ("today", _("I dag")),
    ("week", _("Denne uge")),
    ("later", _("Senere")),
)


def agenda(families: Sequence[FamilyRow], tasks: Sequence[Task], *, today: date) -> list[Group]:
    """Promised words, questions and tasks in one order, the longest overdue first. Empty groups are left out."""
    several = _told_apart_by_title(families, tasks)
    entries = [_family_entry(row, several, today) for row in families]
    entries += [_task_entry(one, several) for one in tasks]
    entries.sort(key=lambda entry: (entry.due_on, entry.family is None))
    groups = [
        Group(code, title, tuple(entry for entry in entries if when(entry.due_on, today) == code))
        for code, title in GROUPS
    ]
    return [group for group in groups if group.rows]


def _family_entry(row: FamilyRow, several: set[str], today: date) -> Entry:
    title = row.case_title if row.child_name in several else ""
    return Entry(row.due_on, _days_late(row.due_on, today), title, family=row)


def _task_entry(one: Task, several: set[str]) -> Entry:
    title = one.row.case_title if one.row.child_name in several else ""
    return Entry(one.row.due_on, one.days_late, title, task=one)


def _told_apart_by_title(families: Sequence[FamilyRow], tasks: Sequence[Task]) -> set[str]:
    """Names that several courses of this list go by. Courses that the reader does not have leave no trace here."""
    names = {row.case_id: row.child_name for row in families} | {one.row.case_id: one.row.child_name for one in tasks}
    counted = Counter(names.values())
    return {name for name, courses in counted.items() if courses > 1}


def _days_late(due_on: date, today: date) -> int:
    return max((today - due_on).days, 0)


def when(due_on: date, today: date) -> str:
    """late, today, week (until Sunday) or later."""
    if due_on <= today:
        return "today" if due_on == today else "late"
    return "week" if due_on <= today + timedelta(days=SUNDAY - today.weekday()) else "later"
