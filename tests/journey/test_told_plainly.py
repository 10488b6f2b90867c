"""What the family's page says is said once, at the right place, and never as if it were still to come (P2, P3, P7)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from journey.models import Unit
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.desk import desk_for
from journey.selectors.involved import by_person, involved
from journey.selectors.shapes import CasePage, TimelineItem
from journey.services.contact import ChangeWords, contact_change
from journey.services.decisions import decision_ask, decision_conclude
from journey.services.meetings import meeting_cancel, meeting_conclude, meeting_held
from journey.services.people import employment_start, person_register
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.updates import update_post
from journey.templatetags.journey_text import after_title, further, nearest
from tests.cast import Cast
from tests.road import SENTENCE, open_wait, page_of, plan_meeting, seen_by, start, step_of


def said_at(page: CasePage, sentence: str) -> list[str]:
    """The codes of the steps at which the sentence stands."""
    steps = [item.step for item in (*page.ahead, *page.current, *page.past) if item.step]
    return [step.code for step in steps for move in step.moves if move.sentence == sentence]


def family_page(cast: Cast) -> str:
    browser = Client()
    browser.force_login(cast.anja)
    return browser.get(f"/cases/{cast.case.pk}/").content.decode()


def test_a_move_forward_is_told_at_the_step_that_begins(cast: Cast) -> None:
    first = start(cast)
    on = Takeover(owner=cast.henrik)
    step_move(
        step=first,
        kind=MoveKind.FORWARD,
        by=cast.lone,
        sentence="Nu taler vi sammen.",
        to=step_of(cast, "concern_receipt"),
        takeover=on,
    )
    page = page_of(cast, cast.anja)
    assert said_at(page, "Nu taler vi sammen.") == ["concern_receipt"]
    assert said_at(page, SENTENCE) == ["concern_raised"]


def test_a_step_that_was_not_needed_keeps_the_reason(cast: Cast) -> None:
    first = start(cast)
    step_move(
        step=first,
        kind=MoveKind.SKIP,
        by=cast.lone,
        sentence="Vi har allerede talt om det.",
        to=step_of(cast, "concern_receipt"),
        takeover=Takeover(owner=cast.lone),
    )
    assert said_at(page_of(cast, cast.anja), "Vi har allerede talt om det.") == ["concern_raised"]


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Torben er ny. Han ringer torsdag.", "Torben er ny", "Han ringer torsdag."),
        ("Torben er ny.", "Torben er ny", ""),
        ("Torben er ny og har læst det hele.", "Torben er ny og …", "… har læst det hele."),
        ("Han ringer torsdag.", "Torben er ny", "Han ringer torsdag."),
    ],
)
def test_a_title_made_of_the_first_sentence_is_not_said_twice(text: str, title: str, rest: str) -> None:
    assert after_title(text, title) == rest


def test_an_update_without_a_title_says_its_first_sentence_once(cast: Cast) -> None:
    update_post(
        case=cast.case,
        author=cast.lone,
        happened="Torben var i klassen. Han så tre timer.",
        means="Vi ved mere om pauserne.",
        not_means="Vi ved ikke alt.",
        next_text="Torben skriver det ned.",
    )
    page = family_page(cast)
    assert page.count("Torben var i klassen") - page.count("(Torben var i klassen)") == 1
    assert "Han så tre timer." in page


def test_each_current_step_says_what_it_waits_for_and_that_it_is_late(cast: Cast, at_monday: SimulatedClock) -> None:
    open_wait(cast, start(cast), expected_to=date(2027, 2, 3), expected_kind="estimate")
    start(cast, "concern_receipt", owner=cast.henrik)
    assert family_page(cast).count("Vi venter på: svar fra PPR") == 1
    assert "Det tager længere tid end ventet." not in family_page(cast)
    at_monday.advance(timedelta(days=3))
    assert "Det tager længere tid end ventet." in family_page(cast)


def test_a_meeting_that_is_next_says_its_hour(cast: Cast) -> None:
    plan_meeting(cast)
    assert "Møde torsdag 4. februar kl. 9" in family_page(cast)


def meeting_row(cast: Cast) -> TimelineItem:
    page = page_of(cast, cast.anja)
    return next(item for item in (*page.ahead, *page.current, *page.past) if item.meeting)


def test_a_meeting_whose_day_has_passed_is_owned_up_to_and_on_a_desk(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    at_monday.advance(timedelta(days=3, hours=2))
    assert "meeting_unsettled" not in {row.kind for row in desk_for(cast.lone)}
    at_monday.advance(timedelta(days=1))
    assert meeting_row(cast).meeting.is_unsettled  # type: ignore[union-attr]  # found by its meeting
    assert "Vi har ikke fortalt jer, om mødet blev holdt." in family_page(cast)
    assert [(row.kind, row.subject_id) for row in desk_for(cast.lone) if row.is_late] == [
        ("meeting_unsettled", meeting.pk)
    ]
    meeting_cancel(meeting=meeting, by=cast.lone, cancelled_by="municipality", reason="Torben var ikke ansat endnu.")
    assert "meeting_unsettled" not in {row.kind for row in desk_for(cast.lone)}
    assert "Vi har ikke fortalt jer" not in family_page(cast)


def test_a_conclusion_that_is_late_is_said_to_be_late(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    at_monday.advance(timedelta(days=3, hours=2))
    meeting_held(meeting=meeting, by=cast.lone, conclusion_due_on=date(2027, 2, 8))
    assert "I får konklusionen senest mandag 8. februar" in family_page(cast)
    at_monday.advance(timedelta(days=5))
    assert "I skulle have haft konklusionen senest mandag 8. februar." in family_page(cast)
    assert "I får konklusionen" not in family_page(cast)
    assert "conclusion_due" in {row.kind for row in desk_for(cast.lone)}
    meeting_conclude(meeting=meeting, by=cast.lone, conclusion="Vi prøver en fast pause.")
    assert "I skulle have haft" not in family_page(cast)


def test_a_late_meeting_of_somebody_who_has_left_is_with_the_contact(cast: Cast, at_monday: SimulatedClock) -> None:
    plan_meeting(cast)
    at_monday.advance(timedelta(hours=1))
    words = ChangeWords("Nyt ansigt", "Henrik tager over.", "Planen står.", "I starter ikke forfra.", "Henrik ringer.")
    contact_change(case=cast.case, to=cast.henrik, deputy=cast.pia, by=cast.pia, words=words)
    at_monday.advance(timedelta(days=4))
    assert "meeting_unsettled" in {row.kind for row in desk_for(cast.henrik)}


def test_somebody_with_two_roles_is_one_person(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=2))
    words = ChangeWords("Nyt ansigt", "Torben tager over.", "Planen står.", "I starter ikke forfra.", "Torben ringer.")
    contact_change(case=cast.case, to=cast.torben, deputy=cast.henrik, by=cast.pia, words=words)
    people = by_person(involved(seen_by(cast, cast.anja)))
    assert [person.person.name for person in people] == ["Torben Friis", "Henrik Toft", "Pia Munk", "Lone Bech"]
    assert [role.label for role in people[0].roles] == ["Jeres kontakt", "Psykolog i PPR"]
    assert [(person.state, person.may_see) for person in people] == [
        ("here", "everything"),
        ("here", "everything"),
        ("here", "shared"),
        ("gone", "gone"),
    ]


def test_who_is_coming_is_not_here_yet_and_who_decided_is_known_for_it(cast: Cast, at_monday: SimulatedClock) -> None:
    words = ChangeWords("Nyt ansigt", "Gitte tager over.", "Planen står.", "I starter ikke forfra.", "Gitte ringer.")
    later = clock.now() + timedelta(days=20)
    at_monday.advance(timedelta(hours=1))
    contact_change(case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=words, from_at=later)
    asked = decision_ask(
        case=cast.case, by=cast.lone, asked="Mere støtte i klassen", decider_role="Skoleleder", decider=cast.charlie
    )
    decision_conclude(
        decision=asked, by=cast.lone, outcome="refused", means="Viktor får ikke mere.", reasons="Der er støtte nok."
    )
    people = {person.person.name: person for person in by_person(involved(seen_by(cast, cast.anja)))}
    assert (people["Lone Bech"].state, people["Lone Bech"].may_see) == ("here", "everything")
    assert (people["Gitte Dahl"].state, people["Gitte Dahl"].may_see) == ("coming", "coming")
    assert [role.label for role in people["Gitte Dahl"].roles] == ["Bliver jeres kontakt"]
    assert people["Charlie Krog"].decides == ("Mere støtte i klassen (afgjort)",)


def test_a_leader_above_the_unit_is_named_too(cast: Cast) -> None:
    """Whoever may open the case is on the list: a leader of the whole department as well (RQ-129)."""
    chief = person_register(municipality=cast.municipality, display_name="Hans Dybvad", given_name="Hans")
    board = Unit.objects.get(slug="forvaltning")
    employment_start(person=chief, unit=board, title="leder af Børn og Unge", is_leader=True)
    assert "Hans Dybvad" in {line.person.name for line in involved(seen_by(cast, cast.anja))}


def test_what_lies_behind_is_never_drawn_as_still_to_come(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast)
    step_date_move(step=step, by=cast.lone, reason="Nu ved vi det.", expected_to=date(2027, 2, 5))
    coming = step_of(cast, "concern_receipt")
    step_date_move(step=coming, by=cast.lone, reason="Det følger efter.", expected_to=date(2027, 2, 8))
    decision_ask(
        case=cast.case,
        by=cast.lone,
        asked="Mere støtte",
        decider_role="Skoleleder",
        decider=cast.pia,
        expected_on=date(2027, 2, 9),
    )
    open_wait(cast, step)
    before = family_page(cast)
    assert "Der er kommet en dato" in before
    assert "ikke sket endnu" not in before
    at_monday.advance(timedelta(days=14))
    page = family_page(cast)
    assert "Vi regnede med at være færdige senest fredag 5. februar." in page
    assert "Skulle være sket senest mandag 8. februar. Det er ikke sket endnu." in page
    assert "svaret skulle være kommet senest tirsdag 9. februar og er forsinket" in page
    assert "Vi skulle have set på det igen onsdag 10. februar." in page


def test_only_the_nearest_of_the_road_is_in_sight(cast: Cast) -> None:
    page = page_of(cast, cast.anja)
    assert [item.id for item in nearest(page.ahead)] == [item.id for item in page.ahead[-2:]]
    assert len(further(page.ahead)) == len(page.ahead) - 2
    dated = page.ahead[0]
    step_date_move(
        step=cast.case.steps.get(pk=dated.id), by=cast.lone, reason="Vi har en dag.", expected_to=date(2027, 6, 1)
    )
    assert dated.id in {item.id for item in nearest(page_of(cast, cast.anja).ahead)}


def test_what_goes_on_is_said_in_a_persons_words(cast: Cast) -> None:
    start(cast)
    assert page_of(cast, cast.anja).glance.now[0].says == SENTENCE
    assert SENTENCE in family_page(cast)


def test_the_list_of_several_courses_says_who_now_and_next_word(cast: Cast) -> None:
    start(cast)
    browser = Client()
    browser.force_login(cast.anja)
    page = browser.get("/cases/").content.decode()
    assert "kontakt: Lone Bech" in page
    assert step_of(cast, "concern_raised").title in page
    assert "Næste nyt senest mandag 8. februar" in page
