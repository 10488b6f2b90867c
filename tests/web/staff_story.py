"""Viktor's case with something to do for every form of the staff side, and a good and a bad answer to each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from journey.models import Agreement, CaseRole, Decision, Gap, Meeting, Person, Question, Recipient, Step, Wait
from journey.models.base import Visibility
from journey.models.questions import QuestionKind
from journey.rules import clock
from journey.services.agreements import agreement_conclude, agreement_make
from journey.services.cases import case_close
from journey.services.contact import ChangeWords, contact_change
from journey.services.decisions import decision_ask
from journey.services.meetings import Invitee, MeetingTexts, meeting_plan
from journey.services.questions import question_ask, question_withdraw
from journey.services.responsibility import responsibility_move
from journey.services.roles import role_assign
from journey.services.steps import MoveKind, Takeover, step_move
from journey.services.waits import WaitTexts, wait_open
from journey.services.withheld import step_release_ask
from tests.cast import Cast
from tests.road import broken_word, unread_news

KEPT = "Ordene, der ikke må gå tabt."
"""Stands in every bad answer: whoever is refused finds the words again."""

FIVE = {
    "happened": "Torben har været i klassen.",
    "means": "Vi ved mere om Viktors dag.",
    "not_means": "Intet er besluttet endnu.",
    "next_text": "Torben skriver det ned.",
}


@dataclass
class Story:
    """What has happened in the case before the form is opened."""

    unread: Recipient
    """Important news to Jonas, whom Lone has called in vain."""

    cast: Cast
    done: Step
    now: Step
    free: Step
    """In progress, and waiting for nothing yet."""
    planned: Step
    wait: Wait
    meeting: Meeting
    held: Meeting
    decision: Decision
    agreement: Agreement
    taken_over: Agreement
    role: CaseRole
    withheld: Step
    """The family does not see it, and the leader has asked that they do."""
    asked: Step
    """Nor this one, and Lone has asked."""
    question: Question
    gap: Gap
    """Of Anja's next word, which ``break_word`` makes a broken one; Henrik has it."""


def build_story(cast: Cast) -> Story:
    """Two steps in progress, one wait, one meeting to come and one that has begun, a decision without a decider."""
    case, lone = cast.case, cast.lone
    first, second, third, fourth = case.steps.order_by("position")[:4]
    step_move(step=first, kind=MoveKind.START, by=lone, sentence="Vi begynder.", takeover=Takeover(owner=lone))
    step_move(
        step=first, kind=MoveKind.FORWARD, by=lone, sentence="Det er gjort.", to=second, takeover=Takeover(owner=lone)
    )
    step_move(step=third, kind=MoveKind.START, by=lone, sentence="Også det.", takeover=Takeover(owner=lone))
    wait = wait_open(
        case=case,
        by=lone,
        holder=cast.torben,
        texts=WaitTexts(awaited="det tredje besøg i klassen", why="Torben er ny.", ends_when="Besøget er holdt."),
        review_on=clock.today() + timedelta(days=5),
        step=Step.objects.get(pk=second.pk),
    )
    withheld = case.steps.latest("position")
    Step.objects.filter(pk=withheld.pk).update(visibility=Visibility.WITHHELD)
    step_release_ask(step=withheld, by=cast.pia)
    asked = case.steps.order_by("position").reverse()[1]
    Step.objects.filter(pk=asked.pk).update(visibility=Visibility.WITHHELD)
    step_release_ask(step=asked, by=lone)
    role = role_assign(case=case, person=cast.gitte, role="ppr_leader", label="Leder af PPR", by=lone)
    taken_over = _agreement(cast, "Vi skriver til jer hver fredag.", cast.henrik)
    told = ChangeWords("Torben skriver", "Torben skriver om fredagen.", "Brevet kommer.", "Intet andet.", "Fredag.")
    responsibility_move(case=case, leaver=cast.henrik, to=cast.torben, by=lone, told=told, stays=True)
    return Story(
        cast=cast,
        done=Step.objects.get(pk=first.pk),
        now=Step.objects.get(pk=second.pk),
        free=Step.objects.get(pk=third.pk),
        planned=fourth,
        wait=wait,
        meeting=_meeting(cast, "Netværksmøde", clock.now() + timedelta(days=3)),
        held=_meeting(cast, "Opfølgning", clock.now() + timedelta(minutes=1)),
        decision=decision_ask(case=case, by=lone, asked="Får Viktor støttetimer?", decider_role="skoleleder"),
        role=role,
        withheld=withheld,
        asked=asked,
        agreement=_agreement(cast, "Viktor får en fast pause.", cast.lone),
        taken_over=taken_over,
        question=question_ask(case=case, by=cast.anja, kind=QuestionKind.CALL),
        gap=broken_word(cast),
        unread=unread_news(cast, cast.jonas, called=True),
    )


