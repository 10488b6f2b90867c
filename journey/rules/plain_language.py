"""Plain words for tired readers: LIX, and words that frighten, promise or say nothing (RQ-135, RQ-136).

LIX only points. It says nothing about whether a text is kind or true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from journey.rules.danish_dates import MONTHS_DA, WEEKDAYS_DA, Language

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
    """One phrase found in a text: where it stands, and one sentence for the writer, in the writer's language."""

    code: str
    severity: Severity
    phrase: str
    start: int
    sentence: str


_Said = dict[Language, str]
"""One sentence for the writer in each language that staff may work in; the texts that are judged are Danish."""


@dataclass(frozen=True)
class _Phrase:
    code: str
    severity: Severity
    pattern: re.Pattern[str]
    sentence: _Said
    unless_dated: bool
    """Says nothing bad in a sentence that also names a day."""


def _phrase(code: str, severity: Severity, pattern: str, sentence: _Said, *, unless_dated: bool = False) -> _Phrase:
    return _Phrase(code, severity, re.compile(pattern, re.IGNORECASE), sentence, unless_dated)


_SOON: _Said = {
    "da": "Skriv en dato i stedet for »{phrase}«. Familien skal vide, hvornår de hører fra jer.",
    "en": "Write a date instead of “{phrase}”. The family needs to know when they hear from you.",
}
_PROMISE_VERB = r"(?:hører|ringer|skriver|svarer|kontakter|indkalder|inviterer|sender|melder|vender)"
_WHO_PROMISES = r"(?:vi|jeg|du|der|(?-i:I))"
"""Only the parents' "I" is written large; at the head of a sentence it may be the preposition: a verb must follow."""
_FEW_WORDS = r"(?: \w+){0,3}?"

