"""The watch opens a gap for what is broken, gives it a name and a date, and closes it only when it is put right."""

from datetime import date, timedelta

import pytest

from journey.models import Absence, Gap, NextWord, Person, Update
from journey.rules.clock import SimulatedClock
from journey.services.agreements import agreement_conclude, agreement_date_move, agreement_make
from journey.services.updates import note_write, update_post
from journey.watch.scan import scan
from tests.cast import Cast
from tests.road import open_wait, plan_meeting, start

WORDS = {
    "happened": "Torben var i klassen i dag.",
    "means": "Vi ved mere.",
    "not_means": "Vi ved ikke alt.",
    "next_text": "Vi skriver igen.",
}


def open_gaps(kind: str) -> list[Gap]:
    return list(Gap.objects.filter(kind=kind, closed_at__isnull=True).select_related("responsible", "person"))


def to_hour(clock: SimulatedClock, day: date, hour: int) -> None:
    """On to an hour of a day in winter time."""
    clock.move_to(clock.at.replace(year=day.year, month=day.month, day=day.day, hour=hour - 1, minute=0))


def test_a_promise_that_passes_in_silence_climbs_until_a_person_writes(cast: Cast, at_monday: SimulatedClock) -> None:
    """Anja was promised a word by Monday 8 February: deputy, then leader, each told by name with a new date."""
    to_hour(at_monday, date(2027, 2, 8), 23)
    scan()
    assert not open_gaps("next_word_broken")

    at_monday.advance(timedelta(hours=2))
    scan()
    [gap] = open_gaps("next_word_broken")
    assert (gap.person, gap.responsible, gap.broken_on) == (cast.anja, cast.henrik, date(2027, 2, 9))
    assert not Update.objects.exists()

    to_hour(at_monday, date(2027, 2, 9), 9)
    scan()
    scan()
    [told] = Update.objects.all()
    assert (told.author, told.is_informative, told.only_for) == (None, False, cast.anja)
    assert "Henrik Toft har det nu" in told.happened
    word = NextWord.objects.get(case=cast.case, person=cast.anja)
    assert (word.promised_on, word.due_on) == (date(2027, 2, 8), date(2027, 2, 12))

    to_hour(at_monday, date(2027, 2, 15), 9)
    scan()
    [gap] = open_gaps("next_word_broken")
    assert (gap.responsible, gap.respond_by) == (cast.pia, date(2027, 2, 18))
    titles = list(Update.objects.order_by("published_at").values_list("title", flat=True))
    assert titles == ["Vi holdt ikke det, vi lovede", "Vi holdt det heller ikke anden gang"]

    note_write(case=cast.case, author=cast.pia, body="Jeg ringer i morgen.")
    scan()
    assert open_gaps("next_word_broken")
    update_post(case=cast.case, author=cast.pia, **WORDS)
    scan()
    assert not open_gaps("next_word_broken")
    closed = Gap.objects.get(kind="next_word_broken")
    assert closed.closed_how == "put_right"
    assert [move.responsible for move in closed.moves.order_by("at")] == [cast.henrik, cast.pia]


def test_a_day_without_the_watch_is_caught_up_once(cast: Cast, at_monday: SimulatedClock) -> None:
    to_hour(at_monday, date(2027, 2, 11), 10)
    for _again in range(3):
        scan()
    assert len(open_gaps("next_word_broken")) == 1
    assert Update.objects.count() == 1


def test_nobody_is_told_on_a_weekend(cast: Cast, at_monday: SimulatedClock) -> None:
    update_post(case=cast.case, author=cast.lone, next_word_on=date(2027, 2, 5), **WORDS)
    to_hour(at_monday, date(2027, 2, 6), 12)
    scan()
    assert {gap.person for gap in open_gaps("next_word_broken")} == {cast.anja, cast.jonas}
    assert Update.objects.count() == 1
    to_hour(at_monday, date(2027, 2, 8), 9)
    scan()
    assert Update.objects.count() == 3


def test_the_stand_in_who_is_away_is_passed_over(cast: Cast, at_monday: SimulatedClock) -> None:
    to_hour(at_monday, date(2027, 2, 9), 1)
    Absence.objects.create(
        municipality=cast.municipality, person=cast.henrik, cover=cast.pia, first_day=date(2027, 2, 9)
    )
    scan()
    assert open_gaps("next_word_broken")[0].responsible == cast.pia


