"""A change of contact that is to come is called off; one that has begun never is."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action
from journey.errors import Conflict, DomainError
from journey.models import ContactAssignment, Event, Gap, NextWord, Person, Update
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.case_page import glance
from journey.selectors.involved import involved
from journey.services.call_off import contact_change_call_off
from journey.services.contact import ChangeWords, contact_change
from journey.watch.scan import scan
from tests.cast import Cast

COMES = ChangeWords("Ny kontakt", "Gitte tager over.", "Viktor har de samme timer.", "Intet andet.", "Mere senere.")
STAYS = ChangeWords("Lone bliver", "Lone er her alligevel.", "Intet bliver nyt.", "Intet andet.", "Lone ringer.")


def plan(cast: Cast, to: Person, days: int) -> datetime:
    day = clock.midnight(clock.today() + timedelta(days=days))
    words = replace(COMES, happened=f"{to} tager over.")
    contact_change(case=cast.case, to=to, deputy=cast.henrik, by=cast.pia, words=words, from_at=day)
    return day


def seen(cast: Cast) -> tuple[str, str | None]:
    """Contact and successor on the page of a parent."""
    card = glance(case_for(cast.anja, cast.case.pk, Action.READ_CASE)).contact
    assert card is not None
    return card.person.name, card.successor.name if card.successor else None


def test_the_family_keeps_the_contact_and_reads_so(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast, cast.gitte, 14)
    at_monday.advance(timedelta(days=1))
    assert seen(cast) == ("Lone Bech", "Gitte Dahl")
    called_off = contact_change_call_off(case=cast.case, by=cast.pia, words=STAYS)
    assert seen(cast) == ("Lone Bech", None)
    told = Update.objects.latest("published_at")
    assert (told.title, told.happened, told.author) == (STAYS.title, STAYS.happened, cast.pia)
    assert NextWord.objects.get(case=cast.case, person=cast.anja).last_word_at == clock.now()
    assert Event.objects.get(kind="contact.called_off").subject_id == called_off.pk
    assert "Gitte Dahl" not in [
        line.person.name for line in involved(case_for(cast.lone, cast.case.pk, Action.READ_CASE))
    ]
    at_monday.advance(timedelta(days=20))
    assert seen(cast) == ("Lone Bech", None)
    scan()
    assert not Gap.objects.filter(kind="contact_unreachable").exists()


def test_the_row_stays_without_a_day(cast: Cast) -> None:
    plan(cast, cast.gitte, 14)
    row = contact_change_call_off(case=cast.case, by=cast.pia, words=STAYS)
    assert ContactAssignment.objects.get(case=cast.case).person == cast.lone
    kept = ContactAssignment.everything.get(pk=row.pk)
    assert (kept.person, kept.period.isempty) == (cast.gitte, True)


def test_another_change_can_be_planned_after_it(cast: Cast, at_monday: SimulatedClock) -> None:
    plan(cast, cast.gitte, 300)
    contact_change_call_off(case=cast.case, by=cast.pia, words=STAYS)
    at_monday.advance(timedelta(days=1))
    plan(cast, cast.torben, 3)
    assert seen(cast) == ("Lone Bech", "Torben Friis")
    at_monday.advance(timedelta(days=4))
    assert seen(cast) == ("Torben Friis", None)


def test_of_two_planned_changes_the_last_is_called_off_first(cast: Cast) -> None:
    plan(cast, cast.gitte, 14)
    plan(cast, cast.torben, 28)
    contact_change_call_off(case=cast.case, by=cast.pia, words=STAYS)
    rows = ContactAssignment.objects.filter(case=cast.case).order_by("period__startswith")
    assert [row.person for row in rows] == [cast.lone, cast.gitte]
    contact_change_call_off(case=cast.case, by=cast.pia, words=replace(STAYS, happened="Gitte kommer heller ikke."))
    assert ContactAssignment.objects.get(case=cast.case).period.upper is None


@pytest.mark.parametrize("is_planned", [False, True])
def test_what_has_begun_or_never_was_planned_is_not_called_off(
    is_planned: bool, cast: Cast, at_monday: SimulatedClock
) -> None:
    if is_planned:
        plan(cast, cast.gitte, 1)
        at_monday.move_to(clock.midnight(clock.today() + timedelta(days=1)))
    before = Event.objects.count()
    with pytest.raises(Conflict, match="no_change_planned"):
        contact_change_call_off(case=cast.case, by=cast.pia, words=STAYS)
    assert Event.objects.count() == before


def test_without_words_to_the_family_nothing_is_called_off(cast: Cast) -> None:
    plan(cast, cast.gitte, 14)
    with pytest.raises(DomainError, match="text_missing"):
        contact_change_call_off(case=cast.case, by=cast.pia, words=ChangeWords("", "", "", "", ""))
    assert seen(cast) == ("Lone Bech", "Gitte Dahl")
