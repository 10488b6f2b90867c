"""Plain words for tired readers: LIX, and words that frighten, promise or say nothing (RQ-135, RQ-136).

LIX only points. It says nothing about whether a text is kind or true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LIX_NOTICE = 35
LIX_REASONS = 45
LONG_WORD = 6

_LIST_MARKER = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)]|[a-zæøå]\))\s+", re.MULTILINE)
_ORDINAL = re.compile(r"\b(\d{1,4})\.(?=\s*[a-zæøå–\d])")
_PARAGRAPH = re.compile(r"§+\s*\d+\s*[a-z]?\b(?:\s*,?\s*stk\.\s*\d+)?", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:bl\.a|f\.eks|m\.v|m\.m|d\.v\.s|dvs|ca|kl|nr|stk|jf|evt)\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$|[\"”»)])|\n+")


class Severity(StrEnum):
    """`error` words may not stand in a text for families; a `warning` asks the writer to look again."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One phrase found in a text: where it stands, and one Danish sentence for the writer."""

    code: str
    severity: Severity
    phrase: str
    start: int
    sentence: str


@dataclass(frozen=True)
class _Phrase:
    code: str
    severity: Severity
    pattern: re.Pattern[str]
    sentence: str


def _phrase(code: str, severity: Severity, pattern: str, sentence: str) -> _Phrase:
    return _Phrase(code, severity, re.compile(pattern, re.IGNORECASE), sentence)


_SOON = "Skriv en dato i stedet for »{phrase}«. Familien skal vide, hvornår de hører fra jer."
_PHRASES = (
    _phrase("vague_time", Severity.ERROR, r"\bsnarest(?: muligt)?\b", _SOON),
    _phrase("vague_time", Severity.ERROR, r"\bhurtigst muligt\b", _SOON),
    _phrase("vague_time", Severity.ERROR, r"\binden længe\b", _SOON),
    _phrase(
        "regret",
        Severity.ERROR,
        r"\bdesværre\b",
        "Sig det lige ud uden »{phrase}«, og sig så, hvad der sker nu.",
    ),
    _phrase(
        "bare_assessment",
        Severity.ERROR,
        # Alone the word was read as a new PPV. Compounds (timevurdering) and the named kinds are clear.
        r"(?<![\w-])(?<!samlet )(?<!samlede )(?<!faglig )(?<!faglige )(?<!psykologisk )(?<!psykologiske )"
        r"vurdering(?:en|er|erne)?s?(?![\w-])",
        "»{phrase}« kan være flere ting. Skriv hvilken, f.eks. »PPV« eller »gennemgang af støttetimer«.",
    ),
    _phrase(
        "promise",
        Severity.WARNING,
        r"\b(?:I|du) (?:får|vil få)\b(?! (?:at vide|besked|svar|nyt|brev|et brev|en dato|et svar)\b)",
        "»{phrase}« lyder som et løfte. Skriv det kun, når det er besluttet, og nogen står ved det.",
    ),
    _phrase(
        "promise",
        Severity.WARNING,
        r"\b(?:vi lover|vi garanterer|helt sikkert)\b",
        "»{phrase}« er et løfte. Skriv det kun, når nogen har besluttet det.",
    ),
)


def forbidden_phrases(text: str) -> list[Finding]:
    """Every phrase in `text` that should not reach a family, in reading order."""
    return sorted(_found(text), key=lambda finding: finding.start)


def lix(text: str) -> float:
    """Words per sentence plus the share of words over six letters; 0.0 for a text without words.

    Dates ("3. marts") and paragraphs (§ 20, stk. 2) end no sentence, and list markers are no words:
    counted naively they make hard texts look easy. A line break ends a sentence.
    """
    plain = _without_false_stops(text)
    words = _WORD.findall(plain)
    if not words:
        return 0.0
    sentences = [part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]
    long_words = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(sentences) + 100 * long_words / len(words)


def longest_sentence(text: str) -> int:
    """The number of words in the longest sentence; 20 is plenty."""
    parts = _SENTENCE_END.split(_without_false_stops(text))
    return max((len(_WORD.findall(part)) for part in parts), default=0)


def check_lix(text: str, limit: float = LIX_NOTICE) -> Finding | None:
    """A finding when `text` is harder to read than `limit`."""
    score = lix(text)
    if score <= limit:
        return None
    sentence = f"Teksten er svær at læse (lix {score:.0f}, højst {limit:.0f}). Del sætningerne, og brug korte ord."
    return Finding("hard_to_read", Severity.WARNING, "", 0, sentence)


def check_text(text: str, limit: float = LIX_NOTICE) -> list[Finding]:
    """All findings for a text to a family: phrases first, then how hard it is to read."""
    hard = check_lix(text, limit)
    return forbidden_phrases(text) + ([hard] if hard else [])


def _found(text: str) -> Iterator[Finding]:
    for phrase in _PHRASES:
        for match in phrase.pattern.finditer(text):
            if phrase.code == "promise" and match[0].startswith("i "):
                continue  # the preposition "i", not the parents' "I"
            sentence = phrase.sentence.format(phrase=match[0])
            yield Finding(phrase.code, phrase.severity, match[0], match.start(), sentence)


def _without_false_stops(text: str) -> str:
    text = _LIST_MARKER.sub("\n", text)
    text = _PARAGRAPH.sub(" ", text)
    text = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), text)
    return _ORDINAL.sub(r"\1", text)
