"""E-mails, reasons, the read log, the leader's number, the drawing, refused openings; and no code counts as a word."""

import pytest

from config.scenario.matching import without_its_own
from tests.scenario.conftest import Stories

pytestmark = pytest.mark.usefixtures("story_server")

BEGIN = """\
  - {at: D+0 Mon 09:00, who: mette, do: visit}
  - {at: D+0 Mon 09:05, who: ulla, do: visit, refused: not_yours}
  - at: D+0 Mon 09:10
    who: lars
    do: step_start
    step: concern_receipt
    sentence: Vi har hørt jer.
  - {at: D+0 Mon 09:20, who: lars, do: note, text: Kun for os.}
  - {at: D+0 Mon 09:30, who: lars, do: decision_ask, asked: Må Ida få timer, decider_role: Skoleleder, decider: dorte}
  - {who: lars, do: decision_conclude, outcome: forwarded, means: PPR ser på det, reasons: De ved mere}
"""
RIGHT = [
    ("mette", "mail_says: [Rød Tråd, Der er nyt]"),
    ("mette", "mail_not_says: Kun for os"),
    ("mette", "left_out: {note.written: internal_note}"),
    ("lars", "left_out: {step.moved: actor}"),
    ("mette", "looked: 1"),
    ("mette", "turned_away: 0"),
    ("ulla", "turned_away: 1"),
    ("ulla", "looked: 0"),
    ("mette", "drawn: {Svar på jeres bekymring: now, Må Ida få timer: done}"),
    ("bo", "new: nothing"),
    ("mette", "new: [Svar på jeres bekymring, Må Ida få timer]"),
    ("dorte", "uninformed: 0"),
    ("mette", "not_sees: [forwarded, decided, not_invited, concern_receipt, contact_person]"),
]
WRONG = [
    ("mette", "mail_says: Kun for os", "no e-mail says 'Kun for os'"),
    ("mette", "mail_not_says: Rød Tråd", "an e-mail says 'Rød Tråd'"),
    ("mette", "left_out: {note.written: withheld}", "expected note.written: withheld"),
    ("mette", "left_out: {step.moved: actor}", "expected step.moved: actor"),
    ("mette", "looked: 0", "expected 0, but it is 1"),
    ("ulla", "turned_away: 0", "expected 0, but it is 1"),
    ("mette", "drawn: {Svar på jeres bekymring: expected}", "expected Svar på jeres bekymring: expected"),
    ("mette", "drawn: {Noget andet: now}", "but it is not there"),
    ("mette", "new: nothing", "expected nothing, but it is"),
    ("mette", "new: [Svar på jeres bekymring]", "expected Svar på jeres bekymring, but it is"),
    ("dorte", "uninformed: 1", "expected 1, but it is 0"),
    ("mette", "sees: forwarded", "does not see 'forwarded'"),
    ("lars", "sees: decision_due", "does not see 'decision_due'"),
]


def look(person: str, field: str, *, counts: bool = True) -> str:
    since = (
        ", since: D+0"
        if counts and field.split(":")[0] in {"mail_says", "mail_not_says", "left_out", "looked", "turned_away"}
        else ""
    )
    return f"  - {{at: D+0 Mon 10:00, expect: {{{person}: {{{field}{since}}}}}}}\n"


def outcome(stories: Stories, events: str) -> list[str]:
    return [failure.text for failure in stories.play(stories.small(events)).failures]


def test_right_expectations_hold(stories: Stories) -> None:
    assert outcome(stories, BEGIN + "".join(look(*one) for one in RIGHT)) == []


def test_each_wrong_expectation_is_told(stories: Stories) -> None:
    told = outcome(stories, BEGIN + "".join(look(person, field) for person, field, _reason in WRONG))

    assert len(told) == len(WRONG)
    for line, (person, field, reason) in zip(told, WRONG, strict=True):
        assert line.startswith(f"D+0 Mon 10:00, {person}, {field.split(':')[0]}: ")
        assert reason in line


def test_a_leader_counts_a_family_that_waits(stories: Stories) -> None:
    events = "  - {at: D+8 Tue 09:00, expect: {dorte: {uninformed: 1}}}\n"

    assert outcome(stories, events) == []
    [text] = outcome(stories, events.replace("uninformed: 1", "uninformed: 0"))
    assert "expected 0, but it is 1" in text


REFUSED = "deputy: lars, refused: deputy_is_contact"


def test_a_case_that_the_product_must_refuse(stories: Stories) -> None:
    """The one that is refused is not there; nothing else in the file is touched."""
    path = stories.small("  - {at: D+1, expect: {mette: {who: Lars, case: right}}}\n")
    text = path.read_text(encoding="utf-8").replace("case: {child: ida", "cases:\n  right: {child: ida")
    text = text.replace("events:", f"  wrong: {{child: ida, unit: school, contact: lars, {REFUSED}}}\nevents:")
    path.write_text(text, encoding="utf-8")
    assert stories.play(path).failures == []

    path.write_text(text.replace(REFUSED, "deputy: dorte, refused: deputy_is_contact"), encoding="utf-8")
    assert "expected a refusal (deputy_is_contact), but it was opened" in stories.play(path).failures[0].text
    path.write_text(text.replace("refused: deputy_is_contact", "refused: nobody_entitled"), encoding="utf-8")
    assert "expected the refusal nobody_entitled, but it is deputy_is_contact" in stories.play(path).failures[0].text


AGREED = "  - {at: D+0 Mon 09:00, who: lars, do: agreement_make, text: Vi ringer til jer, owner: lars, due: D+0}\n"


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("lars: {desk: [agreement_due, {kind: agreement_due, what: ringer}]}", "expected agreement_due"),
        ("mette: {agreements: [{owner: Lars}, {what: ringer}]}", "expected ringer"),
    ],
)
def test_two_wanted_are_two(stories: Stories, wanted: str, reason: str) -> None:
    expect = f"  - {{at: D+0 Mon 10:00, expect: {{{wanted}}}}}\n"
    [told] = outcome(stories, AGREED + expect)
    assert reason in told
    assert outcome(stories, AGREED + AGREED.replace("ringer", "ringer og skriver") + expect) == []


@pytest.mark.parametrize(
    ("wanted", "there", "left"),
    [
        (["a", "a"], ["a"], ["a"]),
        (["a", "a"], ["a", "b", "a"], []),
        (["ab", "a"], ["a", "b"], []),
        (["a", "ab"], ["a", "b"], []),
        (["abc", "ab", "a"], ["a", "b", "c"], []),
        (["ab", "ab", "ab"], ["a", "b", "c"], ["ab"]),
        ([], ["a"], []),
    ],
)
def test_as_many_as_possible_get_one_of_their_own(wanted: list[str], there: list[str], left: list[str]) -> None:
    assert without_its_own(wanted, there, lambda letters, letter: letter in letters) == left
