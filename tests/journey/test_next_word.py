"""The promised date: per person, moved only by an informative word (P4, G4, RQ-003-RQ-005)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import Conflict, DomainError
from journey.models import NextWord, NextWordChange, Person, Relation, Update
from journey.rules.clock import SimulatedClock
from journey.selectors.timeline import timeline
from journey.services.cases import case_close, case_reopen
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import ChangeWords, contact_change, staff_change_announce
from journey.services.people import relation_end
from journey.services.responsibility import responsibility_move
from journey.services.updates import note_write, nothing_new_post, update_post
from tests.cast import Cast

AGAIN = "Skolen er svær igen. Derfor åbner vi forløbet."


def due(cast: Cast, person: Person) -> date:
    return NextWord.objects.get(case=cast.case, person=person).due_on


def news(cast: Cast, **more: Any) -> Update:
    words = {
        "happened": "Torben var i klassen i dag.",
        "means": "Viktor får en fast makker i pausen.",
        "not_means": "Det er ikke en ny PPV.",
        "next_text": "Torben kommer igen på onsdag.",
    }
    return update_post(**{"case": cast.case, "author": cast.lone, **words, **more})


def test_each_custodian_has_their_own_date_from_the_first_moment(cast: Cast) -> None:
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert due(cast, cast.jonas) == date(2027, 2, 15)


def test_news_moves_each_date_by_each_rhythm(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=3))
    news(cast)
    assert due(cast, cast.anja) == date(2027, 2, 11)
    assert due(cast, cast.jonas) == date(2027, 2, 18)


def test_a_promised_date_beyond_a_rhythm_is_cut_to_it(cast: Cast) -> None:
    news(cast, next_word_on=date(2027, 2, 12))
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert due(cast, cast.jonas) == date(2027, 2, 12)


def test_a_word_for_one_leaves_the_other_as_it_was(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=2))
    news(cast, only_for=cast.anja)
    assert due(cast, cast.anja) == date(2027, 2, 10)
    assert due(cast, cast.jonas) == date(2027, 2, 15)


def test_nothing_new_with_a_reason_counts(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=4))
    nothing_new_post(
        case=cast.case, author=cast.lone, because="Torben er først i klassen på mandag.", still_expected="PPV i marts"
    )
    assert due(cast, cast.anja) == date(2027, 2, 12)


def test_the_same_nothing_new_again_is_refused_and_writes_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    words = {"because": "Torben er først i klassen mandag 8. februar.", "still_expected": "PPV i marts"}
    nothing_new_post(case=cast.case, author=cast.lone, **words)
    at_monday.advance(timedelta(days=5))
    with pytest.raises(DomainError) as refused:
        nothing_new_post(
            case=cast.case,
            author=cast.henrik,
            because="torben er først i klassen mandag 15. februar!",
            still_expected="PPV i marts",
        )
    assert refused.value.code == "same_words_again"
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert cast.case.updates.count() == 1


def test_words_to_one_parent_are_no_repeat_for_the_other(cast: Cast, at_monday: SimulatedClock) -> None:
    """G5: what one parent has read says nothing about what the other has."""
    words = {"because": "Torben er først i klassen på mandag.", "still_expected": "PPV i marts"}
    for only_for in (cast.anja, cast.jonas):
        at_monday.advance(timedelta(hours=1))
        nothing_new_post(case=cast.case, author=cast.lone, only_for=only_for, **words)
    at_monday.advance(timedelta(hours=1))
    for only_for in (cast.anja, cast.jonas, None):  # both have read it by now
        with pytest.raises(DomainError, match="same_words_again"):
            nothing_new_post(case=cast.case, author=cast.lone, only_for=only_for, **words)
    assert cast.case.updates.count() == 2


def test_words_that_only_one_parent_has_had_may_go_to_both(cast: Cast, at_monday: SimulatedClock) -> None:
    news(cast, only_for=cast.anja)
    at_monday.advance(timedelta(hours=1))
    news(cast)
    assert cast.case.updates.count() == 2


def test_the_same_news_again_is_no_news(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(hours=1))
    news(cast)
    at_monday.advance(timedelta(days=3))
    with pytest.raises(DomainError) as refused:
        news(cast, happened="Torben var i klassen i dag, 4. februar!", title="En ny overskrift")
    assert (refused.value.code, refused.value.field) == ("same_words_again", "happened")
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert cast.case.updates.count() == 1


@pytest.mark.parametrize("change", ["happened", "means", "not_means", "next_text"])
def test_news_that_explains_one_thing_more_is_news(cast: Cast, at_monday: SimulatedClock, change: str) -> None:
    news(cast)
    at_monday.advance(timedelta(days=3))
    news(cast, **{change: "Viktor har selv valgt sin makker."})
    assert due(cast, cast.anja) == date(2027, 2, 11)


def test_the_same_news_may_go_to_the_other_parent(cast: Cast, at_monday: SimulatedClock) -> None:
    for only_for in (cast.anja, cast.jonas):
        at_monday.advance(timedelta(hours=1))
        news(cast, only_for=only_for)
    at_monday.advance(timedelta(hours=1))
    with pytest.raises(DomainError, match="same_words_again"):
        news(cast, only_for=cast.jonas)


def test_a_correction_may_change_a_single_figure_but_not_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    wrong = news(cast, happened="Viktor har fået 9 timer.")
    at_monday.advance(timedelta(hours=1))
    right = {"happened": "Viktor har fået 10 timer.", "corrects": wrong}
    news(cast, **right)
    at_monday.advance(timedelta(hours=1))
    with pytest.raises(DomainError, match="same_words_again"):
        news(cast, **right)


CHANGE = ChangeWords(
    "Psykologen skifter",
    "Maria stopper i forløbet om to uger.",
    "Viktor får en ny psykolog.",
    "Det er ikke slut.",
    "Lone skriver, når vi ved mere.",
)


def test_the_same_change_told_again_is_no_news(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(hours=1))
    staff_change_announce(case=cast.case, by=cast.lone, words=CHANGE)
    at_monday.advance(timedelta(days=3))
    for again in (CHANGE, replace(CHANGE, title="Nyt om psykologen", happened="Maria stopper i forløbet om 2 uger!")):
        with pytest.raises(DomainError) as refused:
            staff_change_announce(case=cast.case, by=cast.henrik, words=again)
        assert (refused.value.code, refused.value.field) == ("same_words_again", "happened")
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert cast.case.updates.count() == 1
    staff_change_announce(case=cast.case, by=cast.lone, words=replace(CHANGE, means="Bodil kommer i hendes sted."))
    assert due(cast, cast.anja) == date(2027, 2, 11)


def test_a_change_between_two_people_is_told_in_words_of_its_own(cast: Cast, at_monday: SimulatedClock) -> None:
    """Contact and deputy change places to and fro: each time in the same words but for the names, or not at all."""
    long = "{} er jeres kontakt fra i dag og kender alt det, vi har aftalt om Viktors timer, pauser og plads i klassen."
    told = [replace(CHANGE, happened=long.format(name)) for name in ("Henrik", "Lone")]
    for to, deputy, words in ((cast.henrik, cast.lone, told[0]), (cast.lone, cast.henrik, told[1])):
        at_monday.advance(timedelta(days=1))
        contact_change(case=cast.case, to=to, deputy=deputy, by=cast.pia, words=words)
    assert due(cast, cast.anja) == date(2027, 2, 10)
    at_monday.advance(timedelta(days=1))
    with pytest.raises(DomainError, match="same_words_again"):
        contact_change(case=cast.case, to=cast.henrik, deputy=cast.lone, by=cast.pia, words=told[1])
    assert cast.case.contactassignments.get(period__endswith__isnull=True).person == cast.lone
    assert due(cast, cast.anja) == date(2027, 2, 10)


def test_responsibility_that_goes_to_and_fro_is_not_told_in_the_same_words(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    at_monday.advance(timedelta(hours=1))
    responsibility_move(case=cast.case, leaver=cast.torben, to=cast.gitte, by=cast.lone, told=CHANGE)
    at_monday.advance(timedelta(days=2))
    with pytest.raises(DomainError, match="same_words_again"):
        responsibility_move(case=cast.case, leaver=cast.gitte, to=cast.torben, by=cast.lone, told=CHANGE)
    assert due(cast, cast.anja) == date(2027, 2, 8)
    announced = cast.case.updates.get()
    responsibility_move(case=cast.case, leaver=cast.gitte, to=cast.torben, by=cast.lone, told=announced)
    assert due(cast, cast.anja) == date(2027, 2, 8), "what has been told is told, and moves nothing"


def test_an_internal_note_moves_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=3))
    note_write(case=cast.case, author=cast.lone, body="Talt med Torben. Familien får besked senere.")
    assert due(cast, cast.anja) == date(2027, 2, 8)


@pytest.mark.parametrize("body", ["", "\u200b", " – "])
def test_an_empty_note_is_refused(cast: Cast, body: str) -> None:
    with pytest.raises(DomainError, match="text_missing"):
        note_write(case=cast.case, author=cast.lone, body=body)
    assert not cast.case.notes.exists()


def test_a_heading_without_words_is_none(cast: Cast) -> None:
    assert news(cast, title=" \u200b… ").title == "Torben var i klassen i dag"


def test_a_heading_is_not_torn_off_a_date_and_a_written_one_stays(cast: Cast) -> None:
    made = news(cast, happened="Mødet er flyttet til torsdag 3. december klokken 10. Det er i lokale 4.", title="")
    assert made.title == "Mødet er flyttet til torsdag 3. december klokken 10. Det er i lokale 4"
    assert news(cast, title="Et langt ord om mødet " * 8).title == ("Et langt ord om mødet " * 8).strip()


def test_the_same_token_is_one_update_and_one_move(cast: Cast, at_monday: SimulatedClock) -> None:
    token = Update().client_token
    first = news(cast, client_token=token)
    at_monday.advance(timedelta(days=1))
    assert news(cast, client_token=token) == first
    assert cast.case.updates.count() == 1
    assert due(cast, cast.anja) == date(2027, 2, 8)


@pytest.mark.parametrize("change", ["happened", "means", "next_text", "title"])
def test_a_used_token_with_other_words_is_said_and_not_swallowed(cast: Cast, change: str) -> None:
    token = Update().client_token
    news(cast, client_token=token)
    with pytest.raises(Conflict) as refused:
        news(cast, client_token=token, **{change: "Noget helt andet."})
    assert refused.value.code == "token_reused"
    assert cast.case.updates.count() == 1


def test_a_used_token_is_nobody_elses_and_for_nobody_else(cast: Cast) -> None:
    token = Update().client_token
    news(cast, client_token=token)
    with pytest.raises(Conflict, match="token_reused"):
        news(cast, client_token=token, author=cast.henrik)
    with pytest.raises(Conflict, match="token_reused"):
        news(cast, client_token=token, only_for=cast.anja)
    with pytest.raises(Conflict, match="token_reused"):
        nothing_new_post(
            case=cast.case, author=cast.lone, because="Torben er syg.", still_expected="PPV", client_token=token
        )
    assert cast.case.updates.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"happened": "  "}, "text_missing"),
        ({"means": ""}, "text_missing"),
        ({"means": "\u200b"}, "text_missing"),
        ({"next_text": " … "}, "text_missing"),
        ({"not_means": ""}, "text_missing"),
        ({"next_text": ""}, "text_missing"),
        ({"next_text": "Vi vender tilbage snarest muligt."}, "words_refused"),
        ({"happened": "Der skal laves en ny vurdering."}, "words_refused"),
        ({"happened": "x" * 4001}, "text_too_long"),
        ({"happened": "nul\x00tegn"}, "text_invalid"),
        ({"next_word_on": date(2027, 1, 31)}, "date_in_the_past"),
    ],
)
def test_words_that_do_not_inform_are_refused_and_nothing_is_written(
    cast: Cast, change: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        news(cast, **change)
    assert refused.value.code == code
    assert not cast.case.updates.exists()
    assert NextWordChange.objects.filter(case=cast.case).count() == 2


def test_a_word_cannot_be_meant_for_someone_without_a_right(cast: Cast) -> None:
    with pytest.raises(DomainError, match="not_entitled"):
        news(cast, only_for=cast.dina)


def test_a_new_rhythm_brings_an_open_promise_nearer_and_never_later(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=2))
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(14), by=cast.lone)
    assert due(cast, cast.anja) == date(2027, 2, 8)
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(5), by=cast.lone)
    assert due(cast, cast.anja) == date(2027, 2, 6)
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(1), by=cast.lone)
    assert due(cast, cast.anja) == date(2027, 2, 3)


def test_a_new_rhythm_never_mends_a_broken_promise(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=10))
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(14), by=cast.lone)
    communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(1), by=cast.lone)
    assert due(cast, cast.anja) == date(2027, 2, 8)
    news(cast)
    assert due(cast, cast.anja) == date(2027, 2, 12)


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_rhythm_outside_the_silence_budget_is_refused(cast: Cast, days: int) -> None:
    with pytest.raises(DomainError, match="rhythm_out_of_range"):
        communication_agree(case=cast.case, person=cast.anja, wishes=Wishes(days), by=cast.lone)


def test_who_has_lost_custody_gets_no_further_word(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=1))
    relation_end(relation=cast.anjas_custody)
    news(cast)
    assert due(cast, cast.anja) == date(2027, 2, 8)
    assert due(cast, cast.jonas) == date(2027, 2, 16)


def test_a_closed_case_takes_no_news_and_reopens_with_a_promise(cast: Cast, at_monday: SimulatedClock) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt. I kan altid komme igen.")
    with pytest.raises(Conflict, match="case_closed"):
        news(cast)
    at_monday.advance(timedelta(days=100))
    case_reopen(case=cast.case, by=cast.lone, text=AGAIN)
    assert due(cast, cast.anja) == date(2027, 5, 19)
    assert due(cast, cast.jonas) == date(2027, 5, 26)


def test_whoever_opens_a_case_again_says_why_and_by_when_they_hear(cast: Cast, at_monday: SimulatedClock) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt. I kan altid komme igen.")
    at_monday.advance(timedelta(days=100))
    for empty in ("", " … "):
        with pytest.raises(DomainError, match="text_missing"):
            case_reopen(case=cast.case, by=cast.lone, text=empty)
    with pytest.raises(DomainError, match="date_in_the_past"):
        case_reopen(case=cast.case, by=cast.lone, text=AGAIN, next_word_on=date(2027, 5, 11))
    cast.case.refresh_from_db()
    assert not cast.case.is_open

    case_reopen(case=cast.case, by=cast.lone, text=AGAIN, next_word_on=date(2027, 5, 14))
    for person in (cast.anja, cast.jonas):
        newest = timeline(case_for(person, cast.case.pk, Action.READ_CASE)).past[0]
        assert newest.update
        assert (newest.title, newest.update.happened) == ("Forløbet åbner igen", AGAIN)
        assert due(cast, person) == date(2027, 5, 14)


def test_a_case_that_nobody_would_follow_stays_closed(cast: Cast, at_monday: SimulatedClock) -> None:
    case_close(case=cast.case, by=cast.lone, text="Det går godt. I kan altid komme igen.")
    at_monday.advance(timedelta(days=100))
    for relation in Relation.objects.filter(child=cast.child):
        relation_end(relation=relation)
    with pytest.raises(DomainError, match="nobody_entitled"):
        case_reopen(case=cast.case, by=cast.lone, text=AGAIN)
