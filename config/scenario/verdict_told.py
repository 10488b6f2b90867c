"""What a person was told, was not told and why, and how often the person looked: all of it counted from a moment on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.scenario.context import Context, wrong
from config.scenario.eyes import plain


def _received(context: Context, wanted: Mapping[str, int | None]) -> Iterator[str]:
    told = context.eyes.notices(context.since)
    for kind, count in wanted.items():
        got = sum(kind in names for names in told)
        if (count is None and not got) or (count is not None and got != count):
            number = "at least one" if count is None else count
            yield f"expected {number} x {kind}, but received {_listed(told)}"


def _not_received(context: Context, unwanted: tuple[str, ...]) -> Iterator[str]:
    told = context.eyes.notices(context.since)
    bad = [names for names in told if not unwanted or set(names) & set(unwanted)]
    if bad:
        yield f"received {_listed(bad)}"


def _listed(told: list[tuple[str, str]]) -> str:
    counted = Counter(event for event, _kind in told)
    return ", ".join(f"{count} x {kind}" for kind, count in sorted(counted.items())) or "nothing"


def _left_out(context: Context, wanted: Mapping[str, str]) -> Iterator[str]:
    there = context.eyes.left_out(context.since)
    for kind, reason in wanted.items():
        if (kind, reason) not in there:
            seen = ", ".join(f"{kind}: {reason}" for kind, reason in sorted(there)) or "left out of nothing"
            yield wrong(f"{kind}: {reason}", seen)


def _emails(context: Context, wanted: int) -> Iterator[str]:
    got = len(context.eyes.mails(context.since))
    if got != wanted:
        yield wrong(wanted, got)


def _mail_says(context: Context, wanted: tuple[str, ...]) -> Iterator[str]:
    mails = [plain(text) for text in context.eyes.mails(context.since)]
    for text in wanted:
        if not any(context.stands_in(text, mail) for mail in mails):
            yield f"no e-mail says {context.words(text)!r}; there are {len(mails)}"


def _mail_not_says(context: Context, unwanted: tuple[str, ...]) -> Iterator[str]:
    mails = [plain(text) for text in context.eyes.mails(context.since)]
    for text in unwanted:
        if any(context.stands_in(text, mail) for mail in mails):
            yield f"an e-mail says {context.words(text)!r}"


def _looks(*, allowed: bool) -> Callable[[Context, Any], Iterator[str]]:
    def verify(context: Context, wanted: int) -> Iterator[str]:
        got = context.eyes.looks(context.since, allowed=allowed)
        if got != wanted:
            yield wrong(wanted, got)

    return verify


TOLD: dict[str, Callable[[Context, Any], Iterator[str]]] = {
    "received": _received,
    "not_received": _not_received,
    "left_out": _left_out,
    "emails": _emails,
    "mail_says": _mail_says,
    "mail_not_says": _mail_not_says,
    "looked": _looks(allowed=True),
    "turned_away": _looks(allowed=False),
}
