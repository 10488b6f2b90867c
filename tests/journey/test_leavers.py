"""Whoever has left answers nobody: what the family asks and reads has the name of somebody who is here (P1, P5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journey.access.questions import answers_now, around
from journey.errors import Conflict
from journey.models import Absence, Employment, Gap, Person, Question
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.case_page import contact_card
from journey.services.contact import ChangeWords, contact_change
from journey.services.questions import question_ask
from journey.watch.recompute import recompute
from journey.watch.scan import scan
from tests.cast import Cast


def work_ends(person: Person) -> None:
    work = Employment.objects.get(person=person)
    work.period = (work.period.lower, clock.now())
    work.save()


def login_ends(person: Person) -> None:
    person.is_active = False
    person.save()


@pytest.fixture(params=[work_ends, login_ends])
def leave(request: pytest.FixtureRequest) -> Callable[[Person], None]:
    found: Callable[[Person], None] = request.param
    return found


def family_page(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.anja)
    return client.get(reverse("journey:family_case", args=[cast.case.pk])).content.decode()


def unreachable() -> list[Person]:
    return [gap.responsible for gap in Gap.objects.filter(kind="contact_unreachable", closed_at__isnull=True)]


def test_the_deputy_answers_for_a_contact_who_has_left_and_the_leader_is_to_name_another(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    before = question_ask(case=cast.case, by=cast.jonas, kind=QuestionKind.CALL)
    assert before.owner == cast.lone
    at_monday.advance(timedelta(hours=1))
    leave(cast.lone)
    assert question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL).owner == cast.henrik
    assert not around(cast.case, clock.now()).filter(pk=cast.lone.pk).exists()
    scan()
    assert recompute() == 0
    assert unreachable() == [cast.pia]
    assert set(Question.objects.values_list("owner", flat=True)) == {cast.henrik.pk}
    shown = family_page(cast)
    assert "Henrik Toft hjælper jer imens." in shown
    assert "Lone arbejder her ikke længere." in shown
    assert "Skriv til Lone" not in shown

    words = ChangeWords("Torben kommer", "Torben tager over.", "Timerne står.", "Intet andet.", "Torben ringer.")
    at_monday.advance(timedelta(hours=1))
    contact_change(case=cast.case, to=cast.torben, deputy=cast.henrik, by=cast.pia, words=words)
    scan()
    assert recompute() == 0
    assert unreachable() == []


def test_the_leader_answers_when_contact_and_deputy_have_left(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    leave(cast.lone)
    leave(cast.henrik)
    assert question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL).owner == cast.pia
    assert "Pia Munk hjælper jer imens." in family_page(cast)
    scan()
    assert recompute() == 0
    assert unreachable() == [cast.pia]


def test_a_stand_in_who_has_left_is_passed_over(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    Absence.objects.create(municipality=cast.municipality, person=cast.lone, cover=cast.torben, first_day=clock.today())
    assert answers_now(cast.case, clock.now()) == cast.torben
    leave(cast.torben)
    assert answers_now(cast.case, clock.now()) == cast.henrik
    card = contact_card(cast.case, clock.now())
    assert card is not None
    assert (card.cover and card.cover.name, card.has_left) == ("Henrik Toft", False)
    scan()
    assert recompute() == 0
    assert unreachable() == []


def test_a_deputy_who_has_left_is_not_promised(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    assert "hjælper Henrik Toft" in family_page(cast)
    leave(cast.henrik)
    assert "Henrik Toft" not in family_page(cast)
    assert answers_now(cast.case, clock.now()) == cast.lone


def test_with_nobody_here_at_all_the_page_promises_nobody(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    for person in (cast.lone, cast.henrik, cast.pia):
        leave(person)
    shown = family_page(cast)
    assert "Lone arbejder her ikke længere." in shown
    assert "Lone Bech svarer" not in shown
    assert "Skriv til Lone" not in shown
    unit = cast.case.unit.name
    has_it = f"{unit} finder en ny kontakt. Den nye læser det, I skriver."
    assert f"Skriv til {unit}" in shown
    assert has_it in shown
    client = Client()
    client.force_login(cast.anja)
    for page in ("messaging:thread", "journey:family_ask"):
        ids = [cast.case.pk, cast.anja.pk] if page == "messaging:thread" else [cast.case.pk]
        read = client.get(reverse(page, args=ids)).content.decode()
        assert has_it in read
        assert "Lone" not in read
    thread = client.get(reverse("v1:case", args=[cast.case.pk])).json()["contact"]
    assert (thread["unit"], thread["cover"]) == (unit, None)
    scan()
    assert recompute() == 0
    assert len(unreachable()) == 1


WORDS = ChangeWords("I får en anden", "En anden tager over.", "Timerne står.", "Intet andet.", "I hører fra os.")


def change(cast: Cast, to: Person, deputy: Person, at: datetime | None = None) -> None:
    words = replace(WORDS, happened=f"{to} tager over fra {at or 'i dag'}.")
    contact_change(case=cast.case, to=to, deputy=deputy, by=cast.pia, words=words, from_at=at)


def answers_then(cast: Cast, at: datetime) -> tuple[str, str]:
    row = cast.case.contactassignments.get(period__contains=at)
    return row.person.given_name, row.deputy.given_name


def test_who_has_left_is_replaced_until_the_change_that_is_planned(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    planned = clock.midnight(clock.today() + timedelta(days=21))
    change(cast, cast.gitte, cast.henrik, planned)
    at_monday.advance(timedelta(days=1))
    with pytest.raises(Conflict, match="change_already_planned") as refused:
        change(cast, cast.torben, cast.henrik)
    assert "mandag 22. februar" in str(refused.value.sentence)
    leave(cast.lone)
    change(cast, cast.torben, cast.henrik)
    assert answers_then(cast, clock.now()) == ("Torben", "Henrik")
    assert answers_then(cast, planned) == ("Gitte", "Henrik"), "what the family has been told stays"
    with pytest.raises(Conflict, match="change_already_planned"):
        change(cast, cast.gitte, cast.henrik)
    scan()
    assert (recompute(), unreachable()) == (0, [])
    assert "Torben Friis" in family_page(cast)


def test_who_was_to_come_can_come_earlier(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    change(cast, cast.gitte, cast.henrik, clock.midnight(clock.today() + timedelta(days=21)))
    at_monday.advance(timedelta(days=1))
    leave(cast.lone)
    change(cast, cast.gitte, cast.henrik)
    card = contact_card(cast.case, clock.now())
    assert card is not None
    assert (card.person.name, card.successor) == ("Gitte Dahl", None)


def test_a_deputy_who_has_left_gives_nobody_another_contact_before_the_planned_one(
    cast: Cast, at_monday: SimulatedClock, leave: Callable[[Person], None]
) -> None:
    change(cast, cast.gitte, cast.henrik, clock.midnight(clock.today() + timedelta(days=21)))
    at_monday.advance(timedelta(days=1))
    leave(cast.henrik)
    with pytest.raises(Conflict, match="change_already_planned"):
        change(cast, cast.torben, cast.pia)
    change(cast, cast.lone, cast.torben)
    assert answers_then(cast, clock.now()) == ("Lone", "Torben")
