"""Being away and being back: the families know, and the days that have been served are never written anew (RQ-021)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Absence, Event, Person
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.absences import absence_lines
from journey.selectors.case_page import contact_card
from journey.services.contact import ChangeWords, absence_end, absence_register, contact_change
from tests.cast import Cast, build_cast

WORDS = ChangeWords("Henrik tager over", "Henrik er kontakt.", "Planen står.", "Intet andet.", "Henrik ringer.")


def away(cast: Cast, first: int = 0, last: int | None = None, person: Person | None = None) -> Absence:
    return absence_register(
        person=person or cast.lone,
        cover=cast.gitte,
        first_day=day(first),
        last_day=None if last is None else day(last),
        by=cast.pia,
    )


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def told(kind: str) -> list[UUID | None]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("case", flat=True))


def test_the_last_day_becomes_known_and_the_family_hears_of_it(cast: Cast, at_monday: SimulatedClock) -> None:
    row = away(cast)
    at_monday.advance(timedelta(days=4))
    absence_end(absence=row, last_day=day(1), by=cast.lone)
    assert told("absence.ended") == [cast.case.pk]
    card = contact_card(cast.case, clock.now())
    assert card is not None
    assert (card.cover and card.cover.name, card.away_until) == ("Gitte Dahl", day(1))
    at_monday.advance(timedelta(days=2))
    back = contact_card(cast.case, clock.now())
    assert back is not None
    assert back.cover is None
    with pytest.raises(NotYours):
        case_for(cast.gitte, cast.case.pk, Action.READ_THREAD)


def test_served_days_stay_as_they_were(cast: Cast, at_monday: SimulatedClock) -> None:
    row = away(cast)
    at_monday.advance(timedelta(days=4))
    with pytest.raises(DomainError, match="date_in_the_past"):
        absence_end(absence=row, last_day=day(-1), by=cast.lone)
    assert Absence.objects.get().last_day is None
    absence_end(absence=row, last_day=day(0), by=cast.lone)
    at_monday.advance(timedelta(days=1))
    for last in (-2, -3, 3):
        with pytest.raises(Conflict, match="absence_over"):
            absence_end(absence=row, last_day=day(last), by=cast.lone)


def test_one_that_has_not_begun_keeps_its_first_day(cast: Cast) -> None:
    row = away(cast, 7, 14)
    with pytest.raises(DomainError, match="dates_reversed"):
        absence_end(absence=row, last_day=day(6), by=cast.lone)
    absence_end(absence=row, last_day=day(7), by=cast.lone)
    assert Absence.objects.get().last_day == day(7)


def test_the_same_day_again_writes_nothing(cast: Cast, at_monday: SimulatedClock) -> None:
    row = away(cast, 0, 2)
    absence_end(absence=row, last_day=day(2), by=cast.lone)
    at_monday.advance(timedelta(days=9))
    absence_end(absence=row, last_day=date(2027, 2, 3), by=cast.lone)  # a retry that comes late is no new act
    assert told("absence.ended") == []


def test_an_absence_is_not_drawn_into_the_next_one(cast: Cast) -> None:
    row, later = away(cast, 0, 2), away(cast, 7, 9)
    with pytest.raises(Conflict, match="already_away"):
        absence_end(absence=row, last_day=day(7), by=cast.lone)
    absence_end(absence=row, last_day=day(6), by=cast.lone)
    absence_end(absence=later, last_day=day(12), by=cast.lone)


def test_nobody_was_away_yesterday_by_what_is_written_today(cast: Cast) -> None:
    with pytest.raises(DomainError, match="date_in_the_past"):
        away(cast, -1, 2)


def test_families_hear_of_it_while_the_person_is_their_contact(cast: Cast, at_monday: SimulatedClock) -> None:
    """Until an announced change Lone is the contact, after it Henrik: each absence concerns whom it touches."""
    at_monday.advance(timedelta(hours=1))
    contact_change(
        case=cast.case,
        to=cast.henrik,
        deputy=cast.lone,
        by=cast.pia,
        words=WORDS,
        from_at=clock.midnight(day(5)),
    )
    away(cast, 0, 1)
    assert told("absence.registered") == [cast.case.pk]
    away(cast, 5, 6)
    assert told("absence.registered") == [cast.case.pk]
    away(cast, 1, 2, person=cast.henrik)
    assert told("absence.registered") == [cast.case.pk]
    away(cast, 5, 6, person=cast.henrik)
    assert told("absence.registered") == [cast.case.pk] * 2


def test_a_new_deputy_on_the_way_makes_no_second_notice(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(hours=1))
    contact_change(
        case=cast.case, to=cast.lone, deputy=cast.torben, by=cast.pia, words=WORDS, from_at=clock.midnight(day(2))
    )
    away(cast, 1, 3)
    assert told("absence.registered") == [cast.case.pk]


def test_everybody_sees_what_is_their_business_and_no_more(cast: Cast, at_monday: SimulatedClock) -> None:
    away(cast, 0, None)
    away(cast, 3, 5, person=cast.henrik)
    away(cast, 0, 4, person=cast.charlie)

    def seen(person: Person) -> list[tuple[str, str, bool]]:
        return [(one.whose, one.person.first_name, one.has_begun) for one in absence_lines(person)]

    assert seen(cast.lone) == [("mine", "Lone", True)]
    assert seen(cast.gitte) == [("covered", "Charlie", True), ("covered", "Lone", True), ("covered", "Henrik", False)]
    assert seen(cast.pia) == [("led", "Lone", True), ("led", "Henrik", False)]
    assert seen(cast.torben) == []
    at_monday.advance(timedelta(days=6))
    assert seen(cast.pia) == [("led", "Lone", True)]


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_is_written_and_the_others_are_told() -> None:
    cast = build_cast()

    def one(_number: int) -> str:
        try:
            return str(away(cast, 1, 3).pk)
        except Conflict as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, range(6)))
    assert found.count("already_away") == 5
    assert str(Absence.objects.get().pk) in found
