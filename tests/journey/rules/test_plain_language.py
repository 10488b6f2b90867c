import pytest
from hypothesis import given
from hypothesis import strategies as st

from journey.rules import plain_language as pl


def codes(text: str) -> list[str]:
    return [finding.code for finding in pl.forbidden_phrases(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi svarer snarest muligt.", ["vague_time"]),
        ("Vi ringer hurtigst muligt.", ["vague_time"]),
        ("I hører fra os SNAREST.", ["vague_time"]),
        ("Desværre er mødet flyttet.", ["regret"]),
        ("Der skal en ny vurdering til.", ["bare_assessment"]),
        ("Vurderingen er færdig.", ["bare_assessment"]),
        ("Der kommer flere vurderinger.", ["bare_assessment"]),
        ("Der skal laves en timevurdering.", []),
        ("Skolelederens samlede vurdering er færdig.", []),
        ("PPV betyder pædagogisk-psykologisk vurdering.", []),
        ("PPV er færdig. PPV'en ligger klar.", []),
        ("I får en støttelærer i dansk.", ["promise"]),
        ("I vil få flere timer.", ["promise"]),
        ("I får at vide, hvad der sker.", []),
        ("I får svar senest torsdag.", []),
        ("Mødet er i får og andre dyr.", []),
        ("Vi lover en plads til august.", ["promise"]),
        ("Vi ringer senest torsdag 26. november.", []),
        ("Vi snakker om en revurdering.", []),
        ("", []),
    ],
)
def test_phrases_that_do_not_reach_families(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Vi ringer hurtigst  muligt.",
        "Vi ringer hurtigst\nmuligt.",
        "Vi ringer hurtigst\u00a0muligt.",
        "Vi svarer så snart som muligt.",
        "Vi svarer så hurtigt som muligt.",
        "Vi svarer, så snart vi kan.",
        "I får svar inden for kort tid.",
        "I får svar indenfor ganske kort tid.",
        "Der er møde om kort tid.",
        "Det sker i nær fremtid.",
        "Vi ringer snart.",
        "I hører snart fra os.",
        "I hører fra os meget snart.",
        "Der kommer snart et brev.",
        "Lone skriver til jer snart.",
        "Snart hører I fra os.",
        "Mødet er flyttet. Svar kommer snart.",
        "Snart.",
        "Vi vender tilbage.",
        "Vi vender snarligt tilbage med svar.",
        "Så vender jeg tilbage til jer.",
        "Mødet er 3. marts. Vi vender tilbage.",
    ],
)
def test_time_without_a_date_is_found_however_it_is_said(text: str) -> None:
    assert "vague_time" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vi ville snarere sige, at han er træt.",
        "Viktor bliver snart 12 år.",
        "Sommerferien er snart slut, og klassen glæder sig.",
        "Viktor græder, så snart døren er lukket.",
        "Vi skriver, så snart mødet torsdag 4. marts er slut.",
        "Vi ringer snart igen, senest torsdag 4. marts.",
        "Vi vender tilbage på den dag, der står.",
        "Vi vender tilbage senest fredag.",
        "Torsdag 12. november vender vi tilbage med svar.",
        "Viktor vender tilbage til klassen.",
        "Han lærte det på kort tid.",
        "I skolen leger han snart med alle.",
        "Det er muligt, at han er hurtigst.",
    ],
)
def test_time_that_promises_nothing_or_names_a_day_is_left_alone(text: str) -> None:
    assert "vague_time" not in codes(text)


def test_soon_without_a_promise_is_a_question_to_the_writer() -> None:
    (finding,) = pl.forbidden_phrases("Sommerferien er snart slut, og klassen glæder sig.")
    assert (finding.code, finding.severity) == ("soon", pl.Severity.WARNING)
    assert codes("Viktor bliver snart 12 år.") == []
    assert codes("Han græder, så snart døren er lukket.") == []


def test_every_sentence_to_the_writer_exists_in_english() -> None:
    text = "Desværre ringer vi snarest muligt om en vurdering, der snart er færdig. I får en ekstra time. Vi lover det."
    danish, english = pl.check_text(text, 1), pl.check_text(text, 1, language="en")
    assert [one.code for one in english] == [one.code for one in danish]
    assert {one.code for one in english} >= {"vague_time", "regret", "bare_assessment", "promise", "hard_to_read"}
    for one, other in zip(danish, english, strict=True):
        assert one.sentence != other.sentence
        assert other.phrase in other.sentence
    assert pl.forbidden_phrases("Vi ringer snarest.", language="en")[0].sentence == (
        "Write a date instead of “snarest”. The family needs to know when they hear from you."
    )


def test_a_finding_says_where_and_what_to_do() -> None:
    first, second = pl.forbidden_phrases("Vi ringer snarest muligt. Desværre er Karen syg.")
    assert (first.phrase, first.start, first.severity) == ("snarest muligt", 10, pl.Severity.ERROR)
    assert "Skriv en dato" in first.sentence
    assert "»snarest muligt«" in first.sentence
    assert second.phrase == "Desværre"


def test_a_promising_word_is_only_a_warning() -> None:
    assert pl.forbidden_phrases("I får en ekstra weekend.")[0].severity is pl.Severity.WARNING


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi ses.", 2.0),
        ("Vi ses. Vi ringer.", 2.0),
        ("Mødet holdes på skolen.", 4.0),
        ("Specialundervisningen begynder.", 2 + 100.0),
        ("Vi ses den 3. marts kl. 9.", 7.0),
        ("1. Vi ses\n2. Vi ringer", 2.0),
        ("- Vi ses\n- Vi ringer", 2.0),
        ("Det står i § 20, stk. 2, i loven.", 5.0),
        ("", 0.0),
        (" ... 12 % !", 1.0),
    ],
)
def test_lix(text: str, expected: float) -> None:
    assert pl.lix(text) == pytest.approx(expected)


def test_dates_do_not_make_a_text_easier_than_it_is() -> None:
    dated = "Mødet torsdag den 26. november er flyttet til fredag den 4. december hos PPR"
    assert pl.lix(dated + ".") == pytest.approx(pl.lix(dated))
    assert pl.longest_sentence(dated) == 14


def test_a_hard_text_gets_one_finding() -> None:
    hard = "Visitationsudvalget behandler indstillingen vedrørende støtteforanstaltninger."
    finding = pl.check_lix(hard)
    assert finding is not None
    assert "svær at læse" in finding.sentence
    assert pl.check_text(hard) == [finding]
    assert pl.check_lix("Vi ringer til jer på torsdag.") is None


@given(st.text(max_size=300))
def test_any_text_can_be_measured(text: str) -> None:
    assert pl.lix(text) >= 0
    for finding in pl.check_text(text):
        assert text[finding.start :].startswith(finding.phrase)


@given(st.lists(st.sampled_from(["vi", "ringer", "på", "torsdag", "skolen"]), min_size=1, max_size=12))
def test_writing_it_twice_does_not_change_how_hard_it_is(words: list[str]) -> None:
    sentence = " ".join(words) + "."
    assert pl.lix(f"{sentence} {sentence}") == pytest.approx(pl.lix(sentence))