def _agreement(cast: Cast, text: str, owner: Person) -> Agreement:
    due = clock.today() + timedelta(days=5)
    return agreement_make(case=cast.case, by=cast.lone, text=text, owner=owner, due_on=due)


def _meeting(cast: Cast, title: str, at: datetime) -> Meeting:
    return meeting_plan(
        case=cast.case,
        by=cast.lone,
        texts=MeetingTexts(title=title, purpose="Vi ser på det, vi har aftalt."),
        starts_at=at,
        invitees=(Invitee(name="Anja Holm", role="mor", person=cast.anja, is_family=True),),
    )


@dataclass
class Answer:
    """One way to fill in a form. ``who`` does it, ``about`` is the row, ``bad`` is refused and keeps KEPT."""

    good: dict[str, Any]
    bad: dict[str, Any]
    who: str = "lone"
    about: UUID | None = None
    status: int = 422


def answers(story: Story) -> dict[str, Answer]:
    """By the name of the route. The good answer is one that a tired member of staff would give."""
    cast, today = story.cast, clock.today()
    soon, later, gone = _iso(today, 3), _iso(today, 10), _iso(today, -1)
    why = "Torben var ikke på skolen i mandags."
    five = {
        "happened": "Torben har været i klassen.",
        "means": "Vi ved mere om Viktors dag.",
        "not_means": "Intet er besluttet endnu.",
        "next_text": "Torben skriver det ned.",
    }
    move = {"sentence": why, "owner": str(cast.torben.pk)}
    broken_move = {"sentence": KEPT, "owner": str(uuid4())}
    dates = {"expected_from": soon, "expected_to": later, "reason": why}
    reversed_dates = {"expected_from": later, "expected_to": soon, "reason": KEPT}
    to = str(story.planned.pk)
    return {
        "staff_update": Answer({**five, "next_word_on": soon}, {**five, "means": "", "happened": KEPT}),
        "staff_nothing_new": Answer(
            {"because": why, "still_expected": "PPV’en inden jul."}, {"because": KEPT, "still_expected": ""}
        ),
        "staff_note": Answer({"body": "Husk at ringe til SFO’en."}, {"body": KEPT + "\x00"}),
        "staff_step_start": Answer(move, broken_move, about=story.planned.pk),
        "staff_step_forward": Answer({**move, "to": to}, {**broken_move, "to": to}, about=story.now.pk),
        "staff_step_back": Answer(
            {**move, "to": str(story.done.pk)}, {"sentence": KEPT, "to": ""}, about=story.now.pk
        ),
        "staff_step_skip": Answer({"sentence": why}, {"sentence": KEPT, "to": str(uuid4())}, about=story.now.pk),
        "staff_step_repeat": Answer(move, broken_move, about=story.done.pk),
        "staff_step_date": Answer(dates, reversed_dates, about=story.now.pk),
        "staff_step_follow_up": Answer({"follow_up_on": soon}, {"follow_up_on": gone}, about=story.now.pk),
        "staff_wait_review": Answer({"review_on": soon}, {"review_on": gone}, about=story.wait.pk),
        "staff_step_release_ask": Answer({}, {}, about=story.withheld.pk),
        "staff_step_release_withdraw": Answer({}, {}, about=story.asked.pk),
        "staff_step_release": Answer(
            {"text": "Nu kan I se det. Vi ville ringe til jer først."},
            {"text": KEPT + " Vi ringer snarest."},
            about=story.withheld.pk,
        ),
        "staff_step_add": Answer({"code": _missing_step(cast)}, {"code": "no-such-step"}),
        "staff_wait_open": Answer(
            {
                "step": str(story.free.pk),
                "awaited": "svar fra PPR",
                "holder": str(cast.torben.pk),
                "why": why,
                "ends_when": "Svaret er her.",
                "review_on": soon,
            },
            {"awaited": KEPT, "holder": str(cast.anja.pk), "why": why, "ends_when": "", "review_on": gone},
        ),
        "staff_wait_date": Answer(dates, reversed_dates, about=story.wait.pk),
        "staff_wait_end": Answer({"how": "Det er holdt."}, {"how": KEPT, "next_word_on": gone}, about=story.wait.pk),
        "staff_meeting_plan": Answer(
            {
                "title": "Gennemgang af PPV",
                "purpose": "Vi går PPV’en igennem.",
                "on_day": soon,
                "starts_at": "14:00",
                "ends_at": "15:00",
                "family": [str(cast.anja.pk), str(cast.jonas.pk)],
                "deltager1-person": str(cast.torben.pk),
                "deltager2-name": "Mona Falk",
                "deltager2-role": "logopæd",
            },
            {"title": KEPT, "purpose": "Vi taler.", "on_day": soon, "starts_at": "14:00", "ends_at": "13:00",
             "family": [str(cast.anja.pk)], "deltager1-person": str(cast.torben.pk)},
        ),
        "staff_participant_add": Answer(
            {"person": str(cast.torben.pk), "why": "Han kender PPV’en."}, {"why": KEPT}, about=story.meeting.pk
        ),
        "staff_meeting_cancel": Answer(
            {"cancelled_by": "municipality", "reason": "Vi finder en ny dag senest fredag."},
            {"reason": KEPT, "cancelled_by": "nobody"},
            about=story.meeting.pk,
        ),
        "staff_meeting_held": Answer({"conclusion_due_on": soon}, {"conclusion_due_on": gone}, about=story.held.pk),
        "staff_meeting_conclude": Answer(
            {"conclusion": "Vi ses igen om to uger."}, {"conclusion": KEPT + " Vi vender tilbage snarest."},
            about=story.held.pk,
        ),
        "staff_decision_ask": Answer(
            {"asked": "Får Viktor kørsel?", "decider_role": "skoleleder", "decider": str(cast.pia.pk)},
            {"asked": KEPT, "decider_role": ""},
        ),
        "staff_decision_conclude": Answer(
            {"outcome": "forwarded", "means": "Viktor venter lidt.", "reasons": "Skolen må ikke afgøre det selv."},
            {"outcome": "forwarded", "means": KEPT, "reasons": ""},
            about=story.decision.pk,
        ),
        "staff_decision_reassign": Answer(
            {"decider": str(cast.pia.pk)}, {"decider": str(cast.anja.pk)}, about=story.decision.pk
        ),
        "staff_decision_date": Answer(
            {"expected_on": soon, "reason": why}, {"expected_on": gone, "reason": KEPT}, about=story.decision.pk
        ),
        "staff_role_assign": Answer(
            {"person": str(cast.henrik.pk), "role": "resource_person", "can_decide": ""},
            {"person": str(cast.henrik.pk), "role": "emperor", "label": KEPT},
        ),
        "staff_role_end": Answer({}, {}, about=story.role.pk),
        "staff_role_take_back": Answer({"undo": "given"}, {}, about=story.role.pk),
        "staff_communication": Answer(
            {"freshness_days": "5", "asked_by": "Anja", "form": "phone", "pause": "none"},
            {"freshness_days": "99", "asked_by": KEPT, "form": "phone", "pause": "none"},
            about=cast.anja.pk,
        ),
        "staff_agreement_make": Answer(
            {"text": "Torben holder øje i timerne.", "owner": str(cast.torben.pk), "due_on": soon,
             "meeting": str(story.held.pk)},
            {"text": KEPT, "owner": str(cast.charlie.pk), "due_on": gone},
        ),
        "staff_agreement_date": Answer(
            {"due_on": later, "reason": why}, {"due_on": gone, "reason": KEPT}, about=story.agreement.pk
        ),
        "staff_agreement_follow_up": Answer({"follow_up_on": soon}, {"follow_up_on": gone}, about=story.agreement.pk),
        "staff_agreement_confirm": Answer({}, {}, who="torben", about=story.taken_over.pk),
        "staff_agreement_conclude": Answer(
            {"outcome": "not_done", "text": why}, {"outcome": "forgotten", "text": KEPT}, about=story.agreement.pk
        ),
        "staff_contact_change": Answer(
            {**five, "title": "I får en ny kontakt", "to": str(cast.henrik.pk), "deputy": str(cast.lone.pk)},
            {**five, "title": KEPT, "to": str(cast.henrik.pk), "deputy": str(cast.henrik.pk)},
            who="pia",
        ),
        "staff_contact_call_off": Answer(
            {**five, "title": "Skiftet sker ikke"}, {**five, "title": KEPT, "means": "Det ved vi snarest."}, who="pia"
        ),
        "staff_change": Answer(
            {**five, "title": "Torben er med til fredag"}, {**five, "title": KEPT, "next_text": "Vi skriver snarest."}
        ),
        "staff_responsibility": Answer(
            {**five, "title": "Gitte har det fra i dag", "leaver": str(cast.torben.pk), "to": str(cast.gitte.pk)},
            {**five, "title": KEPT, "leaver": str(cast.lone.pk), "to": str(cast.gitte.pk), "means": ""},
        ),
        "staff_custodian_add": Answer(
            {"name": "Sofie Ravn", "label": "farmor", "email": "sofie@familie.example", "basis": "Dom af 4. januar."},
            {"name": KEPT, "label": "farmor", "email": "ikke en adresse", "basis": "Dom af 4. januar."},
            who="pia",
        ),
        "staff_custodian_end": Answer(
            {"basis": "Registret, i dag."}, {"basis": "Det ved vi snarest. " + KEPT}, who="pia", about=cast.jonas.pk
        ),
        "staff_breach": Answer(
            {"happened": "Vi skrev ikke mandag, som vi lovede. Det er vores fejl.", "next_word_on": _iso(today, 1)},
            {"happened": "Det ved vi snarest. " + KEPT},
            who="pia",
            about=story.gap.pk,
        ),
        "staff_question_promise": Answer(
            {"owner": str(cast.henrik.pk), "promised_on": soon, "reason": "Henrik er på skolen fredag."},
            {"owner": str(cast.charlie.pk), "promised_on": soon, "reason": KEPT},
            about=story.question.pk,
        ),
        "staff_question_answer": Answer(
            {"text": "Vi ringer fredag."}, {"text": KEPT, "next_word_on": gone}, about=story.question.pk
        ),
        "staff_call": Answer(
            {"summary": "Vi talte om mandag.", "answers": [str(story.question.pk)]},
            {"summary": f"1\n2\n{KEPT}"},
            about=cast.anja.pk,
        ),
        "staff_notice_call": Answer({"outcome": "reached"}, {"outcome": "maybe"}, about=cast.anja.pk),
        "staff_notice_letter": Answer({}, {}, about=cast.anja.pk),
        "staff_notice_sign_off": Answer({"reason": "Jonas er rejst."}, {"reason": ""}, about=story.unread.pk),
        "staff_talk_offer": Answer(
            {"day_1": soon, "time_1": "10:00", "minutes": "15", "place": "Telefon"},
            {"day_1": soon, "minutes": "15", "place": KEPT},
            about=cast.anja.pk,
        ),
        "staff_close": Answer({"text": "Støtten virker. Kom gerne igen."}, {"text": KEPT + " Vi ringer snarest."}),
        "staff_reopen": Answer({"text": "Skolen er svær igen."}, {"text": KEPT + " Vi ringer snarest."}),
    }  # fmt: skip


