"""Small acts on the cast's case that several tests begin with."""

from datetime import timedelta

from journey.access.gate import Access, case_for
from journey.access.matrix import Action
from journey.models import Event, Gap, Meeting, NextWord, Person, Recipient, Step, Wait
from journey.models.gaps import GapKind
from journey.models.notices import NoticeTaskKind
from journey.rules import clock
from journey.rules.gaps import Broken
from journey.selectors.case_page import case_page
from journey.selectors.shapes import CasePage
from journey.services.gaps import gap_open
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.notices import notice_rows, notice_write, task_write
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.waits import WaitTexts, wait_open
from tests.cast import Cast

SENTENCE = "Vi går videre, fordi vi nu ved nok."


def step_of(cast: Cast, code: str) -> Step:
    return cast.case.steps.filter(code=code).latest("round")


def start(cast: Cast, code: str = "concern_raised", owner: Person | None = None) -> Step:
    return step_move(
        step=step_of(cast, code),
        kind=MoveKind.START,
        by=cast.lone,
        sentence=SENTENCE,
        takeover=Takeover(owner=owner or cast.lone),
    )


def seen_by(cast: Cast, person: Person) -> Access:
    return case_for(person, cast.case.pk, Action.READ_CASE)


def page_of(cast: Cast, person: Person) -> CasePage:
    return case_page(seen_by(cast, person))


def open_wait(cast: Cast, step: Step, **more: object) -> Wait:
    texts: dict[str, object] = {
        "awaited": "svar fra PPR",
        "why": "Torben skal se klassen først.",
        "ends_when": "Torben har været der.",
        **more,
    }
    return wait_open(
        case=cast.case,
        by=cast.lone,
        holder=cast.torben,
        texts=WaitTexts(**texts),  # type: ignore[arg-type]
        review_on=clock.today() + timedelta(days=9),
        step=step,
    )


def plan_meeting(cast: Cast) -> Meeting:
    """A talk on Thursday, set by Lone."""
    return meeting_plan(
        case=cast.case,
        by=cast.lone,
        texts=MeetingTexts(title="Samtale om pauser", purpose="Vi aftaler, hvad vi prøver.", place="Lokale 4"),
        starts_at=clock.now() + timedelta(days=3),
        invitees=(
            Invitee(name="Lone Bech", role="klasselærer", person=cast.lone),
            Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),
        ),
    )


def broken_word(cast: Cast) -> Gap:
    """A gap of Anja's next word, with Henrik; ``break_word`` makes it true."""
    word = NextWord.objects.get(case=cast.case, person=cast.anja)
    gap = gap_open(broken=Broken(cast.case.pk, GapKind.NEXT_WORD_BROKEN, word.pk, cast.anja.pk, clock.today()))
    assert gap is not None
    return gap


def break_word(cast: Cast) -> None:
    """Anja was promised a word until yesterday."""
    day = clock.today() - timedelta(days=1)
    NextWord.objects.filter(case=cast.case, person=cast.anja).update(promised_on=day, due_on=day)


def unread_news(cast: Cast, person: Person, *, called: bool = False) -> Recipient:
    """Critical news that the person has not been proven to know, with a call and a letter to be made now.

    ``called``: Lone has called, and reached nobody.
    """
    event = Event.objects.create(
        kind="meeting.planned",
        case=cast.case,
        municipality=cast.municipality,
        actor=cast.lone,
        subject_id=cast.case.pk,
        occurred_at=clock.now(),
    )
    notice = notice_write(
        notice_rows(event=event, kind="meeting", is_critical=True, people=[person], family={person.pk})
    )
    assert notice is not None
    row = notice.recipients.get()
    for kind in NoticeTaskKind:
        task_write(recipient=row, kind=kind, due_at=clock.now())
    if called:
        row.tasks.filter(kind="call").update(done_at=clock.now(), done_by=cast.lone, outcome="not_reached")
    return row
