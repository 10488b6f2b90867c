"""Where a sentence ends in what staff write, and where a line may be cut: never within a date or an abbreviation."""

from __future__ import annotations

import re

from journey.rules.danish_dates import WEEKDAYS_DA, WEEKDAYS_EN

_SHORT = """
adr afd ang apr aug bl ca cand dagl dec dr eks ekskl el etc evt fam feb fhv fl forb fr fre frk følg gl gns hhv hr
iflg ift inkl jan jf jvf kap kgl kl kr lb lok lør maks man mar max md mdr mht mia mill min mio mr mrs ms mv nov nr
okt omkr oms ons osv pct pga pkt pr prof red ref resp sek sep sept sml spm st stk str søn tirs tlf tors udg vedr vha
vs årg
"""
ABBREVIATIONS = frozenset(_SHORT.split())
"""Before a full stop each may be shortened; whether the sentence ends there, too, nobody can tell."""
_WEEKDAYS = frozenset(day.casefold() for day in (*WEEKDAYS_DA, *WEEKDAYS_EN))
_LONGEST = 120


def first_sentence(text: str) -> str:
    """The first sentence without its full stop; the whole text where no sentence surely ends before."""
    text = text.strip()
    for stop in re.finditer(r"\.(?=\s)", text):
        if ends_sentence(text, stop.start()):
            return text[: stop.start()]
    return text[:-1] if text.endswith(".") and not _is_shortened(_last_word(text[:-1])) else text


def ends_sentence(text: str, stop: int) -> bool:
    """Whether the full stop at ``stop`` surely ends a sentence: a capital letter begins the next one, and what stands
    before it is a word and no number, single letter or abbreviation. In doubt it does not."""
    after = text[stop + 1 :]
    return (
        text[stop : stop + 1] == "." and after[:1].isspace() and after.lstrip()[:1].isupper() and _is_word(text[:stop])
    )


def shortened(text: str, longest: int = _LONGEST) -> str:
    """At most so many characters, then " …"; cut between two words that do not belong together."""
    if len(text) <= longest:
        return text
    words, room = text.split(" "), len(text[: longest + 1].split(" ")) - 1
    fit = next((many for many in range(room, 0, -1) if not _belong_together(words[many - 1], words[many])), room)
    return f"{' '.join(words[:fit]) or text[:longest]} …"


def _is_word(before: str) -> bool:
    word = _last_word(before)
    return bool(word) and not (word[-1].isdigit() or _is_shortened(word))


def _is_shortened(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or "." in word or word.casefold() in ABBREVIATIONS


def _last_word(text: str) -> str:
    last = text.split()[-1:]
    return last[0].strip("()[]»«“”\"'’,") if last else ""


def _belong_together(one: str, following: str) -> bool:
    """ "3. | december", "torsdag | 3.", "kl. | 10", "2 | timer"."""
    return one.endswith(".") or one[-1:].isdigit() or following[:1].isdigit() or one.casefold() in _WEEKDAYS
