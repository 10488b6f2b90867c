"""The fields an expectation may have, and how each is read from the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.scenario.asked import read_asked
from config.scenario.broken import read_gaps
from config.scenario.days import Moment
from config.scenario.reading import Node, guess
from config.scenario.story import Check
from journey.models.agreements import Outcome
from journey.models.steps import Certainty
from messaging.delivery.recipients import TABLE

NOTHING = "nothing"
ANYTHING = "anything"
NONE = "none"

DRAWN = ("done", "now", "expected", "maybe", "not_needed", "stopped")
"""How a row of the red thread can be drawn."""
ABOUT_NO_CASE = {"employment.started"}
NOTICE_KINDS = sorted({kind for kind, rule in TABLE.items() if not rule.live_only} - ABOUT_NO_CASE)
"""Kinds that somebody can be told of: a word that is none of them could never have come."""

DESK_KINDS = (
    "next_word_soon",
    "next_word_due",
    "next_word_broken",
    "wait_review",
    "step_follow_up",
    "meeting_unsettled",
    "conclusion_due",
    "decision_due",
    "decision_without_decider",
    "agreement_due",
    "agreement_follow_up",
    "agreement_to_confirm",
    "ask_first",
    "ask_again",
    "ask_phase",
    "pause_over",
    "question_message",
    "question_step",
    "question_call",
    "question_talk",
    "question_heard",
    "question_passed",
    "notice_call",
    "notice_letter",
)


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A row wanted on someone's desk; what is None does not matter."""

    kind: str | None
    about: str | None
    """Key of the family member left waiting (next word and questions)."""
    what: str | None
    """A piece of the text that says what it is."""
    due: Moment | None
    late: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement wanted under "Det har vi aftalt"; what is None does not matter."""

    what: str | None
    """A piece of its text."""
    owner: str | None
    due: Moment | None
    late: bool | None
    state: str | None
    line: int


def _texts(node: Node) -> tuple[str, ...]:
    texts = tuple(item.text() for item in node.one_or_more())
    for word in {NOTHING, ANYTHING} & set(texts):
        node.fail(f"'{node.name}' needs texts, and '{word}' is none")
    return texts


def _names(node: Node) -> tuple[str, ...] | None:
    """One text or several, in any order; None for "nothing"."""
    if node.value == NOTHING:
        return None
    return tuple(item.text() for item in node.one_or_more())


def _text_or_nothing(node: Node) -> str | None:
    return None if node.value == NOTHING else node.text()


def _day_or_none(node: Node) -> Moment | None:
    return None if node.value == NONE else node.day()


def _count(node: Node) -> int:
    return node.number(0, 1000)


def _kind(node: Node) -> str:
    if not isinstance(node.value, str) or node.value not in NOTICE_KINDS:
        hint = guess(str(node.value), NOTICE_KINDS) or "; docs/scenarios.md lists them"
        node.fail(f"'{node.value}' is no kind of notice{hint}")
        return ""
    return node.value


def _received(node: Node) -> Mapping[str, int | None]:
    """Kinds of notice, each with how many; None: at least one."""
    if isinstance(node.value, dict) and node.value:
        return {_kind_of(item): item.number(0, 1000) for item in node.table().values()}
    return dict.fromkeys(_kind(item) for item in node.one_or_more())


def _kind_of(item: Node) -> str:
    """The key of a table of kinds."""
    return _kind(Node(item.source, item.place, item.name))


def _not_received(node: Node) -> tuple[str, ...]:
    """Kinds that must not have come; empty: anything at all."""
    if node.value == ANYTHING:
        return ()
    return tuple(_kind(item) for item in node.one_or_more())


def _left_out(node: Node) -> Mapping[str, str]:
    """Kinds of notice, each with the reason why the person is left out."""
    return {_kind_of(item): item.key() for item in _filled_table(node)}


def _drawn(node: Node) -> Mapping[str, str]:
    return {item.name: item.choice(DRAWN) for item in _filled_table(node)}


def _filled_table(node: Node) -> list[Node]:
    if node.value == {}:
        node.fail(f"'{node.name}' is empty")
    return list(node.table().values())


def _desk(node: Node) -> tuple[DeskLine, ...] | None:
    """Rows that must be there; None for "nothing"."""
    return None if node.value == NOTHING else tuple(_desk_line(item) for item in node.one_or_more())


def _not_desk(node: Node) -> tuple[DeskLine, ...]:
    if node.value == NOTHING:
        node.fail("'not_desk' cannot be 'nothing'; 'desk: nothing' is an empty desk")
        return ()
    return tuple(_desk_line(item) for item in node.one_or_more())


def _desk_line(node: Node) -> DeskLine:
    """A kind alone, or a table."""
    keys = {"kind": node} if isinstance(node.value, str) else node.keys({"kind", "about", "what", "due", "late"})
    if not keys:
        node.fail("say what the row on the desk is: kind, about, what, due or late")
    return DeskLine(
        kind=keys["kind"].choice(DESK_KINDS) if "kind" in keys else None,
        about=keys["about"].key() if "about" in keys else None,
        what=keys["what"].text() if "what" in keys else None,
        due=keys["due"].day() if "due" in keys else None,
        late=keys["late"].flag() if "late" in keys else None,
        line=node.line,
    )


def _agreements(node: Node) -> tuple[AgreementLine, ...] | None:
    """Agreements that must be there; None for "nothing"."""
    return None if node.value == NOTHING else tuple(_agreement_line(item) for item in node.one_or_more())


def _agreement_line(node: Node) -> AgreementLine:
    """A piece of the text alone, or a table."""
    keys = {"what": node} if isinstance(node.value, str) else node.keys({"what", "owner", "due", "late", "state"})
    if not keys:
        node.fail("say what the agreement is: what, owner, due, late or state")
    return AgreementLine(
        what=keys["what"].text() if "what" in keys else None,
        owner=keys["owner"].text() if "owner" in keys else None,
        due=keys["due"].day() if "due" in keys else None,
        late=keys["late"].flag() if "late" in keys else None,
        state=keys["state"].choice(("open", *Outcome.values)) if "state" in keys else None,
        line=node.line,
    )


def _certainty(node: Node) -> str:
    return node.choice(Certainty.values)


def _flag(node: Node) -> bool:
    return node.flag()


FIELDS: dict[str, Callable[[Node], Any]] = {
    "who": _text_or_nothing,
    "covered_by": _text_or_nothing,
    "deputy": _text_or_nothing,
    "now": _names,
    "now_desk": _names,
    "waiting_for": _names,
    "next": _text_or_nothing,
    "next_certainty": _certainty,
    "next_word": _day_or_none,
    "is_open": _flag,
    "sees": _texts,
    "not_sees": _texts,
    "page": _texts,
    "not_page": _texts,
    "received": _received,
    "not_received": _not_received,
    "emails": _count,
    "mail_says": _texts,
    "mail_not_says": _texts,
    "left_out": _left_out,
    "looked": _count,
    "turned_away": _count,
    "unread": _count,
    "drawn": _drawn,
    "new": _names,
    "uninformed": _count,
    "agreements": _agreements,
    "asked": read_asked,
    "desk": _desk,
    "not_desk": _not_desk,
    "gaps": read_gaps,
    "not_gaps": read_gaps,
    "not_found": _flag,
}
NO_CASE_AT_ALL = frozenset({"emails", "mail_says", "mail_not_says", "uninformed"})
"""Fields about the person over all cases."""
NEEDS_NO_CASE = NO_CASE_AT_ALL | {"received", "not_received", "left_out", "desk", "not_desk"}
"""Fields about the person rather than about one case: there a case only narrows the search."""
SINCE = frozenset(
    {"received", "not_received", "left_out", "emails", "mail_says", "mail_not_says", "looked", "turned_away"}
)
"""Fields that count from a moment on."""


def _refuse_idle(person: str, block: Node, fields: Mapping[str, Node]) -> None:
    """What is written and does nothing looks as if it had been checked."""
    asked = fields.keys() - {"case", "since"}
    if isinstance(block.value, dict) and not asked:
        block.fail(f"nothing is expected of '{person}' here")
    if "since" in fields and not asked & SINCE:
        fields["since"].fail(f"'since' belongs to {', '.join(sorted(SINCE))}; none of them stands here")
    if "case" in fields and asked and asked <= NO_CASE_AT_ALL:
        fields["case"].fail(f"'case' does nothing here: {', '.join(sorted(asked))} counts over all cases")


def read_checks(node: Node, *, case: str | None) -> Iterator[Check]:
    """The checks of one `expect:` block; its keys are persons."""
    if node.value == {}:
        node.fail("nothing is expected here")
    for person, block in node.table().items():
        fields = block.keys({*FIELDS, "case", "since"})
        _refuse_idle(person, block, fields)
        since = fields.pop("since").moment() if "since" in fields else None
        of_case = fields.pop("case").key() if "case" in fields else case
        for name, item in fields.items():
            yield Check(person, of_case, name, FIELDS[name](item), item.line, since)
