"""A headline made of what staff wrote is a whole sentence, and nothing is torn off a date or an abbreviation."""

import pytest

from journey.rules.sentences import first_sentence, shortened
from journey.templatetags.journey_text import after_title

WHOLE = [
    "Mødet om Viktor er flyttet til torsdag 3. december klokken 10. Det er i lokale 4",
    "Vi mødes d. 3. december kl. 10",
    "Vi mødes d. 3. December",
    "Vi så på støtten, bl.a. Viktors timer",
    "Viktor begynder ca. 1. februar",
    "Viktor får 2,5 timer pr. uge",
    "Vi taler om det kl. Otte",
    "Skolen og PPR m.fl. Viktors lærer er også med",
    "Vi er i gruppe B. Viktor er glad",
    "Vi kalder det plan 2. Den begynder mandag",
    "Viktor er med i svømning. det går godt",
    "Viktor er med i svømning.det går godt",
    "Den 3. og 4. Maj er skolen lukket",
]


@pytest.mark.parametrize("text", WHOLE)
def test_in_doubt_nothing_is_cut(text: str) -> None:
    assert first_sentence(f"{text}.") == text
    assert after_title(f"{text}.", text) == ""


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Torben er ny. Han ringer torsdag 3. december.", "Torben er ny", "Han ringer torsdag 3. december."),
        ("Dr. Hansen har skrevet. Brevet er på vej.", "Dr. Hansen har skrevet", "Brevet er på vej."),
        ("1. Vi har talt. Viktor var med.", "1. Vi har talt", "Viktor var med."),
        ("Torben var her (kl. 10). Viktor var med. Det gik.", "Torben var her (kl. 10). Viktor var med", "Det gik."),
        ("Det er aftalt.\nVi ses.", "Det er aftalt", "Vi ses."),
        (". Han ringer.", ". Han ringer", ""),
        ("Vi venter...", "Vi venter...", ""),
        ("Vi ringer kl. 10 osv.", "Vi ringer kl. 10 osv.", ""),
        ("", "", ""),
    ],
)
def test_a_sure_end_ends_the_first_sentence(text: str, first: str, rest: str) -> None:
    assert first_sentence(text) == first
    assert after_title(text, first) == rest


@pytest.mark.parametrize("title", ["Mødet er flyttet til torsdag 3", "Mødet er flyttet til torsdag 3. december kl"])
def test_what_was_torn_apart_before_stands_whole_below_its_title(title: str) -> None:
    text = "Mødet er flyttet til torsdag 3. december kl. 10. Det er i lokale 4."
    assert after_title(text, title) == text


BEFORE, DATE = "Mødet er flyttet til", "torsdag 3. december 2026 klokken 10 i lokale 4"


@pytest.mark.parametrize("longest", range(len(BEFORE), len(f"{BEFORE} torsdag 3. december 2026 klokken 10 i")))
def test_a_long_line_is_shortened_before_a_date_and_not_in_it(longest: int) -> None:
    assert shortened(f"{BEFORE} {DATE} hos os", longest) == f"{BEFORE} …"


@pytest.mark.parametrize("longest", range(22, 35))
def test_a_long_line_is_not_shortened_at_an_abbreviation(longest: int) -> None:
    assert shortened("Vi taler om timer, som bl.a. Torben har talt", longest) == "Vi taler om timer, som …"


@pytest.mark.parametrize(("text", "short"), [("x" * 130, "x" * 120 + " …"), ("kort nok", "kort nok")])
def test_a_line_without_a_place_to_part_is_cut_where_it_must(text: str, short: str) -> None:
    assert shortened(text) == short
