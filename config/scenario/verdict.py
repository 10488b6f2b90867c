"""Compares what a file expects with what a person sees. A mismatch is a sentence: what was expected, what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from typing import Any

from config.scenario.asked import verify_asked
from config.scenario.broken import verify_gaps, verify_no_gaps
from config.scenario.context import Context, wrong
from config.scenario.days import Moment
from config.scenario.expectations import AgreementLine, DeskLine
from config.scenario.eyes import Eyes, plain
from config.scenario.matching import without_its_own
from config.scenario.story import Check
from config.scenario.verdict_told import TOLD
from config.scenario.world import NotOnStage, Page, World
from journey.errors import NotYours
from journey.rules import clock
from journey.selectors.shapes import AgreementCard, ContactCard, NowCard, PersonLine
from journey.selectors.staff_shapes import DeskRow


def judge(eyes: Eyes, check: Check, *, began: datetime | None, on_pages: bool) -> list[str]:
    """What is wrong, as sentences; nothing when all is as expected. `began` is when the event itself happened."""
    context = Context(eyes, _since(eyes.world, check, began))
    verify = FIELDS[check.field]
    if on_pages and check.field in {"sees", "not_sees"}:
        verify = FIELDS["page" if check.field == "sees" else "not_page"]
    try:
        return list(verify(context, check.value))
    except NotYours:
        return ["the person may not see this case at all"]
    except NotOnStage as reason:
        return [str(reason)]


def _since(world: World, check: Check, began: datetime | None) -> datetime:
    """From when things received count."""
    midnight = Moment(world.almanac.moment(clock.now()).day, time())
    if check.since is not None:
        return world.almanac.instant(check.since, default=time())
    return began or world.almanac.instant(midnight)


# --- the first screen


def _named(line: PersonLine | None) -> str:
    return line.name if line else "nobody"


def _is(line: PersonLine | None, name: str | None) -> bool:
    return line is None if name is None else line is not None and name in {line.name, line.first_name}


def _contact_field(read: Callable[[ContactCard], PersonLine | None]) -> Callable[[Context, Any], Iterator[str]]:
    def verify(context: Context, name: str | None) -> Iterator[str]:
        card = context.eyes.glance.contact
        line = read(card) if card else None
        if not _is(line, name):
            yield wrong(name or "nobody", _named(line))

    return verify


def _now_field(read: Callable[[NowCard], set[str]]) -> Callable[[Context, Any], Iterator[str]]:
    """Compares a set of names; each thing may be called by any of the names that `read` gives for it."""

    def verify(context: Context, names: tuple[str, ...] | None) -> Iterator[str]:
        there = [called for card in context.eyes.glance.now if (called := read(card))]
        wanted = {context.words(name): context.readings(name) for name in names or ()}
        known, seen = set[str]().union(*wanted.values()), set[str]().union(*there)
        if not all(called & known for called in there) or not all(called & seen for called in wanted.values()):
            names_there = ", ".join(sorted(max(called, key=len) for called in there)) or "nothing"
            yield wrong(", ".join(sorted(wanted)) or "nothing", names_there)

    return verify


def _title(card: NowCard) -> set[str]:
    return {plain(card.title)}


def _desk_of(card: NowCard) -> set[str]:
    return {card.desk.name, card.desk.first_name}


def _awaited(card: NowCard) -> set[str]:
    return {plain(card.wait.awaited)} if card.wait else set()


def _next(context: Context, title: str | None) -> Iterator[str]:
    card = context.eyes.glance.next
    seen = plain(card.title) if card else None
    if seen not in (context.readings(title) if title else {None}):
        yield wrong(title or "nothing", seen or "nothing")


def _next_certainty(context: Context, certainty: str) -> Iterator[str]:
    card = context.eyes.glance.next
    if card is None or card.certainty != certainty:
        yield wrong(certainty, card.certainty if card else "nothing next")


def _next_word(context: Context, moment: Moment | None) -> Iterator[str]:
    card = context.eyes.glance.next_word
    wanted = context.world.almanac.date(moment) if moment else None
    if (card.due_on if card else None) != wanted:
        yield wrong(context.day(wanted), context.day(card.due_on if card else None))


def _is_open(context: Context, wanted: bool) -> Iterator[str]:
    if context.eyes.glance.is_open != wanted:
        yield wrong("open" if wanted else "closed", "closed" if wanted else "open")


# --- agreements


def _agreements(context: Context, wanted: tuple[AgreementLine, ...] | None) -> Iterator[str]:
    cards = context.eyes.agreements
    if wanted is None and cards:
        yield f"expected no agreement, but there is {_agreements_listed(context, cards)}"
    for line in without_its_own(wanted or (), cards, partial(_is_agreed, context)):
        due = f"due {context.day(context.world.almanac.date(line.due))}" if line.due else ""
        said = " ".join(part for part in (line.what or "an agreement", line.owner, due, line.state) if part)
        yield f"expected {said}, but there is {_agreements_listed(context, cards)}"


def _is_agreed(context: Context, line: AgreementLine, card: AgreementCard) -> bool:
    return (
        (line.what is None or context.stands_in(line.what, plain(card.text)))
        and (line.owner is None or _is(card.owner, line.owner))
        and (line.due is None or context.world.almanac.date(line.due) == card.due_on)
        and line.late in {None, card.is_late}
        and line.state in {None, card.outcome or "open"}
    )


def _agreements_listed(context: Context, cards: Sequence[AgreementCard]) -> str:
    said = [f"{card.text} {card.owner.name} due {context.day(card.due_on)} {card.outcome or 'open'}" for card in cards]
    return "; ".join(said) or "nothing"


# --- texts


def _sees(context: Context, wanted: tuple[str, ...]) -> Iterator[str]:
    """First in what the selectors give, which is fast; what stands only in a template is looked for in the pages."""
    shown = context.eyes.texts
    missing = [text for text in wanted if not context.stands_in(text, shown)]
    return _on_pages(context, tuple(missing)) if missing else iter(())


def _not_sees(context: Context, unwanted: tuple[str, ...]) -> Iterator[str]:
    if not context.eyes.is_let_in:
        return iter(())
    shown = context.eyes.texts
    return (f"sees {context.words(text)!r}" for text in unwanted if context.stands_in(text, shown))


def _on_pages(context: Context, wanted: tuple[str, ...]) -> Iterator[str]:
    shown = _all_text(context.eyes.pages)
    return (f"does not see {context.words(text)!r}" for text in wanted if not context.stands_in(text, shown))


def _not_on_pages(context: Context, unwanted: tuple[str, ...]) -> Iterator[str]:
    shown = _all_text([*context.eyes.pages, *context.eyes.api])
    return (f"sees {context.words(text)!r}" for text in unwanted if context.stands_in(text, shown))


def _all_text(pages: list[Page]) -> str:
    return "\n".join(page.text for page in pages if page.status == 200)


def _unread(context: Context, wanted: int) -> Iterator[str]:
    got = context.eyes.unread()
    if got != wanted:
        yield wrong(wanted, got)


# --- the red thread


def _drawn(context: Context, wanted: Mapping[str, str]) -> Iterator[str]:
    """A step that was repeated stands there more than once: one of them must be drawn so."""
    for title, state in wanted.items():
        called = context.readings(title)
        seen = [item.state for item in context.eyes.thread if plain(item.title) in called]
        if state not in seen:
            yield wrong(f"{context.words(title)}: {state}", ", ".join(seen) or "not there")


def _new(context: Context, titles: tuple[str, ...] | None) -> Iterator[str]:
    wanted = {context.words(title): context.readings(title) for title in titles or ()}
    seen = {plain(item.title) for item in context.eyes.thread if item.is_new}
    if seen - set[str]().union(*wanted.values()) or not all(called & seen for called in wanted.values()):
        yield wrong(", ".join(sorted(wanted)) or "nothing", ", ".join(sorted(seen)) or "nothing")


# --- the desk


def _desk(context: Context, wanted: tuple[DeskLine, ...] | None) -> Iterator[str]:
    rows = context.eyes.desk
    if wanted is None and rows:
        yield f"expected an empty desk, but there is {_desk_listed(context, rows)}"
    for line in without_its_own(wanted or (), rows, partial(_fits, context)):
        yield f"expected {_line_words(context, line)}, but there is {_desk_listed(context, rows)}"


def _not_desk(context: Context, unwanted: tuple[DeskLine, ...] | None) -> Iterator[str]:
    rows = context.eyes.desk
    for line in unwanted or ():
        bad = [row for row in rows if _fits(context, line, row)]
        if bad:
            yield f"has {_desk_listed(context, bad)}"


def _fits(context: Context, line: DeskLine, row: DeskRow) -> bool:
    return (
        line.kind in {None, row.kind}
        and (line.about is None or context.world.people[line.about].pk == row.about_id)
        and (line.what is None or context.stands_in(line.what, plain(row.what)))
        and (line.due is None or context.world.almanac.date(line.due) == row.due_on)
        and line.late in {None, row.is_late}
    )


def _line_words(context: Context, line: DeskLine) -> str:
    about = context.world.people[line.about].given_name if line.about else ""
    due = f"due {context.day(context.world.almanac.date(line.due))}" if line.due else ""
    late = {True: "late", False: "not late", None: ""}[line.late]
    return " ".join(part for part in (line.kind or "a row", about, line.what or "", due, late) if part)


def _desk_listed(context: Context, rows: list[DeskRow]) -> str:
    said = [f"{row.kind} {row.about or row.what} due {context.day(row.due_on)}" for row in rows]
    return "; ".join(said) or "nothing"


def _uninformed(context: Context, wanted: int) -> Iterator[str]:
    got = context.eyes.uninformed()
    if got != wanted:
        yield wrong(wanted, got)


def _not_found(context: Context, wanted: bool) -> Iterator[str]:
    if context.eyes.not_found() != wanted:
        yield "the person can open the case" if wanted else "the person gets 'not found'"


FIELDS: dict[str, Callable[[Context, Any], Iterator[str]]] = {
    "who": _contact_field(lambda card: card.person),
    "covered_by": _contact_field(lambda card: card.cover),
    "deputy": _contact_field(lambda card: card.deputy),
    "now": _now_field(_title),
    "now_desk": _now_field(_desk_of),
    "waiting_for": _now_field(_awaited),
    "next": _next,
    "next_certainty": _next_certainty,
    "asked": verify_asked,
    "next_word": _next_word,
    "is_open": _is_open,
    "sees": _sees,
    "not_sees": _not_sees,
    "page": _on_pages,
    "not_page": _not_on_pages,
    **TOLD,
    "unread": _unread,
    "drawn": _drawn,
    "new": _new,
    "uninformed": _uninformed,
    "agreements": _agreements,
    "desk": _desk,
    "not_desk": _not_desk,
    "gaps": verify_gaps,
    "not_gaps": verify_no_gaps,
    "not_found": _not_found,
}
