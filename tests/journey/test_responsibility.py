"""One professional takes over from another: all of it, told to the family, and nobody left standing (P6, RQ-026)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from journey.access.gate import case_for
from journey.access.matrix import Action, Role
from journey.errors import Conflict, DomainError, NotYours
from journey.models import Event, Meeting, Person, Step, Update
from journey.rules import clock
from journey.rules.clock import SimulatedClock
from journey.selectors.holdings import holdings
from journey.selectors.involved import involved
from journey.services.contact import ChangeWords, contact_change, staff_change_announce
from journey.services.decisions import decision_ask
from journey.services.meetings import Invitee, MeetingTexts, meeting_held, meeting_plan
from journey.services.responsibility import latest_announcement, responsibility_move, told_by
from journey.services.roles import role_assign
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.updates import update_post
from journey.services.waits import WaitTexts, wait_open
from tests.cast import Cast

WORDS = ChangeWords(
    title="Gitte har det fra i dag",
    happened="Gitte Dahl tager over fra Torben.",
    means="PPV går videre, og Gitte har læst det, I har fortalt.",
    not_means="I skal ikke fortælle det igen.",
    next_text="Gitte ringer til jer i denne uge.",
)


@pytest.fixture
def busy(cast: Cast, at_monday: SimulatedClock) -> Cast:
    """Torben has one of everything that can be handed over."""
    case, torben = cast.case, cast.torben
    step = case.steps.order_by("position")[0]
    step_move(step=step, kind=MoveKind.START, by=cast.lone, sentence="Vi begynder.", takeover=Takeover(owner=torben))
    wait_open(
        case=case,
        by=cast.lone,
        holder=torben,
        texts=WaitTexts(awaited="besøget", why="Torben er på kursus.", ends_when="Besøget er holdt."),
        review_on=clock.today() + timedelta(days=5),
        step=Step.objects.get(pk=step.pk),
    )
    decision_ask(case=case, by=cast.lone, asked="Flere besøg?", decider_role="psykolog", decider=torben)
    convene(cast, "Gennemgang", timedelta(days=3))
    held = convene(cast, "Første møde", timedelta(minutes=1))
    at_monday.advance(timedelta(hours=2))
    meeting_held(meeting=held, by=torben, conclusion_due_on=clock.today() + timedelta(days=2))
    return cast


def convene(cast: Cast, title: str, ahead: timedelta) -> Meeting:
    return meeting_plan(
        case=cast.case,
        by=cast.torben,
        texts=MeetingTexts(title=title, purpose="Vi ser på det sammen."),
        starts_at=clock.now() + ahead,
        invitees=(
            Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),
            Invitee(name="Torben Friis", role="psykolog", why="Har set Viktor.", person=cast.torben),
        ),
    )


def move(cast: Cast, *, leaver: Person | None = None, to: Person | None = None, **more: object) -> Update:
    given = {"told": WORDS, **more}
    word = responsibility_move(
        case=cast.case,
        leaver=leaver or cast.torben,
        to=to or cast.gitte,
        by=cast.lone,
        **given,  # type: ignore[arg-type]
    )
    assert word is not None
    return word


def owners(cast: Cast) -> list[set[str]]:
    """Given names of who has steps, waits, decisions and meetings, and of who comes to those that are planned."""
    case = cast.case
    return [
        set(case.steps.exclude(owner=None).values_list("owner__given_name", flat=True)),
        set(case.waits.values_list("holder__given_name", flat=True)),
        set(case.decisions.values_list("decider__given_name", flat=True)),
        set(case.meetings.values_list("organiser__given_name", flat=True)),
        set(case.caseroles.filter(period__contains=clock.now()).values_list("person__given_name", flat=True)),
    ]


def test_everything_moves_and_the_family_is_told_in_the_same_act(busy: Cast) -> None:
    dates = list(busy.case.waits.values_list("since", "review_on"))
    update = move(busy)
    assert owners(busy) == [{"Gitte"}] * 5
    assert list(busy.case.waits.values_list("since", "review_on")) == dates  # clocks run on (RQ-008)
    assert (update.kind, update.title, update.author) == ("contact_change", WORDS.title, busy.lone)
    assert {word.last_word_at for word in busy.case.nextwords.all()} == {clock.now()}
    assert Event.objects.filter(kind="responsibility.moved", subject_id=busy.gitte.pk).count() == 1
    with pytest.raises(NotYours):
        case_for(busy.torben, busy.case.pk, Action.READ_CASE)
    assert case_for(busy.gitte, busy.case.pk, Action.READ_CASE).roles == {Role.PROFESSIONAL}


def test_a_role_that_is_kept_stays_with_its_words_and_everything_else_moves(busy: Cast) -> None:
    """Who minded the work of another for a while is still what they were, and decided what they decided (RQ-022)."""
    role_assign(
        case=busy.case,
        person=busy.torben,
        role="class_teacher",
        label="Lærer",
        by=busy.lone,
        can_decide="Hvor han sidder",
    )

    move(busy, label="Ny psykolog", keeps=["class_teacher"])

    held = busy.case.caseroles.filter(period__contains=clock.now()).select_related("person")
    roles = {(row.person.given_name, row.role): (row.label, row.can_decide) for row in held}
    assert roles["Torben", "class_teacher"] == ("Lærer", "Hvor han sidder")
    assert roles["Gitte", "ppr_psychologist"][0] == "Ny psykolog"
    assert not {("Gitte", "class_teacher"), ("Torben", "ppr_psychologist")} & roles.keys()
    assert owners(busy)[:4] == [{"Gitte"}] * 4


def test_only_what_the_leaver_has_can_be_kept(busy: Cast) -> None:
    before = owners(busy)
    with pytest.raises(DomainError) as refused:
        move(busy, keeps=["school_leader"])
    assert (refused.value.code, refused.value.field) == ("role_not_held", "keeps")
    assert owners(busy) == before


def test_at_meetings_to_come_the_successor_stands_and_the_leaver_is_not_coming(busy: Cast) -> None:
    move(busy, label="Leder af PPR")
    coming = busy.case.meetings.get(title="Gennemgang").participants
    answers = {(one.name, one.role, one.why): one.answer for one in coming.all()}
    assert answers == {
        ("Anja Holm", "mor", ""): "invited",
        ("Torben Friis", "psykolog", "Har set Viktor."): "declined",
        ("Gitte Dahl", "Leder af PPR", "Har set Viktor."): "invited",
    }
    past = busy.case.meetings.get(title="Første møde").participants.get(person=busy.torben)
    assert past.answer == "invited"  # who was there stays in the history
    changed = Event.objects.filter(kind="meeting.changed", subject_id=coming.first().meeting_id)  # type: ignore[union-attr]
    assert changed.count() == 1


def test_a_successor_who_comes_already_is_invited_once(busy: Cast) -> None:
    meeting = busy.case.meetings.get(title="Gennemgang")
    meeting.participants.filter(person=busy.torben).update(person=busy.gitte, name="Gitte Dahl")
    convened = convene(busy, "Endnu et", timedelta(days=4))
    move(busy)
    assert meeting.participants.filter(person=busy.gitte).count() == 1
    assert convened.participants.filter(person=busy.gitte).count() == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (ChangeWords("", WORDS.happened, WORDS.means, WORDS.not_means, WORDS.next_text), "text_missing"),
        (ChangeWords("Nyt", WORDS.happened, WORDS.means, WORDS.not_means, "Vi ringer snarest."), "words_refused"),
    ],
)
def test_without_words_to_the_family_nothing_moves(busy: Cast, words: ChangeWords, code: str) -> None:
    before, events = owners(busy), Event.objects.count()
    with pytest.raises(DomainError) as refused:
        move(busy, told=words)
    assert refused.value.code == code
    assert (owners(busy), Event.objects.count()) == (before, events)


def test_an_announcement_that_the_family_has_had_is_enough(busy: Cast, at_monday: SimulatedClock) -> None:
    announced = staff_change_announce(case=busy.case, by=busy.gitte, words=WORDS)
    at_monday.advance(timedelta(days=14))
    words = busy.case.updates.count()
    assert latest_announcement(busy.case) == announced
    assert move(busy, told=announced) == announced
    assert busy.case.updates.count() == words
    assert owners(busy) == [{"Gitte"}] * 5


def test_what_is_no_announcement_to_all_is_not_enough(busy: Cast, at_monday: SimulatedClock) -> None:
    news = update_post(
        case=busy.case,
        author=busy.lone,
        happened="Torben går.",
        means="Noget.",
        not_means="Intet.",
        next_text="Vi ses.",
    )
    foreign = staff_change_announce(case=busy.dinas_case, by=busy.charlie, words=WORDS)
    old = staff_change_announce(case=busy.case, by=busy.lone, words=WORDS)
    at_monday.advance(timedelta(days=93))
    for told in (news, foreign, old):
        with pytest.raises(DomainError, match="family_not_told"):
            move(busy, told=told)
    with pytest.raises(DomainError, match="family_not_told"):
        latest_announcement(busy.case)
    assert "Torben" in owners(busy)[0]


def test_words_beside_an_announcement_are_not_dropped_in_silence(busy: Cast) -> None:
    announced = staff_change_announce(case=busy.case, by=busy.lone, words=WORDS)
    untouched = ChangeWords("", "", "", "Ingen datoer flytter sig.", "")
    assert told_by(untouched, told_in=announced) == announced
    assert told_by(WORDS, told_in=None) == WORDS
    with pytest.raises(DomainError, match="told_twice"):
        told_by(WORDS, told_in=announced)


def test_contact_and_deputy_are_changed_first_by_their_own_act(busy: Cast, at_monday: SimulatedClock) -> None:
    convened = convene(busy, "Lones møde", timedelta(days=5))
    Meeting.objects.filter(pk=convened.pk).update(organiser=busy.lone)
    role_assign(case=busy.case, person=busy.henrik, role="pedagogue", label="Støttelærer", by=busy.lone)
    for leaver, code in ((busy.lone, "leaver_is_contact"), (busy.henrik, "leaver_is_deputy")):
        with pytest.raises(Conflict, match=code):
            move(busy, leaver=leaver)
    at_monday.advance(timedelta(minutes=1))
    words = replace(WORDS, happened="Torben er jeres kontakt fra i dag.")
    contact_change(case=busy.case, to=busy.torben, deputy=busy.gitte, by=busy.pia, words=words)
    move(busy, leaver=busy.lone, to=busy.torben)
    assert Meeting.objects.get(pk=convened.pk).organiser == busy.torben


def test_a_contact_who_stays_one_may_hand_over_the_rest(busy: Cast) -> None:
    convened = convene(busy, "Lones møde", timedelta(days=5))
    Meeting.objects.filter(pk=convened.pk).update(organiser=busy.lone)
    move(busy, leaver=busy.lone, stays=True, label="Leder af PPR")
    assert Meeting.objects.get(pk=convened.pk).organiser == busy.gitte
    assert case_for(busy.lone, busy.case.pk, Action.READ_CASE).roles == {Role.CONTACT}


def test_whoever_takes_over_can_see_it_and_says_what_they_are(busy: Cast) -> None:
    """Lone owns the step without a role; Charlie comes from outside and would otherwise not find the case."""
    Step.objects.filter(case=busy.case, owner=busy.torben).update(owner=busy.lone)
    with pytest.raises(DomainError, match="text_missing") as refused:
        move(busy, leaver=busy.lone, to=busy.charlie, stays=True)
    assert refused.value.field == "label"
    move(busy, leaver=busy.lone, to=busy.charlie, stays=True, label="Lærer")
    assert case_for(busy.charlie, busy.case.pk, Action.READ_CASE).roles == {Role.PROFESSIONAL}


def test_what_cannot_be_done_is_refused(busy: Cast) -> None:
    for leaver, to, code in (
        (busy.torben, busy.torben, "same_person"),
        (busy.torben, busy.anja, "follows_as_family"),
        (busy.gitte, busy.pia, "nothing_to_move"),
    ):
        with pytest.raises(DomainError, match=code):
            move(busy, leaver=leaver, to=to)


def test_the_page_beside_the_form_says_who_has_what(busy: Cast) -> None:
    rows = {row.person.first_name: row for row in holdings(case_for(busy.lone, busy.case.pk, Action.MANAGE_ROLES))}
    assert set(rows) == {"Torben"}
    torben = rows["Torben"]
    assert (torben.part, torben.roles, torben.waits) == ("", ("Psykolog i PPR",), ("besøget",))
    assert (torben.decisions, torben.meetings) == (("Flere besøg?",), ("Første møde", "Gennemgang"))


def test_a_new_deputy_leaves_one_unbroken_contact(cast: Cast, at_monday: SimulatedClock) -> None:
    at_monday.advance(timedelta(days=2))
    contact_change(case=cast.case, to=cast.lone, deputy=cast.gitte, by=cast.pia, words=WORDS)
    with pytest.raises(Conflict, match="already_contact"):
        contact_change(case=cast.case, to=cast.lone, deputy=cast.gitte, by=cast.pia, words=WORDS)
    at_monday.advance(timedelta(days=1))
    lines = involved(case_for(cast.anja, cast.case.pk, Action.READ_CASE))
    seen = [(one.person.first_name, one.role, one.until is None) for one in lines if one.role != "leader"]
    assert seen == [
        ("Lone", "contact_person", True),
        ("Gitte", "deputy", True),
        ("Torben", "ppr_psychologist", True),
        ("Henrik", "deputy", False),
    ]
    assert next(one for one in lines if one.role == "contact_person").since == clock.today() - timedelta(days=3)
