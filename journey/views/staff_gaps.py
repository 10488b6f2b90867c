"""Broken promises in words, and whether the reader may own up to one before the family."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.access.gate import Access
from journey.access.matrix import Action
from journey.models.gaps import GapKind
from journey.selectors.gaps import GapLine, case_gaps

NAMES: dict[str, str | Promise] = {
    GapKind.CONTACT_UNREACHABLE: _("Kontakt og stedfortræder er begge væk"),
    GapKind.WAIT_REVIEW_LATE: _("Ventetid skal ses på"),
    GapKind.STEP_FOLLOW_UP_LATE: _("Trin skal følges op"),
    GapKind.HOLDER_LEFT: _("Noget ligger hos en, der er stoppet"),
    GapKind.WAITS_IN_A_CIRCLE: _("Enheder venter på hinanden"),
    GapKind.NOTHING_NEXT: _("Der er intet næste skridt"),
    GapKind.NEXT_WORD_BROKEN: _("Næste nyt er overskredet"),
    GapKind.QUESTION_LATE: _("Et spørgsmål er ikke besvaret"),
    GapKind.NOT_INFORMED: _("Vigtigt nyt er ikke nået frem"),
    GapKind.INFORMED_UNEQUALLY: _("Den ene ved det, den anden ikke"),
    GapKind.MEETING_UNSETTLED: _("Mødets dag er gået"),
    GapKind.CONCLUSION_LATE: _("Konklusion mangler"),
    GapKind.AGREEMENT_LATE: _("Aftalens dag er gået"),
    GapKind.DECISION_LATE: _("Svar er lovet"),
    GapKind.DECISION_WITHOUT_DECIDER: _("Ingen er sat til at afgøre"),
}


@dataclass(frozen=True, slots=True)
class GapRow:
    line: GapLine
    what: str | Promise
    may_explain: bool
    """Whether the reader may say to the family that the promise was broken."""


def gap_rows(access: Access) -> list[GapRow]:
    """What is broken in the case now, the oldest first."""
    return [GapRow(line, NAMES[line.kind], _may_explain(access, line)) for line in case_gaps(access)]


def _may_explain(access: Access, line: GapLine) -> bool:
    is_word = line.kind == GapKind.NEXT_WORD_BROKEN
    return is_word and access.case.is_open and access.may(Action.EXPLAIN_BREACH, owner_id=line.holder_id)