_VAGUE_TIME = (
    r"\bsnarest(?: muligt)?\b",
    r"\bhurtigst muligt?\b",
    r"\bså (?:hurtigt|snart|tidligt) (?:som muligt|(?:som )?det er muligt|(?:som )?(?:vi|jeg) kan)\b",
    r"\binden længe\b",
)
_VAGUE_TIME_WITHOUT_A_DAY = (
    r"\b(?:inden for|indenfor|om) (?:ganske |meget )?kort tid\b",
    r"\bi (?:den )?(?:nær|nære|nærmeste) fremtid\b",
    # "snart" alone is no promise ("sommerferien er snart slut"); said about hearing from us it is an empty one.
    rf"\b{_WHO_PROMISES} (?:\w+[rs]|ved|vil|kan){_FEW_WORDS} snart\b(?! \d)",
    rf"\b{_PROMISE_VERB}{_FEW_WORDS} snart\b(?! \d)",
    rf"(?<!så )\bsnart \w+[rs] {_WHO_PROMISES}\b",
    r"(?:^|(?<=[.!?] ))(?:\w+ ){0,2}snart(?=[.!]|$)",
    r"\b(?:(?:vi|jeg) vender|vender (?:vi|jeg))(?: \w+){0,2}? tilbage\b",
)
_PHRASES = (
    *(_phrase("vague_time", Severity.ERROR, pattern, _SOON) for pattern in _VAGUE_TIME),
    *(
        _phrase("vague_time", Severity.ERROR, pattern, _SOON, unless_dated=True)
        for pattern in _VAGUE_TIME_WITHOUT_A_DAY
    ),
    _phrase(
        "soon",
        Severity.WARNING,
        r"(?<!så )\bsnart\b(?! \d)",
        {
            "da": "Kan I skrive en dato i stedet for »{phrase}«?",
            "en": "Can you write a date instead of “{phrase}”?",
        },
        unless_dated=True,
    ),
    _phrase(
        "regret",
        Severity.ERROR,
        r"\bdesværre\b",
        {
            "da": "Sig det lige ud uden »{phrase}«, og sig så, hvad der sker nu.",
            "en": "Say it straight without “{phrase}”, and then say what happens now.",
        },
    ),
    _phrase(
        "bare_assessment",
        Severity.ERROR,
        # Alone the word was read as a new PPV. Compounds (timevurdering) and the named kinds are clear.
        r"(?<![\w-])(?<!samlet )(?<!samlede )(?<!faglig )(?<!faglige )(?<!psykologisk )(?<!psykologiske )"
        r"vurdering(?:en|er|erne)?s?(?![\w-])",
        {
            "da": "»{phrase}« kan være flere ting. Skriv hvilken, f.eks. »PPV« eller »gennemgang af støttetimer«.",
            "en": "“{phrase}” can be several things. Write which, e.g. “PPV” or “gennemgang af støttetimer”.",
        },
    ),
    _phrase(
        "promise",
        Severity.WARNING,
        r"\b(?:(?-i:I)|du) (?:får|vil få)\b(?! (?:at vide|besked|svar|nyt|brev|et brev|en dato|et svar)\b)",
        {
            "da": "»{phrase}« lyder som et løfte. Skriv det kun, når det er besluttet, og nogen står ved det.",
            "en": "“{phrase}” sounds like a promise. Write it only when it is decided and someone stands by it.",
        },
    ),
    _phrase(
        "promise",
        Severity.WARNING,
        r"\b(?:vi lover|vi garanterer|helt sikkert)\b",
        {
            "da": "»{phrase}« er et løfte. Skriv det kun, når nogen har besluttet det.",
            "en": "“{phrase}” is a promise. Write it only when someone has decided it.",
        },
    ),
)
_NAMES_A_DAY = re.compile(
    rf"\d|\b(?:{'|'.join((*WEEKDAYS_DA, *MONTHS_DA))}|dag|dage|dagen|datoen|morgen|aften|uge|ugen|uger|mødet)\b",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[.!?](?= [A-ZÆØÅ]|$)")


def forbidden_phrases(text: str, *, language: Language = "da") -> list[Finding]:
    """Every phrase in `text` that should not reach a family, in reading order; `language` is the writer's."""
    return sorted(_found(text, language), key=lambda finding: finding.start)


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


_HARD: _Said = {
    "da": "Teksten er svær at læse (lix {score:.0f}, højst {limit:.0f}). Del sætningerne, og brug korte ord.",
    "en": "The text is hard to read (LIX {score:.0f}, {limit:.0f} at most). Split the sentences and use short words.",
}


def check_lix(text: str, limit: float = LIX_NOTICE, *, language: Language = "da") -> Finding | None:
    """A finding when `text` is harder to read than `limit`."""
    score = lix(text)
    if score <= limit:
        return None
    return Finding("hard_to_read", Severity.WARNING, "", 0, _HARD[language].format(score=score, limit=limit))


def check_text(text: str, limit: float = LIX_NOTICE, *, language: Language = "da") -> list[Finding]:
    """All findings for a text to a family: phrases first, then how hard it is to read."""
    hard = check_lix(text, limit, language=language)
    return forbidden_phrases(text, language=language) + ([hard] if hard else [])


def _found(text: str, language: Language) -> Iterator[Finding]:
    """Matched with every run of space as one, so that a line break or a second space hides nothing."""
    letters = list(re.finditer(r"\s+|\S", text))
    plain = "".join(" " if one[0].isspace() else one[0] for one in letters)
    refused: list[tuple[int, int]] = []
    for phrase in _PHRASES:
        for match in phrase.pattern.finditer(plain):
            first, last = match.span()
            if phrase.unless_dated and _NAMES_A_DAY.search(_sentence_around(plain, first, last)):
                continue
            if any(first < end and start < last for start, end in refused):
                continue  # one place, one finding: the heaviest stands first in the list
            refused.append((first, last))
            start, end = letters[first].start(), letters[last - 1].end()
            said = text[start:end]
            yield Finding(phrase.code, phrase.severity, said, start, phrase.sentence[language].format(phrase=match[0]))


def _sentence_around(plain: str, first: int, last: int) -> str:
    """The sentence that holds ``plain[first:last]``; the dot of a date ("3. marts") ends none."""
    begins = max((stop.end() for stop in _NEXT_SENTENCE.finditer(plain, 0, first + 1)), default=0)
    ends = _NEXT_SENTENCE.search(plain, last)
    return plain[begins : ends.start() if ends else len(plain)]


def _without_false_stops(text: str) -> str:
    text = _LIST_MARKER.sub("\n", text)
    text = _PARAGRAPH.sub(" ", text)
    text = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), text)
    return _ORDINAL.sub(r"\1", text)
