"""How the promise is kept, counted per unit and process: right, never about a few, and as cheap for many (RQ-145)."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from journey.blueprints.loader import load_blueprint
from journey.models import Blueprint, Case, Employment, Person, Unit
from journey.models.people import RelationKind
from journey.rules import clock
from journey.selectors.measures import Measures, measures
from journey.services.blueprints import blueprint_publish
from journey.services.cases import case_close, case_open, case_reopen
from journey.services.communication import Wishes, communication_agree
from journey.services.contact import ChangeWords, contact_change
from journey.services.people import child_register, employment_start, relation_end, relation_start
from journey.services.updates import nothing_new_post, update_post
from journey.watch.scan import scan
from messaging.services.threads import thread_of
from tests.api.caller import Caller
from tests.cast import Cast
from tests.messaging.conftest import post_now
from tests.web.staff_story import FIVE, as_person, page

TOO_FEW = "for få til at vise"
WORDS = ChangeWords(
    title="Henrik er jeres nye kontakt",
    happened="Henrik tager over fra Lone.",
    means="Alt, hvad der er aftalt, bliver ved med at gælde.",
    not_means="I skal ikke fortælle det hele igen.",
    next_text="Henrik ringer til jer i denne uge.",
)


def open_cases(cast: Cast, count: int, *, unit: Unit | None = None, blueprint: Blueprint | None = None) -> list[Case]:
    """As many more cases of the same mother, who hears once a week: with Lone, deputy Henrik."""
    return [_open(cast, unit or cast.school, blueprint or cast.blueprint) for _number in range(count)]


def _open(cast: Cast, unit: Unit, blueprint: Blueprint) -> Case:
    child = child_register(municipality=cast.municipality, given_name="Barn")
    relation_start(child=child, person=cast.dina, kind=RelationKind.CUSTODIAN, label="mor")
    return case_open(
        child=child,
        unit=unit,
        blueprint=blueprint,
        contact=cast.lone,
        deputy=cast.henrik,
        opened_by=cast.lone,
        rhythm_days={cast.dina: 7},
    )


def board_leader(cast: Cast) -> Person:
    """Gitte leads everything from here on."""
    board = Unit.objects.get(slug="forvaltning")
    employment_start(person=cast.gitte, unit=board, title="chef", is_leader=True)
    return cast.gitte


def other_process(cast: Cast) -> Blueprint:
    return blueprint_publish(
        municipality=cast.municipality, loaded=load_blueprint("school_refusal", governance="ceiling")
    )


def silence(seen: Measures) -> dict[str, tuple[int | None, int | None]]:
    return {line.name or line.by: (line.cases, line.longest_days) for line in seen.silence}


def words(seen: Measures, by: str = "all") -> dict[date, tuple[int | None, int | None]]:
    return {line.month: (line.kept, line.broken) for line in seen.words if line.by == by}


def first_contact(seen: Measures, by: str = "all") -> list[tuple[int | None, int | None, int | None]]:
    return [(line.changes, line.median_days, line.without_contact) for line in seen.first_contact if line.by == by]


def test_silence_is_counted_from_the_last_word_that_informed(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    cases = open_cases(cast, 5)
    at_monday.advance(timedelta(days=3))
    for case in (cast.case, *cases[:4]):
        update_post(case=case, author=cast.lone, **FIVE)
    at_monday.advance(timedelta(days=2))
    process = cast.blueprint.title
    assert silence(measures(cast.pia)) == {"all": (6, 5), "Harebjergskolen": (6, 5), process: (6, 5)}


def test_who_has_no_custody_any_more_is_owed_no_word(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    open_cases(cast, 4)
    at_monday.advance(timedelta(days=3))
    update_post(case=cast.case, author=cast.lone, only_for=cast.jonas, **FIVE)
    for case in Case.objects.filter(child__relations__person=cast.dina, unit=cast.school):
        update_post(case=case, author=cast.lone, **FIVE)
    assert silence(measures(cast.pia))["all"] == (5, 3)
    relation_end(relation=cast.anjas_custody)
    at_monday.advance(timedelta(days=1))
    assert silence(measures(cast.pia))["all"] == (5, 1)


def test_a_promise_is_kept_by_a_word_in_time_and_broken_by_a_day_that_passed(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    """Nine families: five get a word in time, four do not. A shorter rhythm is no word, two words on a day are one.

    Then six hear late, of which the watch has seen nothing.
    """
    cases = open_cases(cast, 8)
    at_monday.advance(timedelta(days=2))
    for case in cases[:5]:
        update_post(case=case, author=cast.lone, **FIVE)
        update_post(case=case, author=cast.henrik, **{**FIVE, "happened": "Henrik har også været der i dag."})
    communication_agree(case=cases[5], person=cast.dina, wishes=Wishes(5), by=cast.lone)
    at_monday.advance(timedelta(days=6))
    scan()
    assert words(measures(cast.pia)) == {date(2027, 2, 1): (5, 4)}
    update_post(case=cases[5], author=cast.lone, **FIVE)
    scan()
    at_monday.advance(timedelta(days=28))
    for case in cases[:6]:  # of which the watch has seen nothing
        nothing_new_post(case=case, author=cast.lone, because="PPR er ved at læse papirerne.", still_expected="Svar.")
    seen = measures(cast.pia)
    assert words(seen) == {date(2027, 2, 1): (5, 4 + 6)}
    assert words(seen, "unit") == words(seen, "process") == words(seen)
    scan()  # Jonas, who hears every second week
    assert words(measures(cast.pia)) == {date(2027, 2, 1): (5, 4 + 6 + 1)}
    at_monday.advance(timedelta(days=150))
    assert words(measures(cast.pia)) == {}


def test_nothing_is_owed_while_a_case_is_closed(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    cases = open_cases(cast, 4)
    at_monday.advance(timedelta(days=1))
    for case in (cast.case, *cases):
        case_close(case=case, by=cast.lone, text="Vi er færdige for denne gang.")
    at_monday.advance(timedelta(days=20))
    for case in (cast.case, *cases):
        case_reopen(case=case, by=cast.lone, text="Vi går i gang igen.")
    scan()
    assert all(broken == 0 for _kept, broken in words(measures(cast.pia)).values())


def test_days_to_the_first_word_of_a_new_contact(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    """A message and a word count; the announcement, a change of deputy and what the old contact writes do not."""
    cases = open_cases(cast, 6)
    at_monday.advance(timedelta(days=1))
    for case in cases[:5]:
        contact_change(case=case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=WORDS)
    contact_change(case=cases[5], to=cast.lone, deputy=cast.pia, by=cast.pia, words=WORDS)
    at_monday.advance(timedelta(days=2))
    post_now(thread_of(case=cases[0], guardian=cast.dina), cast.henrik, "Jeg er jeres nye kontakt.")
    update_post(case=cases[1], author=cast.lone, **FIVE)
    at_monday.advance(timedelta(days=2))
    for case in cases[1:3]:
        update_post(case=case, author=cast.henrik, **{**FIVE, "happened": "Henrik har talt med klassen."})
    at_monday.advance(timedelta(days=5))
    seen = measures(cast.pia)
    assert first_contact(seen) == first_contact(seen, "unit") == first_contact(seen, "process") == [(5, 4, 2)]
    at_monday.advance(timedelta(days=366))
    assert first_contact(measures(cast.pia)) == [(0, None, 0)]


def test_fewer_than_five_are_hidden_and_cannot_be_worked_out_from_the_total(
    cast: Cast, at_monday: clock.SimulatedClock
) -> None:
    """Three at Lyngstad, six and eight elsewhere: the six are hidden with the three, so that no difference is three."""
    leader, far = board_leader(cast), Unit.objects.get(slug="lyngstad")
    ppr = Unit.objects.get(slug="ppr")
    open_cases(cast, 2, unit=far)
    open_cases(cast, 5)
    open_cases(cast, 8, unit=ppr)
    at_monday.advance(timedelta(days=9))
    scan()
    seen = measures(leader)
    assert silence(seen) | {cast.blueprint.title: None} == {
        "all": (17, 9),
        "Lyngstadskolen": (None, None),
        "Harebjergskolen": (None, None),
        "PPR Lindehøj": (8, 9),
        cast.blueprint.title: None,
    }
    told = [line.broken for line in seen.words if line.by == "unit" and not line.is_hidden]
    assert told == [8]
    assert words(seen) == {date(2027, 2, 1): (0, 16)}  # of Dina's and Anja's rhythm of seven days
    shown = page(leader, "leader_home")
    assert shown.count(TOO_FEW) >= 4
    assert len([one for one in seen.silence if one.is_hidden]) == 2


def test_a_leader_of_four_families_gets_no_number_about_them(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    open_cases(cast, 3)
    at_monday.advance(timedelta(days=9))
    scan()
    seen = measures(cast.pia)
    assert all(line.is_hidden for line in (*seen.silence, *seen.words))
    numbers = {(one.cases, one.longest_days) for one in seen.silence} | {(one.kept, one.broken) for one in seen.words}
    assert numbers == {(None, None)}
    shown = page(cast.pia, "leader_home")
    assert "Der er for få forløb til at vise den længste tavshed." in shown
    assert TOO_FEW in shown


def test_processes_give_way_where_they_would_tell_of_a_few(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    leader, far, other = board_leader(cast), Unit.objects.get(slug="lyngstad"), other_process(cast)
    open_cases(cast, 4)
    open_cases(cast, 2, blueprint=other)
    open_cases(cast, 5, unit=far)
    open_cases(cast, 5, unit=far, blueprint=other)
    by = {(line.by, line.name): line.is_hidden for line in measures(leader).silence}
    assert by[("unit", "Harebjergskolen")] is by[("unit", "Lyngstadskolen")] is False
    assert by[("process", other.title)] is by[("process", cast.blueprint.title)] is True
    open_cases(cast, 3, blueprint=other)
    assert not any(line.is_hidden for line in measures(leader).silence)


def test_a_case_of_the_leaders_own_child_is_in_no_number(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    open_cases(cast, 5)
    assert silence(measures(cast.pia))["all"] == (6, 0)
    relation_start(child=cast.child, person=cast.pia, kind=RelationKind.CUSTODIAN, label="mor")
    assert silence(measures(cast.pia))["all"] == (5, 0)


def test_a_leader_without_cases_has_empty_numbers_and_no_charts(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    seen = measures(cast.gitte)
    assert silence(seen) == {"all": (0, None)}
    assert (seen.words, first_contact(seen)) == ((), [(0, None, 0)])
    assert '<svg class="bars"' not in page(cast.gitte, "leader_home")


@pytest.mark.parametrize("count", [1, 9])
def test_the_numbers_take_the_same_statements_however_many_cases(
    cast: Cast, at_monday: clock.SimulatedClock, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_cases(cast, count)
    at_monday.advance(timedelta(days=9))
    scan()
    with django_assert_num_queries(6):
        measures(cast.pia)


# --- On the page and over REST


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_chart_has_a_name_words_and_a_table_with_the_same_numbers(
    cast: Cast, at_monday: clock.SimulatedClock, language: str
) -> None:
    cases = open_cases(cast, 7)
    at_monday.advance(timedelta(days=3))
    for case in cases[:6]:
        contact_change(case=case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=WORDS)
    at_monday.advance(timedelta(days=9))
    scan()
    client = as_person(cast.pia)
    shown = client.get(reverse("journey:leader_home"), headers={"accept-language": language}).content.decode()
    charts = shown.split('<svg class="bars"')[1:]
    assert len(charts) == 5
    for chart in charts:
        drawn, rest = chart.rsplit("</svg>", 1)
        name = drawn.split('aria-labelledby="')[1].split(" ")[0]
        assert f'<title id="{name}">' in drawn
        assert "<desc" in drawn
        assert rest.strip().startswith("<details")
    says = {"da": ("12 dage", "6 holdt, 8 brudt"), "en": ("12 days", "6 kept, 8 broken")}[language]
    assert all(one in shown for one in says)
    assert not {"Viktor", "Dina", "Henrik"} & set(shown.split("measure-silence")[1].split("</section>")[0].split())


def test_rest_has_the_numbers_of_the_page_for_leaders_alone(cast: Cast, at_monday: clock.SimulatedClock) -> None:
    open_cases(cast, 5)
    at_monday.advance(timedelta(days=4))
    answer = json.loads(Caller(cast.pia).get("measures").content)
    assert answer["smallest_group"] == 5
    assert answer["silence"][0] == {
        "by": "all", "name": "", "is_hidden": False, "cases": 6, "longest_days": 4,
    }  # fmt: skip
    assert "12 dage" not in page(cast.pia, "leader_home")
    assert "4 dage" in page(cast.pia, "leader_home")
    for name in ("lone", "henrik", "torben", "charlie", "anja", "dina", "erik"):
        assert Caller(getattr(cast, name)).get("measures").status_code == 404, name
    assert Caller(None).get("measures").status_code == 401
    Employment.objects.filter(person=cast.pia).update(is_leader=False)
    assert Caller(cast.pia).get("measures").status_code == 404
