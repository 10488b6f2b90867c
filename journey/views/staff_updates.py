"""Writing to the family, with the page as they will see it beside the pen; and staff's own notes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.forms.base import CaseForm
from journey.forms.updates import NoteForm, NothingNewForm, UpdateForm
from journey.language import spoken
from journey.models import Person
from journey.rules import plain_language
from journey.selectors.choices import family, without_login
from journey.selectors.people import person_lines
from journey.selectors.shapes import TimelineItem, UpdateDetail
from journey.services.next_word import latest_allowed
from journey.services.updates import headline, note_write, nothing_new_post, update_post
from journey.views.staff_form import CaseRoute
from journey.views.staff_words import told

TEXTS = ("happened", "because", "means", "not_means", "next_text", "still_expected")


def post_update(access: Access, _row: None, form: UpdateForm) -> str:
    said = {name: value for name, value in form.cleaned_data.items() if name != "is_good"}
    update_post(case=access.case, author=access.person, corrects=form.corrected(), kind=form.kind, **said)
    return told(access, form.cleaned_data["only_for"])


def post_nothing_new(access: Access, _row: None, form: NothingNewForm) -> str:
    nothing_new_post(case=access.case, author=access.person, **form.cleaned_data)
    return told(access, form.cleaned_data["only_for"])


def write_note(access: Access, _row: None, form: NoteForm) -> str:
    note_write(case=access.case, author=access.person, body=form.cleaned_data["body"])
    return _("Notatet er gemt. Familien ser det ikke.")


@dataclass(frozen=True, slots=True)
class Reader:
    """One family member, and the update as it will stand on that person's page."""

    name: str
    due_on: date
    item: TimelineItem
    has_login: bool
    """Without one the words reach the person only by phone or letter."""


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard the words are to read (LIX), and phrases to look at again. It points; it never decides (RQ-135)."""

    lix: int
    is_easy: bool
    findings: tuple[str, ...]


def preview(access: Access, form: CaseForm) -> dict[str, Any]:
    """What the words will look like to each reader, without anything being written."""
    if form.is_bound:
        form.is_valid()
        words = dict(form.cleaned_data)
    else:
        words = dict(form.initial)
    text = " \n".join(str(words.get(name) or "") for name in TEXTS).strip()
    return {"readers": _readers(access, words) if text else [], "reading": _reading(text)}


def _readers(access: Access, words: dict[str, Any]) -> list[Reader]:
    only: Person | None = words.get("only_for") or None
    people = [one for one in family(access) if only is None or one.pk == getattr(only, "pk", only)]
    unreached = set(without_login(access))
    return [_reader(access, person, words, has_login=person not in unreached) for person in people]


def _reader(access: Access, person: Person, words: dict[str, Any], *, has_login: bool) -> Reader:
    limit = latest_allowed(access.case, person, access.at)
    due = min(words.get("next_word_on") or limit, limit)
    nothing_new = "because" in words
    happened = str(words.get("because" if nothing_new else "happened") or "")
    detail = UpdateDetail(
        kind="nothing_new" if nothing_new else "good_news" if words.get("is_good") else "news",
        happened=happened,
        means=str(words.get("means") or ""),
        not_means=str(words.get("not_means") or ""),
        next_text=str(words.get("next_text") or ""),
        still_expected=str(words.get("still_expected") or ""),
        next_word_on=due,
        author=person_lines([access.person.pk])[access.person.pk],
    )
    title = _("Intet nyt endnu") if nothing_new else headline(str(words.get("title") or ""), happened)
    item = TimelineItem(id=uuid4(), kind="update", state="done", title=title, at=access.at, is_new=True, update=detail)
    return Reader(person.given_name, due, item, has_login)


def _reading(text: str) -> Readability | None:
    if not text:
        return None
    score = plain_language.lix(text)
    findings = tuple(one.sentence for one in plain_language.forbidden_phrases(text, language=spoken()))
    return Readability(round(score), score <= plain_language.LIX_NOTICE, findings)


ROUTES = (
    CaseRoute(
        "staff_update", "update/", Action.POST_UPDATE, UpdateForm, post_update,
        template="journey/staff_write.html", aside=preview,
    ),
    CaseRoute(
        "staff_nothing_new", "nothing-new/", Action.POST_UPDATE, NothingNewForm, post_nothing_new,
        template="journey/staff_write.html", aside=preview,
    ),
    CaseRoute("staff_note", "note/", Action.WRITE_NOTE, NoteForm, write_note),
)  # fmt: skip
