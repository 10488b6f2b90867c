"""A slip of the year is refused: each kind of day has a last one, in words and, where it is cheap, in the database."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from journey.errors import DomainError
from journey.models import Absence, Agreement, ContactAssignment, DateMove, Decision
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.rules.clock import LOCAL, SimulatedClock
from journey.rules.horizons import Within
from journey.services.agreements import agreement_date_move, agreement_make
from journey.services.contact import ChangeWords, absence_end, absence_register, contact_change
from journey.services.decisions import decision_ask, decision_date_move
from journey.services.follow_up import agreement_followed_up, step_followed_up
from journey.services.meetings import Invitee, MeetingTexts, meeting_held, meeting_plan
from journey.services.questions import question_ask, question_promise
from journey.services.steps import MoveKind, Takeover, step_date_move, step_move
from journey.services.talks import talk_offer
from journey.services.updates import update_post
from journey.services.waits import WaitTexts, wait_date_move, wait_open, wait_reviewed
from tests.cast import Cast
from tests.road import open_wait, plan_meeting, start, step_of

WORDS = ChangeWords("Ny kontakt", "Gitte tager over.", "Viktor har de samme timer.", "Intet andet.", "Mere senere.")
WHY = "Torben er på kursus."
Act = Callable[[Cast, date], object]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL)


def agreed(cast: Cast, day: date | None = None) -> Agreement:
    due = day or clock.today()
    return agreement_make(case=cast.case, by=cast.lone, text="Torben ringer.", owner=cast.torben, due_on=due)


def asked(cast: Cast, day: date | None = None) -> Decision:
    return decision_ask(case=cast.case, by=cast.lone, asked="Støtte", decider_role="Skoleleder", expected_on=day)


def contact(cast: Cast, day: date) -> object:
    return contact_change(
        case=cast.case, to=cast.gitte, deputy=cast.henrik, by=cast.pia, words=WORDS, from_at=noon(day)
    )


def away(cast: Cast, first: date, last: date | None) -> Absence:
    return absence_register(person=cast.lone, cover=cast.henrik, first_day=first, last_day=last, by=cast.lone)


def begin(cast: Cast, takeover: Takeover) -> object:
    step = step_of(cast, "concern_raised")
    return step_move(step=step, kind=MoveKind.START, by=cast.lone, sentence=WHY, takeover=takeover)


def wait_until(cast: Cast, **days: date) -> object:
    return open_wait(cast, start(cast), meanwhile="Viktor får timer.", expected_kind="estimate", **days)


def look_at_wait_on(cast: Cast, day: date) -> object:
    texts = WaitTexts(awaited="svar", why="PPR læser.", ends_when="Svaret er her.", meanwhile="Viktor får timer.")
    step = start(cast)
    return wait_open(case=cast.case, by=cast.lone, holder=cast.torben, texts=texts, review_on=day, step=step)


def meet(cast: Cast, day: date) -> object:
    texts = MeetingTexts(title="Møde", purpose="Vi taler.")
    guest = Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True)
    return meeting_plan(case=cast.case, by=cast.lone, texts=texts, starts_at=noon(day), invitees=(guest,))


def conclude_by(cast: Cast, day: date) -> object:
    meeting = plan_meeting(cast)
    with clock.simulated(meeting.starts_at):
        return meeting_held(meeting=meeting, by=cast.lone, conclusion_due_on=day + timedelta(days=3))


def promise(cast: Cast, day: date) -> object:
    question = question_ask(case=cast.case, by=cast.anja, kind=QuestionKind.CALL)
    return question_promise(question=question, by=cast.lone, owner=cast.lone, promised_on=day, reason=WHY)


def news(cast: Cast, day: date) -> object:
    texts = {"happened": "Vi talte.", "means": "Det går.", "not_means": "Intet andet.", "next_text": "Vi ringer."}
    return update_post(case=cast.case, author=cast.lone, next_word_on=day, **texts)


DAYS: dict[str, tuple[Within, Act]] = {
    "contact": (Within.YEAR, contact),
    "absence, first day": (Within.YEAR, lambda cast, day: away(cast, day, None)),
    "absence, last day": (Within.TWO_YEARS, lambda cast, day: away(cast, clock.today(), day)),
    "absence, later last day": (
        Within.TWO_YEARS,
        lambda cast, day: absence_end(absence=away(cast, clock.today(), None), last_day=day, by=cast.lone),
    ),
    "agreement": (Within.TWO_YEARS, agreed),
    "agreement, moved": (
        Within.TWO_YEARS,
        lambda cast, day: agreement_date_move(agreement=agreed(cast), by=cast.lone, reason=WHY, due_on=day),
    ),
    "agreement, looked at": (
        Within.TWO_YEARS,
        lambda cast, day: agreement_followed_up(agreement=agreed(cast), by=cast.lone, follow_up_on=day),
    ),
    "decision": (Within.TWO_YEARS, asked),
    "decision, moved": (
        Within.TWO_YEARS,
        lambda cast, day: decision_date_move(decision=asked(cast), by=cast.lone, reason=WHY, expected_on=day),
    ),
    "step, from": (Within.FIVE_YEARS, lambda cast, day: begin(cast, Takeover(owner=cast.lone, expected_from=day))),
    "step, to": (Within.FIVE_YEARS, lambda cast, day: begin(cast, Takeover(owner=cast.lone, expected_to=day))),
    "step, looked at": (Within.YEAR, lambda cast, day: begin(cast, Takeover(owner=cast.lone, follow_up_on=day))),
    "step, moved": (
        Within.FIVE_YEARS,
        lambda cast, day: step_date_move(step=start(cast), by=cast.lone, reason=WHY, expected_to=day),
    ),
    "step, looked at again": (
        Within.YEAR,
        lambda cast, day: step_followed_up(step=start(cast), by=cast.lone, follow_up_on=day),
    ),
    "wait": (Within.FIVE_YEARS, lambda cast, day: wait_until(cast, expected_from=day, expected_to=day)),
    "wait, moved": (
        Within.FIVE_YEARS,
        lambda cast, day: wait_date_move(
            wait=open_wait(cast, start(cast)), by=cast.lone, reason=WHY, expected_from=None, expected_to=day,
            meanwhile="Viktor får timer.",
        ),
    ),
    "wait, looked at": (Within.YEAR, look_at_wait_on),
    "wait, looked at again": (
        Within.YEAR,
        lambda cast, day: wait_reviewed(
            wait=open_wait(cast, start(cast)), by=cast.lone, review_on=day, meanwhile="Intet."
        ),
    ),
    "meeting": (Within.YEAR, meet),
    "conclusion": (Within.YEAR, conclude_by),
    "answer": (Within.YEAR, promise),
    "next word": (Within.YEAR, news),
    "talk": (
        Within.QUARTER,
        lambda cast, day: talk_offer(case=cast.case, by=cast.lone, person=cast.anja, starts=[noon(day)]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAYS)
def test_each_kind_of_day_has_a_last_one(kind: str, cast: Cast, at_monday: SimulatedClock) -> None:
    within, act = DAYS[kind]
    at_monday.advance(timedelta(hours=1))
    last = clock.today() + timedelta(days=within)
    with pytest.raises(DomainError) as refused:
        act(cast, last + timedelta(days=1))
    assert refused.value.code == "date_too_far"
    assert "se årstallet efter" in refused.value.sentence


@pytest.mark.parametrize("kind", DAYS)
def test_the_last_day_itself_is_taken(kind: str, cast: Cast, at_monday: SimulatedClock) -> None:
    within, act = DAYS[kind]
    at_monday.advance(timedelta(hours=1))
    act(cast, clock.today() + timedelta(days=within))


def test_the_database_refuses_what_no_service_lets_through(cast: Cast) -> None:
    now, town = clock.now(), cast.municipality
    far = now + timedelta(days=Within.YEAR + 2)
    step, years = step_of(cast, "concern_raised"), timedelta(days=Within.FIVE_YEARS + 2)
    with pytest.raises(IntegrityError, match="absence_begins_within_a_year"), transaction.atomic():
        Absence.objects.create(municipality=town, person=cast.lone, cover=cast.henrik, first_day=far.date())
    with pytest.raises(IntegrityError, match="contact_begins_within_a_year"), transaction.atomic():
        ContactAssignment.objects.create(
            case=cast.case, municipality=town, person=cast.gitte, deputy=cast.pia, period=(far, None)
        )
    with pytest.raises(IntegrityError, match="date_moves_within_five_years"), transaction.atomic():
        DateMove.objects.create(
            case=cast.case, municipality=town, step=step, new_to=(now + years).date(), reason=WHY, by=cast.lone, at=now
        )
