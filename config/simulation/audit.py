"""Whether the promise held: read from the raw rows by rules of its own, and never from what the watch says of itself.

1. Whoever was promised a word or an answer by a day and had none in the morning after it, has an open gap there, and by
   nine on the next working day a notice of it, or a recorded decision not to tell.
2. Critical news is proven to have arrived within five working days, or stands as a gap on somebody's desk from then on.
3. Nothing reached anybody twice: not the same event for the same person by the same road, and no mail but those of
   which the mail server itself had left in doubt whether it took them.
4. Nothing is left lying: no event without its notices, no mail that is due.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from config.simulation import facts
from config.simulation.facts import Facts, Promise
from config.simulation.mail_simulator import Server
from journey.rules.clock import LOCAL
from journey.rules.working_days import DK, add_working_days, is_working_day, next_working_day

MORNING = time(9)
A_WHILE = timedelta(minutes=30)
"""So long the machinery may take over one morning."""
PROVEN_WORKING_DAYS = 5
SHOWN = 5
"""Broken things that a report spells out, of each kind."""


@dataclass
class Rule:
    """One thing that must hold, how often it was looked at, and where it did not."""

    name: str
    checked: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    def look(self, holds: bool, what: str) -> None:
        self.checked += 1
        if not holds:
            self.broken += 1
            if len(self.examples) < SHOWN:
                self.examples.append(what)


@dataclass
class Findings:
    rules: list[Rule]
    counts: dict[str, int]


def audit(end: datetime, server: Server) -> Findings:
    """Everything that must hold in the present database, whose life ended at `end`."""
    there = Facts()
    rules = [
        *_promises(there, there.next_words(), "next_word_broken", "next word", end),
        *_promises(there, there.answers(), "question_late", "answer", end),
        *_critical(there, end),
        _doubles(server),
        _lying(end),
    ]
    sent_again = sum(1 for name in server.doubtful if server.taken[name] > 1)
    counts = facts.sizes() | {"mails taken": server.taken.total(), "mails in doubt sent again": sent_again}
    return Findings(rules, counts)


def _promises(there: Facts, promises: list[Promise], kind: str, name: str, end: datetime) -> tuple[Rule, Rule, Rule]:
    kept = Rule(f"{name}: promises looked at")
    has_gap, told = Rule(f"{name}: broken ones have a gap"), Rule(f"{name}: broken ones were told, or why not")
    for one in promises:
        kept.checked += 1
        found_on = _morning(one.by + timedelta(days=1))
        if not _is_silent(there, one, found_on, end):
            continue
        gaps = [gap for gap in there.gaps[kind, one.case, one.person] if one.subject in {None, gap.subject}]
        seen = [gap for gap in gaps if gap.open_at(found_on + A_WHILE)]
        has_gap.look(bool(seen), f"case {one.case}, person {one.person}, promised by {one.by}")
        told_on = _morning(one.by + timedelta(days=1), working=True)
        if _is_silent(there, one, told_on, end):
            since = min((gap.opened for gap in seen), default=found_on)
            heard = any(since <= at <= told_on + A_WHILE for at in there.told[one.case, one.person])
            told.look(heard, f"case {one.case}, person {one.person}, promised by {one.by}")
    return kept, has_gap, told


def _is_silent(there: Facts, one: Promise, moment: datetime, end: datetime) -> bool:
    """Whether the promise was still owed and not met at a moment, which has come."""
    late = moment + A_WHILE <= end and (one.kept_at is None or one.kept_at > moment + A_WHILE)
    return late and there.is_owed(one.case, one.person, moment + A_WHILE)


def _critical(there: Facts, end: datetime) -> tuple[Rule, Rule]:
    known = Rule("critical news: proven, or on a desk in time")
    ended = Rule("critical news: proven, on a desk, under way or over at the end")
    for case, person, at, proven, _how in facts.critical_news():
        due = add_working_days(at.astimezone(LOCAL).date(), PROVEN_WORKING_DAYS + 1, DK)
        found_on = _morning(due) + A_WHILE
        gaps = there.gaps["not_informed", case, person]
        what = f"case {case}, person {person}, told {at:%Y-%m-%d}"
        if found_on <= end and (proven is None or proven > found_on) and there.is_owed(case, person, found_on):
            known.look(any(gap.open_at(found_on) for gap in gaps), what)
        else:
            known.checked += 1
        over = not there.is_owed(case, person, end)
        on_desk = any(gap.open_at(end) for gap in gaps)
        ended.look(proven is not None or over or on_desk or found_on > end, what)
    return known, ended


def _doubles(server: Server) -> Rule:
    rule = Rule("nothing came twice")
    for name, count in facts.doubles().items():
        rule.look(count == 0, f"{count} times the same {name}")
    for name, count in server.taken.items():
        rule.look(count == 1 or name in server.doubtful, f"mail {name} was taken {count} times")
    return rule


def _lying(end: datetime) -> Rule:
    rule = Rule("nothing is left lying")
    for name, count in facts.left_lying(end - timedelta(days=1)).items():
        rule.look(count == 0, f"{count} times: {name}")
    return rule


def _morning(day: date, *, working: bool = False) -> datetime:
    if working and not is_working_day(day, DK):
        day = next_working_day(day, DK)
    return datetime.combine(day, MORNING, LOCAL)