def plan_a_change(story: Story) -> None:
    """Calling off needs a change that has been announced and has not begun."""
    cast, words = (
        story.cast,
        ChangeWords("Ny kontakt", "Gitte kommer.", "Timerne bliver.", "Intet andet.", "Vi ringer."),
    )
    day = clock.midnight(clock.today() + timedelta(days=14))
    contact_change(case=cast.case, to=cast.gitte, deputy=cast.lone, by=cast.pia, words=words, from_at=day)


def conclude_all(story: Story) -> None:
    """Nobody closes a case over open agreements and questions."""
    question_withdraw(question=story.question, by=story.cast.anja)
    for agreement in (story.agreement, story.taken_over):
        agreement_conclude(agreement=agreement, by=story.cast.lone, outcome="done", text="Det er gjort.")


def close(story: Story) -> None:
    """Reopening needs a closed case."""
    case_close(case=story.cast.case, by=story.cast.lone, text="Det går godt nu.")


def _missing_step(cast: Cast) -> str:
    there = set(cast.case.steps.values_list("code", flat=True))
    return next(str(one["code"]) for one in cast.blueprint.content["steps"] if one["code"] not in there)


def _iso(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Person, name: str, *ids: object) -> str:
    response = as_person(person).get(reverse(f"journey:{name}", args=ids))
    assert response.status_code == 200
    return response.content.decode()