def test_whoever_holds_a_wait_has_it_first(cast: Cast, at_monday: SimulatedClock) -> None:
    wait = open_wait(cast, start(cast))
    to_hour(at_monday, date(2027, 2, 11), 1)
    scan()
    [gap] = open_gaps("wait_review_late")
    assert (gap.subject_id, gap.responsible, gap.person) == (wait.pk, cast.torben, None)


def test_a_contact_and_deputy_who_are_both_away_leave_the_family_without_anybody(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    for person, cover in ((cast.lone, cast.henrik), (cast.henrik, cast.lone)):
        Absence.objects.create(municipality=cast.municipality, person=person, cover=cover, first_day=date(2027, 2, 1))
    scan()
    [gap] = open_gaps("contact_unreachable")
    assert gap.responsible == cast.pia


def test_a_step_of_somebody_who_has_left_is_found(cast: Cast, at_monday: SimulatedClock) -> None:
    step = start(cast, owner=cast.torben)
    Person.objects.filter(pk=cast.torben.pk).update(is_active=False)
    scan()
    [gap] = open_gaps("holder_left")
    assert (gap.subject_id, gap.responsible) == (step.pk, cast.pia)


def test_two_units_that_wait_for_each_other_are_one_task(cast: Cast, at_monday: SimulatedClock) -> None:
    open_wait(cast, start(cast))
    second = start(cast, "concern_receipt", owner=cast.torben)
    wait = open_wait(cast, second)
    type(wait).objects.filter(pk=wait.pk).update(holder=cast.lone)
    scan()
    [gap] = open_gaps("waits_in_a_circle")
    assert (gap.case_id, gap.responsible) == (cast.case.pk, cast.pia)


def test_a_meeting_that_nobody_closed_and_news_that_reached_one_parent(cast: Cast, at_monday: SimulatedClock) -> None:
    meeting = plan_meeting(cast)
    to_hour(at_monday, date(2027, 2, 5), 9)
    scan()
    [gap] = open_gaps("meeting_unsettled")
    assert (gap.subject_id, gap.responsible) == (meeting.pk, cast.lone)


@pytest.mark.parametrize("state", ["done", "skipped"])
def test_a_case_with_nothing_ahead_is_found(cast: Cast, at_monday: SimulatedClock, state: str) -> None:
    step = start(cast)
    cast.case.steps.exclude(pk=step.pk).update(state=state)
    scan()
    assert {gap.case_id for gap in open_gaps("nothing_next")} == {cast.case.pk}


def test_a_late_agreement_lies_with_its_owner_and_a_parents_with_the_contact(
    cast: Cast, at_monday: SimulatedClock
) -> None:
    due = date(2027, 2, 3)
    for owner in (cast.torben, cast.jonas):
        agreement_make(case=cast.case, by=cast.lone, text=f"{owner} ser på det.", owner=owner, due_on=due)
    at_monday.advance(timedelta(days=2))
    scan()
    assert open_gaps("agreement_late") == []
    at_monday.advance(timedelta(days=1))
    scan()
    found = open_gaps("agreement_late")
    assert {gap.responsible for gap in found} == {cast.torben, cast.lone}
    assert {(gap.broken_on, gap.person) for gap in found} == {(date(2027, 2, 4), None)}


@pytest.mark.parametrize("how", ["concluded", "moved"])
def test_an_outcome_or_a_new_day_with_its_reason_puts_a_late_agreement_right(
    cast: Cast, at_monday: SimulatedClock, how: str
) -> None:
    agreed = agreement_make(
        case=cast.case, by=cast.lone, text="Torben ser på det.", owner=cast.torben, due_on=date(2027, 2, 1)
    )
    at_monday.advance(timedelta(days=1))
    scan()
    assert len(open_gaps("agreement_late")) == 1
    if how == "concluded":
        agreement_conclude(agreement=agreed, by=cast.torben, outcome="not_done", text="Klassen var på lejr.")
    else:
        agreement_date_move(agreement=agreed, by=cast.torben, reason="Klassen er på lejr.", due_on=date(2027, 2, 9))
    scan()
    assert open_gaps("agreement_late") == []


def test_an_agreement_with_somebody_who_has_left_is_found(cast: Cast, at_monday: SimulatedClock) -> None:
    agreement_make(case=cast.case, by=cast.lone, text="Torben ser på det.", owner=cast.torben, due_on=date(2027, 3, 1))
    Person.objects.filter(pk=cast.torben.pk).update(is_active=False)
    scan()
    assert [gap.responsible for gap in open_gaps("holder_left")] == [cast.pia]
