"""The described length of every text is enforced: at one end by the serializer, at the other by the service."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.fields import ListField

from api.fields import Body, Several, Words
from api.v1 import urls
from journey.models import Event, Step
from journey.rules import clock
from tests.api.caller import DESCRIBED, Things
from tests.api.conftest import As
from tests.api.test_people import family
from tests.api.test_writing import CONTACT, NEWS
from tests.cast import Cast
from tests.road import break_word

SCHEMAS = DESCRIBED["components"]["schemas"]
CASE, STEP, WAIT, MEETING, DECISION, AGREEMENT, QUESTION, GAP = (
    f"{one}_id" for one in ("case", "step", "wait", "meeting", "decision", "agreement", "question", "gap")
)

DONE = {"outcome": "done", "text": "Pauserne er korte nu."}


def bodies(kind: type[Body] = Body) -> Iterator[type[Body]]:
    """Every kind of body that the addresses take."""
    assert urls.urlpatterns
    for one in kind.__subclasses__():
        yield one
        yield from bodies(one)


def test_every_text_has_the_described_length() -> None:
    seen = 0
    for body in bodies():
        for name, field in body().fields.items():
            if not isinstance(field, Words) or body.__name__ not in SCHEMAS:
                continue
            described, limit = SCHEMAS[body.__name__]["properties"][name], field.max_length
            assert (described.get("minLength"), described["maxLength"]) == (1 if field.required else None, limit)
            assert field.run_validation("x" * limit) == "x" * limit
            with pytest.raises(ValidationError):
                field.run_validation("x" * (limit + 1))
            seen += 1
    assert seen > 60


def test_every_list_is_refused_in_words_of_our_own() -> None:
    lists = [field for body in bodies() for field in body().fields.values() if isinstance(field, ListField)]
    assert len(lists) > 5
    assert all(isinstance(field, Several) for field in lists)


def good(cast: Cast, things: Things) -> dict[str, tuple[str, str, str, dict[str, Any]]]:
    """For every body with a needed text: who, where, about what, and what would be taken."""

    def day(days: int) -> str:
        return (clock.today() + timedelta(days=days)).isoformat()

    torben, jonas = str(cast.torben.pk), str(cast.jonas.pk)
    wait = {"awaited": "Skema", "holder": torben, "why": "Skolen.", "ends_when": "Det er her.", "review_on": day(7)}
    meeting = {"title": "Møde", "purpose": "Vi taler.", "starts_at": (clock.now() + timedelta(days=1)).isoformat()}
    guest = {"name": "Torben Friis", "role": "psykolog"}
    new = {"name": "Sofie Ravn", "label": "farmor", "basis": "Dom af 4. januar."}
    return {
        "UpdateBody": ("lone", "updates", CASE, NEWS),
        "NothingNewBody": ("lone", "nothing_new", CASE, {"because": "PPR læser.", "still_expected": "Svar i uge 8."}),
        "NoteBody": ("lone", "notes", CASE, {"body": "Husk mødet."}),
        "StepBody": ("lone", "steps", CASE, {"code": str(cast.case.steps.all()[0].code)}),
        "StepMoveBody": ("lone", "step_move", STEP, {"kind": "forward", "sentence": "Det er gjort."}),
        "StepDateBody": ("lone", "step_date", STEP, {"reason": "Ferie.", "expected_to": day(9)}),
        "StepReleaseBody": ("lone", "step_release", STEP, {"text": "Nu kan I se det. Vi ville ringe først."}),
        "WaitBody": ("lone", "waits", CASE, wait),
        "WaitDateBody": ("lone", "wait_date", WAIT, {"reason": "Ferie.", "expected_to": day(9)}),
        "WaitEndBody": ("lone", "wait_end", WAIT, {"how": "PPR har svaret."}),
        "MeetingBody": ("lone", "meetings", CASE, {**meeting, "invitees": [{**guest, "person": torben}]}),
        "InviteeBody": ("lone", "participants", MEETING, guest),
        "CancelBody": ("lone", "meeting_cancel", MEETING, {"cancelled_by": "family", "reason": "Anja er syg."}),
        "ConclusionBody": ("lone", "conclusion", MEETING, {"conclusion": "Vi ses igen."}),
        "DecisionBody": ("lone", "decisions", CASE, {"asked": "Støtte", "decider_role": "Skoleleder"}),
        "DecisionDateBody": ("lone", "decision_date", DECISION, {"reason": "Udvalget mødes.", "expected_on": day(9)}),
        "OutcomeBody": ("lone", "outcome", DECISION, {"outcome": "granted", "means": "Viktor får støtte."}),
        "AgreementBody": ("lone", "agreements", CASE, {"text": "Torben ringer.", "owner": torben, "due_on": day(7)}),
        "AgreementDateBody": ("lone", "agreement_date", AGREEMENT, {"reason": "Ferie.", "due_on": day(9)}),
        "AgreementOutcomeBody": ("lone", "agreement_outcome", AGREEMENT, DONE),
        "RoleBody": ("lone", "roles", CASE, {"person": torben, "role": "pedagogue", "label": "Støtte"}),
        "RoleEndBody": ("lone", "role_end", CASE, {"person": str(cast.henrik.pk), "role": "pedagogue"}),
        "RoleTakeBackBody": (
            "lone",
            "role_take_back",
            CASE,
            {"person": str(cast.henrik.pk), "role": "pedagogue", "undo": "given"},
        ),
        "ChangeBody": ("lone", "staff_changes", CASE, CONTACT),
        "ContactBody": ("pia", "contact", CASE, {**CONTACT, "to": torben, "deputy": str(cast.henrik.pk)}),
        "CustodyBody": ("pia", "custodians", CASE, new),
        "CustodyEndBody": ("pia", "custody_end", CASE, {"person": jonas, "basis": "Registret."}),
        "FamilyBody": ("lone", "families", "", family(cast)),
        "ColleagueBody": (
            "pia",
            "colleagues",
            "",
            {"name": "Ny Kollega", "unit": str(cast.school.pk), "title": "lærer"},
        ),
        "AnswerBody": ("lone", "question_answer", QUESTION, {"text": "Vi ringer fredag."}),
        "PromiseBody": (
            "lone",
            "question_promise",
            QUESTION,
            {"owner": str(cast.henrik.pk), "promised_on": day(3), "reason": "Henrik er på skolen."},
        ),
        "CallBody": ("lone", "calls", CASE, {"person": str(cast.anja.pk), "summary": "Vi talte om mandag."}),
        "BreachBody": ("henrik", "breach", GAP, {"happened": "Vi skrev ikke i går. Henrik har det nu."}),
        "SignOffBody": ("lone", "sign_off", "notice_id", {"reason": "Anja er rejst."}),
        "CloseBody": ("lone", "close", CASE, {"text": "Viktor trives."}),
        "ReopenBody": ("lone", "reopen", CASE, {"text": "Det er svært igen."}),
    }


def needed_texts(body: str) -> list[str]:
    return [name for name, one in SCHEMAS[body].get("properties", {}).items() if "minLength" in one]


WITH_TEXTS = sorted(name for name in SCHEMAS if needed_texts(name))
ELSEWHERE = {"MessageBody", "CustodianBody", "BrowserBody"}
"""In tests/api/test_threads.py; inside FamilyBody; in tests/api/test_push.py."""


@pytest.mark.parametrize("body", [name for name in WITH_TEXTS if name not in ELSEWHERE])
def test_a_needed_text_is_refused_when_empty_and_taken_otherwise(
    body: str, cast: Cast, things: Things, as_: As, at_monday: clock.SimulatedClock
) -> None:
    prepare(body, cast, things, as_, at_monday)
    who, where, about, sent = good(cast, things)[body]
    caller, ids = as_(getattr(cast, who)), things.ids()
    below = {"case_id": ids["case_id"], about: ids[about]} if about else {}
    before = Event.objects.count()
    for name in needed_texts(body):
        assert caller.post(where, {**sent, name: ""}, **below).status_code in {404, 409, 422}, name
    assert Event.objects.count() == before
    taken = caller.post(where, sent, **below)
    assert taken.status_code in {200, 201}, json.loads(taken.content)


def prepare(body: str, cast: Cast, things: Things, as_: As, moving: clock.SimulatedClock) -> None:
    """What must have happened before such a body makes sense."""
    lone, case = as_(cast.lone), {"case_id": things.case_id}
    if body == "BreachBody":
        break_word(cast)
    if body in {"RoleEndBody", "RoleTakeBackBody"}:
        role = {"person": str(cast.henrik.pk), "role": "pedagogue", "label": "Støtte"}
        assert lone.post("roles", role, **case).status_code == 201
        moving.advance(timedelta(minutes=1))
    if body == "StepReleaseBody":
        Step.objects.filter(pk=things.step_id).update(visibility="withheld")
        assert as_(cast.pia).post("step_release_ask", **case, step_id=things.step_id).status_code == 200
    if body == "WaitBody":
        assert lone.post("wait_end", {"how": "Svaret er her."}, **case, wait_id=things.wait_id).status_code == 200
    if body in {"CloseBody", "ReopenBody"}:
        about = {"agreement_id": things.agreement_id}
        assert lone.post("agreement_outcome", DONE, **case, **about).status_code == 200
        asked = {"question_id": things.question_id}
        assert as_(cast.anja).post("question_withdraw", **case, **asked).status_code == 200
    if body == "ReopenBody":
        assert lone.post("close", {"text": "Viktor trives."}, **case).status_code == 200
    if body == "ConclusionBody":
        moving.advance(timedelta(days=2))
